import type { Asset } from '@/market/assets';
import { Icon, type IconName } from '@/parts/icon';

const drawings: Record<Asset['class'], { icon: IconName; colour: number }> = {
  real_estate: { icon: 'building', colour: 1 },
  intellectual_property: { icon: 'star', colour: 3 },
  start_up: { icon: 'chart', colour: 2 },
  company: { icon: 'coins', colour: 6 },
};

/** Stands where an asset has no picture: what kind it is, on the colour of that kind. */
export function AssetPicture({ kind, className = '' }: { kind: Asset['class']; className?: string }) {
  const { icon, colour } = drawings[kind];
  return (
    <span
      aria-hidden="true"
      style={{ background: `linear-gradient(150deg, color-mix(in srgb, var(--part-${colour}) 34%, var(--surface)), color-mix(in srgb, var(--part-${colour}) 12%, var(--surface)))` }}
      className={`grid place-items-center text-ink-2 ${className}`}
    >
      <Icon name={icon} className="size-2/5 max-h-24 stroke-1" />
    </span>
  );
}

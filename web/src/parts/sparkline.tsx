import { type Direction } from '@/figures/change';

import { directionText } from './change';

const WIDTH = 72;
const HEIGHT = 28;

/** A course without axes; `label` says what it shows. */
export function Sparkline({ values, direction, label }: { values: readonly number[]; direction: Direction; label: string }) {
  if (values.length < 2) return <span className="inline-block h-7 w-[72px]" />;
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest || 1;
  const points = values.map((value, at) => `${((at / (values.length - 1)) * WIDTH).toFixed(1)} ${(HEIGHT - 2 - ((value - lowest) / range) * (HEIGHT - 4)).toFixed(1)}`);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={`h-7 w-[72px] fill-none stroke-current stroke-[1.6] ${directionText[direction]}`} strokeLinejoin="round" strokeLinecap="round">
      <path d={`M${points.join('L')}`} />
    </svg>
  );
}

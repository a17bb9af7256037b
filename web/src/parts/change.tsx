import { type Direction, directionOf, percent } from '@/figures/change';
import { signedWon } from '@/figures/won';
import { usePreferences } from '@/preferences/preferences';

export const directionText: Record<Direction, string> = { up: 'text-up', down: 'text-down', flat: 'text-ink-2' };
const marks: Record<Direction, string> = { up: '▲', down: '▼', flat: '' };

/** A move with its triangle and sign: the colour never speaks alone. */
export function Change({ direction, children, className = '' }: { direction: Direction; children: React.ReactNode; className?: string }) {
  return (
    <span className={`figures font-medium ${directionText[direction]} ${className}`}>
      {direction !== 'flat' && (
        <span aria-hidden="true" className="mr-[0.28em] align-[0.14em] text-[0.68em]">
          {marks[direction]}
        </span>
      )}
      {children}
    </span>
  );
}

export function PercentChange({ bps, className = '' }: { bps: bigint | number; className?: string }) {
  return (
    <Change direction={directionOf(bps)} className={className}>
      {percent(bps)}
    </Change>
  );
}

/** `▲+51,200원 (+3.15%)`; the percentage is left out where there is nothing to compare with. */
export function WonChange({ amount, bps, className = '' }: { amount: bigint; bps: bigint | null; className?: string }) {
  const { language } = usePreferences();
  return (
    <Change direction={directionOf(amount)} className={className}>
      {signedWon(amount, language)}
      {bps !== null && ` (${percent(bps)})`}
    </Change>
  );
}

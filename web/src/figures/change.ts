import { grouped } from './decimal';

export type Direction = 'up' | 'down' | 'flat';

export function directionOf(value: bigint | number): Direction {
  if (value > 0) return 'up';
  return value < 0 ? 'down' : 'flat';
}

/** (now − before) ÷ before in hundredths of a percent, towards zero; `null` where there is nothing to compare with. */
export function basisPoints(now: bigint, before: bigint): bigint | null {
  return before === 0n ? null : ((now - before) * 10_000n) / before;
}

/** `+1.75%`, `−1.13%`, `0.00%`. */
export function percent(bps: bigint | number): string {
  const value = BigInt(bps);
  const size = value < 0n ? -value : value;
  const sign = value === 0n ? '' : value > 0n ? '+' : '−';
  return `${sign}${share(size)}`;
}

/** Without a sign: `22.28%`. */
export function share(bps: bigint): string {
  return `${grouped((bps / 100n).toString())}.${(bps % 100n).toString().padStart(2, '0')}%`;
}

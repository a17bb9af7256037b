import type { Part } from '@/parts/donut';

const WHOLE = 10_000;

/** Hundredths of a percent that sum to 100 %: each is rounded down, and what is left over goes to the largest remainders. */
export function partsOf(amounts: readonly { name: string; value: bigint }[]): Part[] {
  const total = amounts.reduce((sum, one) => sum + one.value, 0n);
  if (total === 0n) return [];
  const exact = amounts.map((one, at) => ({ ...one, at, bps: Number((one.value * BigInt(WHOLE)) / total), rest: (one.value * BigInt(WHOLE)) % total }));
  const missing = WHOLE - exact.reduce((sum, one) => sum + one.bps, 0);
  const lucky = new Set(
    [...exact]
      .sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.at - b.at))
      .slice(0, missing)
      .map((one) => one.at),
  );
  return exact.map((one) => ({ name: one.name, bps: one.bps + (lucky.has(one.at) ? 1 : 0) }));
}

import type { components } from '@/api/schema';

import { units } from './decimal';

type TickStep = components['schemas']['TickStep'];

/** Steps of prices in units of the instrument's price decimals: from each `from` on, prices are multiples of `tick`. */
export type Ticks = readonly { from: bigint; tick: bigint }[];

export function ticksOf(steps: readonly TickStep[], decimals: number): Ticks {
  return steps.map((step) => ({ from: units(step.from, decimals), tick: units(step.tick, decimals) }));
}

export function tickAt(ticks: Ticks, price: bigint): bigint {
  return ticks.findLast((step) => step.from <= price)?.tick ?? 1n;
}

/** The next valid price above; from a price off the grid, the nearest one above it. */
export function tickUp(ticks: Ticks, price: bigint): bigint {
  const tick = tickAt(ticks, price);
  return (price / tick + 1n) * tick;
}

/** The next valid price below, by the tick of the prices below: at 5,000 with ticks of 5 under it, 4,995. */
export function tickDown(ticks: Ticks, price: bigint): bigint {
  if (price <= 0n) return 0n;
  const tick = tickAt(ticks, price - 1n);
  return ((price - 1n) / tick) * tick;
}

export function isOnGrid(ticks: Ticks, price: bigint): boolean {
  return price > 0n && price % tickAt(ticks, price) === 0n;
}

import { toDecimal, units } from '@/figures/decimal';
import type { Fill } from '@/live/messages';

/** Finer than any quantity on the wire. */
const DECIMALS = 8;

/** Fills of one order, told together. */
export interface Gathered {
  instrument: string;
  side: Fill['side'];
  quantity: string;
  /** Won. */
  value: string;
}

/** What has traded since the trade `known`, order by order; the newest first, as fills come. */
export function gatherFills(fills: readonly Fill[], known: string): Gathered[] {
  const orders = new Map<string, Gathered>();
  for (const fill of fills) {
    if (BigInt(fill.trade_id) <= BigInt(known)) continue;
    const before = orders.get(fill.order_id);
    orders.set(fill.order_id, {
      instrument: fill.instrument,
      side: fill.side,
      quantity: toDecimal(units(before?.quantity, DECIMALS) + units(fill.quantity, DECIMALS), DECIMALS),
      value: (BigInt(before?.value ?? 0) + BigInt(fill.value)).toString(),
    });
  }
  return [...orders.values()];
}

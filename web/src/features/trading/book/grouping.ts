import { toDecimal, units } from '@/figures/decimal';
import { tickAt, ticksOf } from '@/figures/ticks';
import type { Level, Order } from '@/live/messages';
import type { Instrument } from '@/market/instruments';

const FACTORS = [10n, 100n];

/** Coarser steps for a book around a price, as decimals. */
export function groupsFor(instrument: Instrument, price: string): string[] {
  const decimals = instrument.price_decimals;
  const around = units(price, decimals);
  const tick = tickAt(ticksOf(instrument.ticks, decimals), around);
  return FACTORS.map((factor) => tick * factor).filter((step) => step * 10n <= around).map((step) => toDecimal(step, decimals));
}

/** What one's own resting orders have at each level shown, as `ask 5290` → `120`. Asks gather upwards, bids downwards. */
export function ownQuantities(orders: readonly Order[], instrument: Instrument, group: string | null): Map<string, string> {
  const { price_decimals: priceDecimals, quantity_decimals: quantityDecimals } = instrument;
  const step = group === null ? 1n : units(group, priceDecimals) || 1n;
  const sums = new Map<string, bigint>();
  for (const order of orders) {
    if (order.instrument !== instrument.code || order.state !== 'open') continue;
    const price = units(order.price, priceDecimals);
    const level = order.side === 'sell' ? ((price + step - 1n) / step) * step : (price / step) * step;
    const key = `${order.side === 'sell' ? 'ask' : 'bid'} ${toDecimal(level, priceDecimals)}`;
    sums.set(key, (sums.get(key) ?? 0n) + units(order.remaining, quantityDecimals));
  }
  return new Map([...sums].map(([key, quantity]) => [key, toDecimal(quantity, quantityDecimals)]));
}

export function largest(levels: readonly Level[], decimals: number): bigint {
  return levels.reduce((most, level) => {
    const quantity = units(level.quantity, decimals);
    return quantity > most ? quantity : most;
  }, 0n);
}

export function total(levels: readonly Level[], decimals: number): bigint {
  return levels.reduce((sum, level) => sum + units(level.quantity, decimals), 0n);
}

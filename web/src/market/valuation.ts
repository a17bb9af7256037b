import { basisPoints } from '@/figures/change';
import { power, product, units } from '@/figures/decimal';
import type { Balance, Ticker } from '@/live/messages';

import type { Instrument } from './instruments';

/** What a holding is worth at the last price; won, rounded down as a sale of all of it would be before fees. */
export interface Valued {
  instrument: Instrument;
  quantity: string;
  inOrders: string;
  cost: bigint;
  /** `null` where nothing has ever traded. */
  last: string | null;
  value: bigint;
  gain: bigint;
  gainBps: bigint | null;
  /** Won a whole unit, rounded down. */
  averageCost: bigint;
}

export function valueOf(price: string, quantity: string, instrument: Instrument): bigint {
  const { price_decimals: priceDecimals, quantity_decimals: quantityDecimals } = instrument;
  return product(units(price, priceDecimals), units(quantity, quantityDecimals), power(priceDecimals + quantityDecimals));
}

/** The holdings of an account, the most valuable first. Without a price a holding counts at what it cost. */
export function valued(account: Balance, instruments: readonly Instrument[], tickers: readonly Ticker[]): Valued[] {
  const list = account.holdings.flatMap((holding) => {
    const instrument = instruments.find((one) => one.code === holding.instrument);
    if (!instrument) return [];
    const last = tickers.find((one) => one.code === holding.instrument)?.last ?? null;
    const cost = BigInt(holding.cost);
    const value = last === null ? cost : valueOf(last, holding.total, instrument);
    const quantity = units(holding.total, instrument.quantity_decimals);
    const averageCost = quantity === 0n ? 0n : product(cost, power(instrument.quantity_decimals), quantity);
    return [{ instrument, quantity: holding.total, inOrders: holding.held, cost, last, value, gain: value - cost, gainBps: basisPoints(value, cost), averageCost }];
  });
  return list.sort((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Last price × issued units, in won; `null` without a price. */
export function capitalisation(instrument: Instrument, last: string | null | undefined): bigint | null {
  return last == null ? null : valueOf(last, instrument.issued, instrument);
}

// What an order comes to, by the rules the server applies: value is rounded down, the fee of it too, and a buy holds one won more so that fees of parts
// never pass what is held.
import { power, product, toDecimal, units } from '@/figures/decimal';
import type { Instrument } from '@/market/instruments';

const BPS = 10_000n;
/** What a buy holds beyond value and fee. */
const HELD_BEYOND = 1n;

/** Of the instrument, in hundredths of a percent: the higher of both rates, as it is held. */
export function feeBps(instrument: Instrument): bigint {
  const { maker_bps = 0, taker_bps = 0 } = instrument.fees ?? {};
  return BigInt(Math.max(maker_bps, taker_bps));
}

/** Prices and quantities in units of the instrument's decimals. */
export function orderValue(price: bigint, quantity: bigint, instrument: Instrument): bigint {
  return product(price, quantity, power(instrument.price_decimals + instrument.quantity_decimals));
}

export function feeOf(value: bigint, instrument: Instrument): bigint {
  return (value * feeBps(instrument)) / BPS;
}

/** Won that a buy of this value holds while it is open. */
export function heldBy(value: bigint, instrument: Instrument): bigint {
  return value + feeOf(value, instrument) + HELD_BEYOND;
}

/** The largest value whose hold fits into `budget` won. */
export function affordableValue(budget: bigint, instrument: Instrument): bigint {
  if (budget <= HELD_BEYOND) return 0n;
  // The fee is rounded down, so the quotient may be one won short of the best.
  const value = ((budget - HELD_BEYOND) * BPS) / (BPS + feeBps(instrument));
  return heldBy(value + 1n, instrument) <= budget ? value + 1n : value;
}

/** The largest quantity, in lots, that `percent` of the available won can buy at a price. */
export function affordableQuantity(available: bigint, percent: number, price: bigint, instrument: Instrument): bigint {
  if (price <= 0n) return 0n;
  const value = affordableValue((available * BigInt(percent)) / 100n, instrument);
  return wholeLots((value * power(instrument.price_decimals + instrument.quantity_decimals)) / price, instrument);
}

/** Down to a multiple of the lot, and no more than one order may have. */
export function wholeLots(quantity: bigint, instrument: Instrument): bigint {
  const most = units(instrument.max_order_quantity, instrument.quantity_decimals);
  const lot = units(instrument.lot, instrument.quantity_decimals) || 1n;
  const capped = quantity > most ? most : quantity;
  return (capped / lot) * lot;
}

export function quantityText(quantity: bigint, instrument: Instrument): string {
  return toDecimal(quantity, instrument.quantity_decimals);
}

export function priceText(price: bigint, instrument: Instrument): string {
  return toDecimal(price, instrument.price_decimals);
}

export interface Withholding {
  incomeBps: bigint;
  localBps: bigint;
  roundDownTo: bigint;
  notBelow: bigint;
}

/** What a sale removes from the cost, by moving average: all of it with the last unit. */
export function costRemoved(cost: bigint, quantity: bigint, held: bigint): bigint {
  if (held === 0n) return 0n;
  return quantity >= held ? cost : product(cost, quantity, held);
}

/** The tax of a gain by itself; what is withheld in the end counts the whole day. */
export function expectedTax(gain: bigint, rule: Withholding): bigint {
  if (gain <= 0n) return 0n;
  const rounded = (bps: bigint) => ((gain * bps) / BPS / rule.roundDownTo) * rule.roundDownTo;
  const income = rounded(rule.incomeBps);
  return income < rule.notBelow ? 0n : income + rounded(rule.localBps);
}

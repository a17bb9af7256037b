import type { components } from '@/api/schema';
import { typed, units } from '@/figures/decimal';
import { isOnGrid, tickDown, ticksOf, tickUp } from '@/figures/ticks';
import type { Balance, Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';

import type { Draft, Side } from '../draft';
import { heldBy, orderValue, priceText } from './terms';

export type Field = 'price' | 'quantity' | 'amount';

/** Why an order cannot be sent as it is written. Prices and quantities are decimals, amounts won. */
export type Fault =
  | { field: Field; why: 'missing' }
  | { field: 'price'; why: 'off_grid'; below: string; above: string }
  | { field: 'price'; why: 'outside'; lower: string; upper: string }
  | { field: 'quantity'; why: 'off_lot'; lot: string }
  | { field: 'quantity'; why: 'too_much'; most: string }
  | { field: 'quantity' | 'amount'; why: 'too_much_cash'; available: string }
  | { field: 'quantity'; why: 'too_many_units'; available: string };

export type Body = components['schemas']['PlaceOrder'];

export interface Checked {
  body: Body | null;
  faults: readonly Fault[];
}

interface World {
  instrument: Instrument;
  ticker: Ticker | undefined;
  account: Balance | undefined;
}

/** Checks what can be known beforehand; the server has the last word on all of it. */
export function check(side: Side, draft: Draft, world: World): Checked {
  const { instrument } = world;
  const isAmount = side === 'buy' && draft.pricing === 'market';
  const price = draft.pricing === 'limit' ? typed(draft.price ?? '', instrument.price_decimals) : null;
  const quantity = isAmount ? null : typed(draft.quantity ?? '', instrument.quantity_decimals);
  const amount = isAmount ? typed(draft.amount, 0) : null;
  const faults = [
    ...(draft.pricing === 'limit' ? priceFaults(price, world) : []),
    ...(isAmount ? amountFaults(amount, world) : quantityFaults(side, quantity, price, world)),
  ];
  if (faults.length > 0) return { body: null, faults };
  return {
    faults,
    body: {
      instrument: instrument.code,
      side,
      kind: draft.pricing,
      ...(price === null ? {} : { price, time_in_force: draft.lifetime }),
      ...(quantity === null ? {} : { quantity }),
      ...(amount === null ? {} : { amount }),
    },
  };
}

export function priceFaults(text: string | null, { instrument, ticker }: Omit<World, 'account'>): Fault[] {
  const decimals = instrument.price_decimals;
  const price = units(text, decimals);
  if (text === null || price === 0n) return [{ field: 'price', why: 'missing' }];
  const { lower_limit: lower, upper_limit: upper } = ticker ?? {};
  const outside = (lower != null && price < units(lower, decimals)) || (upper != null && price > units(upper, decimals));
  if (outside && lower != null && upper != null) return [{ field: 'price', why: 'outside', lower, upper }];
  const ticks = ticksOf(instrument.ticks, decimals);
  if (isOnGrid(ticks, price)) return [];
  return [{ field: 'price', why: 'off_grid', below: priceText(tickDown(ticks, price), instrument), above: priceText(tickUp(ticks, price), instrument) }];
}

function amountFaults(text: string | null, { instrument, account }: World): Fault[] {
  const amount = units(text, 0);
  if (amount === 0n) return [{ field: 'amount', why: 'missing' }];
  if (account && heldBy(amount, instrument) > BigInt(account.cash.available)) return [{ field: 'amount', why: 'too_much_cash', available: account.cash.available }];
  return [];
}

export function lotFaults(text: string | null, instrument: Instrument): Fault[] {
  const decimals = instrument.quantity_decimals;
  const quantity = units(text, decimals);
  if (text === null || quantity === 0n) return [{ field: 'quantity', why: 'missing' }];
  if (quantity % (units(instrument.lot, decimals) || 1n) !== 0n) return [{ field: 'quantity', why: 'off_lot', lot: instrument.lot }];
  if (quantity > units(instrument.max_order_quantity, decimals)) return [{ field: 'quantity', why: 'too_much', most: instrument.max_order_quantity }];
  return [];
}

function quantityFaults(side: Side, text: string | null, price: string | null, { instrument, account }: World): Fault[] {
  const faults = lotFaults(text, instrument);
  if (faults.length > 0 || !account) return faults;
  const quantity = units(text, instrument.quantity_decimals);
  if (side === 'sell') {
    const available = account.holdings.find((holding) => holding.instrument === instrument.code)?.available ?? '0';
    const enough = quantity <= units(available, instrument.quantity_decimals);
    return enough ? [] : [{ field: 'quantity', why: 'too_many_units', available }];
  }
  const value = orderValue(units(price, instrument.price_decimals), quantity, instrument);
  if (heldBy(value, instrument) <= BigInt(account.cash.available)) return [];
  return [{ field: 'quantity', why: 'too_much_cash', available: account.cash.available }];
}

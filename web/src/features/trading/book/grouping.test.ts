import { describe, expect, it } from 'vitest';

import type { Order } from '@/live/messages';

import { testInstrument } from '../test-instrument';
import { groupsFor, ownQuantities } from './grouping';

const instrument = testInstrument({});
const order = (side: Order['side'], price: string, remaining: string, changed: Partial<Order> = {}): Order => ({
  order_id: `live-${price}`,
  instrument: 'KRW-JG0127',
  side,
  kind: 'limit',
  time_in_force: 'gtc',
  state: 'open',
  price,
  filled_quantity: '0',
  remaining,
  filled_value: '0',
  fee: '0',
  tax: '0',
  held: '0',
  self_trade_prevention: 'cancel_newest',
  placed_at: '',
  changed_at: '',
  ...changed,
});

describe('own orders in the book', () => {
  const orders = [order('sell', '5290', '120'), order('sell', '5210', '5'), order('buy', '5230', '140'), order('buy', '5270', '1'), order('buy', '1', '9', { instrument: 'KRW-X' }), order('sell', '5290', '7', { state: 'waiting' })];

  it('stand at their price', () => {
    expect(Object.fromEntries(ownQuantities(orders, instrument, null))).toEqual({ 'ask 5290': '120', 'ask 5210': '5', 'bid 5230': '140', 'bid 5270': '1' });
  });

  it('gather as the book does: asks upwards, bids downwards', () => {
    expect(Object.fromEntries(ownQuantities(orders, instrument, '100'))).toEqual({ 'ask 5300': '125', 'bid 5200': '141' });
  });
});

it('coarser steps stay well below the price', () => {
  expect(groupsFor(instrument, '5240')).toEqual(['100']);
  expect(groupsFor(instrument, '1500')).toEqual(['10', '100']);
  expect(groupsFor(instrument, '20')).toEqual([]);
});

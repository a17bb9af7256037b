import { describe, expect, it } from 'vitest';

import type { Balance, Ticker } from '@/live/messages';

import { type Draft, emptyDraft, type Side } from '../draft';
import { testInstrument } from '../test-instrument';
import { check } from './check';

const instrument = testInstrument({});
const ticker: Ticker = {
  code: 'KRW-JG0127',
  market: 'live',
  state: 'continuous',
  previous_close: '5150',
  lower_limit: '3605',
  upper_limit: '6690',
  volume: '0',
  value: '0',
  trades: 0,
  position: 'live.0:1',
};
const account: Balance = {
  cash: { available: '1041291', held: '0', total: '1041291' },
  holdings: [{ instrument: 'KRW-JG0127', available: '200', held: '0', total: '200', cost: '1' }],
};
const order = (side: Side, draft: Partial<Draft>) => check(side, { ...emptyDraft, ...draft }, { instrument, ticker, account });
const faults = (side: Side, draft: Partial<Draft>) => order(side, draft).faults.map((fault) => `${fault.field} ${fault.why}`);

describe('an order', () => {
  it('is made of what was typed', () => {
    expect(order('buy', { price: '5,230', quantity: '199' }).body).toEqual({
      instrument: 'KRW-JG0127',
      side: 'buy',
      kind: 'limit',
      price: '5230',
      quantity: '199',
      time_in_force: 'gtc',
    });
    expect(order('buy', { pricing: 'market', amount: '100,000' }).body).toEqual({ instrument: 'KRW-JG0127', side: 'buy', kind: 'market', amount: '100000' });
    expect(order('sell', { pricing: 'market', quantity: '200' }).body).toEqual({ instrument: 'KRW-JG0127', side: 'sell', kind: 'market', quantity: '200' });
  });

  it('is held back with a reason at its field', () => {
    expect(faults('buy', {})).toEqual(['price missing', 'quantity missing']);
    expect(faults('buy', { price: '5233', quantity: '1' })).toEqual(['price off_grid']);
    expect(faults('buy', { price: '7000', quantity: '1' })).toEqual(['price outside']);
    expect(faults('buy', { price: '5230', quantity: '1.5' })).toEqual(['quantity missing']);
    expect(faults('buy', { price: '5230', quantity: '200' })).toEqual(['quantity too_much_cash']);
    expect(faults('sell', { price: '5230', quantity: '201' })).toEqual(['quantity too_many_units']);
    expect(faults('buy', { price: '5230', quantity: '120001' })).toEqual(['quantity too_much']);
    expect(faults('buy', { pricing: 'market', amount: '1041291' })).toEqual(['amount too_much_cash']);
  });

  it('names the nearest valid prices', () => {
    expect(order('buy', { price: '5003', quantity: '1' }).faults).toEqual([{ field: 'price', why: 'off_grid', below: '5000', above: '5010' }]);
  });
});

import { expect, it } from 'vitest';

import type { Balance, Ticker } from '@/live/messages';

import type { Instrument } from './instruments';
import { capitalisation, valued } from './valuation';

const instrument = (code: string, price_decimals: number, quantity_decimals: number): Instrument => ({
  code,
  market: 'live',
  state: 'continuous',
  price_decimals,
  quantity_decimals,
  lot: '1',
  max_order_quantity: '1000',
  registered_supply: '1000',
  issued: '900000',
  circle: 'everyone',
  ticks: [],
});
const ticker = (code: string, last?: string): Ticker => ({
  code,
  market: 'live',
  state: 'continuous',
  previous_close: '1',
  volume: '0',
  value: '0',
  trades: 0,
  position: 'live.0:1',
  ...(last === undefined ? {} : { last }),
});
const account = (holdings: Balance['holdings']): Balance => ({ cash: { available: '0', held: '0', total: '0' }, holdings });

it('values holdings at the last price, the largest first', () => {
  const holdings = [
    { instrument: 'KRW-A', available: '200', held: '120', total: '320', cost: '1625600' },
    { instrument: 'KRW-B', available: '0.5', held: '0', total: '0.50000001', cost: '70000000' },
  ];
  const list = valued(account(holdings), [instrument('KRW-A', 0, 0), instrument('KRW-B', 1, 8)], [ticker('KRW-A', '5240'), ticker('KRW-B', '142350000.5')]);
  expect(list.map((one) => [one.instrument.code, one.value, one.gain, one.gainBps, one.averageCost])).toEqual([
    ['KRW-B', 71175001n, 1175001n, 167n, 139999997n],
    ['KRW-A', 1676800n, 51200n, 314n, 5080n],
  ]);
});

it('counts what never traded at its cost', () => {
  const [only] = valued(account([{ instrument: 'KRW-A', available: '2', held: '0', total: '2', cost: '900' }]), [instrument('KRW-A', 0, 0)], [ticker('KRW-A')]);
  expect(only).toMatchObject({ value: 900n, gain: 0n, last: null });
});

it('knows what all issued units are worth', () => {
  expect(capitalisation(instrument('KRW-A', 0, 0), '5240')).toBe(4_716_000_000n);
  expect(capitalisation(instrument('KRW-A', 0, 0), null)).toBeNull();
});

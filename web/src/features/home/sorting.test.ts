import { expect, it } from 'vitest';

import { type Row, sorted } from './sorting';

const row = (code: string, value: string, change_bps: number | null): Row => ({
  instrument: {
    code,
    market: 'live',
    state: 'continuous',
    price_decimals: 0,
    quantity_decimals: 0,
    lot: '1',
    max_order_quantity: '1',
    registered_supply: '1',
    issued: value,
    circle: 'everyone',
    ticks: [],
  },
  ticker: { code, market: 'live', state: 'continuous', previous_close: '1', last: '2', change_bps, volume: '0', value, trades: 0, position: 'live.0:1' },
});
const rows = [row('A', '5', 100), row('B', '9', -30), row('C', '5', null), row('D', '7', -90)];
const codes = (sorting: Parameters<typeof sorted>[1]) => sorted(rows, sorting).map((one) => one.instrument.code);

it('sorts by size and shows only what rises or falls', () => {
  expect(codes('value')).toEqual(['B', 'D', 'A', 'C']);
  expect(codes('capitalisation')).toEqual(['B', 'D', 'A', 'C']);
  expect(codes('rise')).toEqual(['A']);
  expect(codes('fall')).toEqual(['D', 'B']);
});

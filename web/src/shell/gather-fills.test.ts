import { expect, it } from 'vitest';

import type { Fill } from '@/live/messages';

import { gatherFills } from './gather-fills';

const fill = (trade_id: string, order_id: string, quantity: string, value: string): Fill => ({
  trade_id,
  order_id,
  instrument: 'KRW-BTC',
  side: 'buy',
  aggressor: 'buy',
  price: '1',
  quantity,
  value,
  fee: '0',
  tax: '0',
  at: '',
});

it('tells the fills of an order together, and none twice', () => {
  const fills = [fill('9', 'b', '1', '10'), fill('8', 'a', '0.00000001', '1'), fill('7', 'a', '0.5', '70'), fill('6', 'a', '3', '30')];
  expect(gatherFills(fills, '6')).toEqual([
    { instrument: 'KRW-BTC', side: 'buy', quantity: '1', value: '10' },
    { instrument: 'KRW-BTC', side: 'buy', quantity: '0.50000001', value: '71' },
  ]);
  expect(gatherFills(fills, '9')).toEqual([]);
});

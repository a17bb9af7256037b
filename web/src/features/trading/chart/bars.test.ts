import { expect, it } from 'vitest';

import type { Candle } from '@/live/messages';

import { bars, means } from './bars';

const candle = (start: string, [open, high, low, close]: [string, string, string, string]): Candle => ({ start, open, high, low, close, volume: '2', value: '1', trades: 1 });

it('candles stand in the order of time, in the hours of Seoul', () => {
  const candles = [candle('2026-11-21T15:05:00Z', ['7', '8', '7', '8']), candle('2026-11-21T15:00:00Z', ['3', '9', '2', '6'])];
  const midnight = Date.parse('2026-11-22T00:00:00Z') / 1000;
  expect(bars(candles)).toEqual([
    { time: midnight, open: 3, high: 9, low: 2, close: 6, volume: 2 },
    { time: midnight + 300, open: 7, high: 8, low: 7, close: 8, volume: 2 },
  ]);
});

it('a mean begins with its first full span', () => {
  const drawn = [1, 2, 6, 1].map((close, time) => ({ time, open: 0, high: 0, low: 0, close, volume: 0 }));
  expect(means(drawn, 3)).toEqual([
    { time: 2, value: 3 },
    { time: 3, value: 3 },
  ]);
});

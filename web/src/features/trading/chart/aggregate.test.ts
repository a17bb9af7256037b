import { expect, it } from 'vitest';

import type { Candle } from '@/live/messages';

import { aggregate, means } from './aggregate';

const candle = (start: string, [open, high, low, close]: [string, string, string, string]): Candle => ({ start, open, high, low, close, volume: '2', value: '1', trades: 1 });

it('minutes become longer candles in the time of Seoul', () => {
  const minutes = [
    candle('2026-11-21T15:05:00Z', ['7', '8', '7', '8']),
    candle('2026-11-21T15:04:00Z', ['5', '9', '4', '6']),
    candle('2026-11-21T15:00:00Z', ['3', '6', '2', '5']),
  ];
  const midnight = Date.parse('2026-11-22T00:00:00Z') / 1000;
  expect(aggregate(minutes, 5)).toEqual([
    { time: midnight, open: 3, high: 9, low: 2, close: 6, volume: 4 },
    { time: midnight + 300, open: 7, high: 8, low: 7, close: 8, volume: 2 },
  ]);
  expect(aggregate(minutes, 60)).toHaveLength(1);
});

it('a mean begins with its first full span', () => {
  const bars = [1, 2, 6, 1].map((close, time) => ({ time, open: 0, high: 0, low: 0, close, volume: 0 }));
  expect(means(bars, 3)).toEqual([
    { time: 2, value: 3 },
    { time: 3, value: 3 },
  ]);
});

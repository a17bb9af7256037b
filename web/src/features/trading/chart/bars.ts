import type { Candle } from '@/live/messages';

/** A candle for drawing. Prices are floats here, and nowhere else: a pixel is coarser than their error. */
export interface Bar {
  /** Seconds since 1970 in Seoul's time, for an axis that knows no time zones. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

const SEOUL_OFFSET_S = 9 * 3600;

/** Candles in the order of a chart, oldest first, of those that come newest first. */
export function bars(candles: readonly Candle[]): Bar[] {
  return [...candles].reverse().map((candle) => {
    const [open, high, low, close, volume] = [candle.open, candle.high, candle.low, candle.close, candle.volume].map(Number) as [number, number, number, number, number];
    return { time: Math.floor(Date.parse(candle.start) / 1000) + SEOUL_OFFSET_S, open, high, low, close, volume };
  });
}

/** The mean of the last `span` closes at each bar that has so many. */
export function means(bars: readonly Bar[], span: number): { time: number; value: number }[] {
  let sum = 0;
  return bars.flatMap((bar, at) => {
    sum += bar.close - (bars[at - span]?.close ?? 0);
    return at + 1 < span ? [] : [{ time: bar.time, value: sum / span }];
  });
}

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

/** Candles of so many minutes, oldest first, of those of one minute, newest first. */
export function aggregate(candles: readonly Candle[], minutes: number): Bar[] {
  const bars: Bar[] = [];
  for (const candle of [...candles].reverse()) {
    const seconds = Math.floor(Date.parse(candle.start) / 1000) + SEOUL_OFFSET_S;
    const time = seconds - (seconds % (minutes * 60));
    const [open, high, low, close, volume] = [candle.open, candle.high, candle.low, candle.close, candle.volume].map(Number) as [number, number, number, number, number];
    const last = bars.at(-1);
    if (last?.time === time) {
      last.high = Math.max(last.high, high);
      last.low = Math.min(last.low, low);
      last.close = close;
      last.volume += volume;
    } else {
      bars.push({ time, open, high, low, close, volume });
    }
  }
  return bars;
}

/** The mean of the last `span` closes at each bar that has so many. */
export function means(bars: readonly Bar[], span: number): { time: number; value: number }[] {
  let sum = 0;
  return bars.flatMap((bar, at) => {
    sum += bar.close - (bars[at - span]?.close ?? 0);
    return at + 1 < span ? [] : [{ time: bar.time, value: sum / span }];
  });
}

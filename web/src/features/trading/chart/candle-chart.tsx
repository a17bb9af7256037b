import { CandlestickSeries, ColorType, createChart, HistogramSeries, type IChartApi, type IPriceLine, type ISeriesApi, LineSeries, LineStyle, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';

import { grouped } from '@/figures/decimal';
import { useMedia } from '@/parts/media';
import { usePreferences } from '@/preferences/preferences';

import { type Bar, means } from './bars';

interface CandleChartProps {
  bars: readonly Bar[];
  means: readonly number[];
  decimals: number;
  averageCost: number | null;
  averageCostTitle: string;
}

/** Colours are read from the tokens when the chart is made, so a change of theme makes another one. */
export function CandleChart(props: CandleChartProps) {
  const { theme, directions, market } = usePreferences();
  const isDark = useMedia('(prefers-color-scheme: dark)');
  return <Drawn key={`${theme} ${directions} ${market} ${isDark}`} {...props} />;
}

interface Parts {
  chart: IChartApi;
  candles: ISeriesApi<'Candlestick'>;
  volumes: ISeriesApi<'Histogram'>;
  lines: ISeriesApi<'Line'>[];
  colours: Record<'up' | 'down', string>;
}

function Drawn({ bars, means: spans, decimals, averageCost, averageCostTitle }: CandleChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts | null>(null);
  const shown = useRef(0);

  useEffect(() => {
    if (!place.current) return;
    const made = make(place.current, spans.length, decimals);
    parts.current = made;
    shown.current = 0;
    return () => {
      parts.current = null;
      made.chart.remove();
    };
  }, [spans.length, decimals]);

  useEffect(() => {
    const made = parts.current;
    if (!made) return;
    made.candles.setData(bars.map((bar) => ({ ...bar, time: bar.time as UTCTimestamp })));
    made.volumes.setData(bars.map((bar) => ({ time: bar.time as UTCTimestamp, value: bar.volume, color: faded(bar.close >= bar.open ? made.colours.up : made.colours.down) })));
    made.lines.forEach((line, at) => line.setData(means(bars, spans[at] ?? 1).map((point) => ({ ...point, time: point.time as UTCTimestamp }))));
    // Another interval starts at the newest candles again; a new candle does not move what is looked at.
    if (Math.abs(bars.length - shown.current) > 2) made.chart.timeScale().setVisibleLogicalRange({ from: Math.max(bars.length - 90, -10), to: bars.length + 4 });
    shown.current = bars.length;
  }, [bars, spans]);

  useEffect(() => {
    const made = parts.current;
    if (!made || averageCost === null) return;
    const line: IPriceLine = made.candles.createPriceLine({ price: averageCost, title: averageCostTitle, color: tokenColour('--ink-3'), lineStyle: LineStyle.Dotted, lineWidth: 1, axisLabelVisible: false });
    return () => made.candles.removePriceLine(line);
  }, [averageCost, averageCostTitle]);

  // The sentence and the table beside it say the same; the picture itself is silent.
  return <div ref={place} aria-hidden="true" className="min-h-0 flex-1" />;
}

function make(place: HTMLElement, lines: number, decimals: number): Parts {
  const colours = { up: tokenColour('--up'), down: tokenColour('--down') };
  const chart = createChart(place, {
    autoSize: true,
    localization: { priceFormatter: (price: number) => grouped(price.toFixed(decimals)) },
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: tokenColour('--ink-3'),
      fontFamily: getComputedStyle(place).fontFamily,
      fontSize: 12,
      // It would bring a style of its own, which the page's policy does not allow; the menu's page names the makers instead.
      attributionLogo: false,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: tokenColour('--line') } },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.06, bottom: 0.24 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 4 },
    crosshair: { horzLine: { color: tokenColour('--edge') }, vertLine: { color: tokenColour('--edge') } },
  });
  const priceFormat = { type: 'price', precision: decimals, minMove: 10 ** -decimals } as const;
  const volumes = chart.addSeries(HistogramSeries, { priceScaleId: 'volume', lastValueVisible: false, priceLineVisible: false });
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  const candles = chart.addSeries(CandlestickSeries, {
    priceFormat,
    upColor: colours.up,
    downColor: colours.down,
    borderVisible: false,
    wickUpColor: colours.up,
    wickDownColor: colours.down,
  });
  const averages = Array.from({ length: lines }, (_, at) =>
    chart.addSeries(LineSeries, { color: tokenColour(`--part-${at + 1}`), lineWidth: 1, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false }),
  );
  return { chart, candles, volumes, lines: averages, colours };
}

/** The colour a token has now, as the canvas understands it: `rgb(…)`. */
function tokenColour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function faded(colour: string): string {
  return colour.replace('rgb(', 'rgba(').replace(')', ', 0.38)');
}

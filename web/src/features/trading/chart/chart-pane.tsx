import { lazy, Suspense, useMemo, useState } from 'react';

import { basisPoints, directionOf, percent } from '@/figures/change';
import { grouped, units } from '@/figures/decimal';
import { useBalance, useCandles, useTickers } from '@/live/use-live';
import type { Instrument } from '@/market/instruments';
import { valued } from '@/market/valuation';
import { MiniButton } from '@/parts/button';
import { directionText } from '@/parts/change';
import { Icon } from '@/parts/icon';
import { Empty, Skeleton } from '@/parts/states';
import { useWords } from '@/words/words';

import { PaneHead } from '../pane-head';
import { type Bar, bars as barsOf } from './bars';
import { CandleTable } from './candle-table';

// The drawing library comes when a chart is shown, and not before.
const CandleChart = lazy(async () => ({ default: (await import('./candle-chart')).CandleChart }));

const INTERVALS = [1, 5, 60] as const;
const MEANS = [5, 20] as const;

/** The course of the price as a picture, as a sentence, and as a table. */
export function ChartPane({ instrument }: { instrument: Instrument }) {
  const words = useWords();
    const [minutes, setMinutes] = useState<(typeof INTERVALS)[number]>(1);
  const candles = useCandles(instrument.code, `${minutes}m`);
  const [asTable, setAsTable] = useState(false);
  const bars = useMemo(() => barsOf(candles ?? []), [candles]);
  const cost = useAverageCost(instrument);
  return (
    <section aria-label={words.trade.chart} className="flex min-h-0 flex-1 flex-col">
      <PaneHead>
        <MiniButton onClick={() => setAsTable(!asTable)} pressed={asTable}>
          <Icon name={asTable ? 'chart' : 'table'} className="size-4" />
          {asTable ? words.asChart : words.asTable}
        </MiniButton>
      </PaneHead>
      <div role="group" aria-label={words.trade.interval} className="-mt-[35px] flex w-fit px-2">
        {INTERVALS.map((interval) => (
          <MiniButton key={interval} pressed={interval === minutes} onClick={() => setMinutes(interval)}>
            {words.trade.minutes(interval)}
          </MiniButton>
        ))}
      </div>
      <div className="mt-[7px] flex min-h-0 flex-1 flex-col">
        {!candles && <Skeleton className="m-4 flex-1" />}
        {candles && bars.length === 0 && <Empty icon="chart" title={words.trade.noCandles} />}
        {bars.length > 0 && asTable && <CandleTable bars={bars} />}
        {bars.length > 0 && !asTable && (
          <>
            <Figures bars={bars} />
            <Summary bars={bars} instrument={instrument} />
            <Suspense fallback={<Skeleton className="m-4 flex-1" />}>
              <CandleChart bars={bars} means={MEANS} decimals={instrument.price_decimals} averageCost={cost} averageCostTitle={words.trade.ownAverage} />
            </Suspense>
          </>
        )}
      </div>
    </section>
  );
}

/** The last candle in figures. */
function Figures({ bars }: { bars: readonly Bar[] }) {
  const words = useWords();
  const last = bars.at(-1);
  if (!last) return null;
  const figure = (value: number) => grouped(value.toString());
  return (
    <p className="figures flex flex-wrap gap-x-3 px-3.5 pt-2 text-xs text-ink-3">
      <span>
        {words.trade.shortOpen} {figure(last.open)}
      </span>
      <span>
        {words.trade.shortHigh} <b className="text-up">{figure(last.high)}</b>
      </span>
      <span>
        {words.trade.shortLow} <b className="text-down">{figure(last.low)}</b>
      </span>
      <span>
        {words.trade.shortClose} <b className={directionText[directionOf(last.close - last.open)]}>{figure(last.close)}</b>
      </span>
      {MEANS.map((span, at) => (
        <span key={span} className="max-tablet:hidden">
          <span aria-hidden="true" style={{ color: `var(--part-${at + 1})` }}>
            ━
          </span>{' '}
          {words.trade.average(span)}
        </span>
      ))}
    </p>
  );
}

/** The picture in a sentence, for those who listen. */
function Summary({ bars, instrument }: { bars: readonly Bar[]; instrument: Instrument }) {
  const words = useWords();
  const text = (value: number) => grouped(value.toString());
  const first = bars[0]?.open ?? 0;
  const last = bars.at(-1)?.close ?? 0;
  const high = Math.max(...bars.map((bar) => bar.high));
  const low = Math.min(...bars.map((bar) => bar.low));
  const exact = (value: number) => units(value.toString(), instrument.price_decimals);
  const rise = percent(basisPoints(exact(last), exact(first)) ?? 0n);
  return <p className="heard">{words.trade.chartSummary(text(first), text(last), text(high), text(low), rise)}</p>;
}

/** What a unit has cost its holder, for a line in the picture; `null` where nothing is held. */
function useAverageCost(instrument: Instrument): number | null {
  const account = useBalance(instrument.market);
  const tickers = useTickers();
  if (!account || !tickers) return null;
  const own = valued(account, [instrument], tickers)[0];
  return own ? Number(own.averageCost) : null;
}

import { memo } from 'react';
import { Link } from 'react-router';

import { directionOf, percent } from '@/figures/change';
import { grouped, units } from '@/figures/decimal';
import { compactWon } from '@/figures/won';
import { kindOf, useNameOf, quantityWithUnit } from '@/market/naming';
import { capitalisation } from '@/market/valuation';
import { Change } from '@/parts/change';
import { Won } from '@/parts/money';
import { Tile } from '@/parts/tile';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import type { Row } from './sorting';
import { Trend } from './trend';

export const columns = 'tablet:grid-cols-[20px_minmax(0,1fr)_92px_100px_132px_72px] desktop:grid-cols-[20px_minmax(0,1fr)_88px_60px_106px_146px_72px] tablet:gap-x-2.5';

/** One instrument: a line of a table, on the phone two short lines. */
export const MarketRow = memo(function MarketRow({ row: { instrument, ticker }, place }: { row: Row; place: number }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const name = nameOf(instrument.code);
  const direction = directionOf(ticker.change_bps ?? 0);
  const decimals = instrument.price_decimals;
  const difference = ticker.last == null ? 0n : units(ticker.last, decimals) - units(ticker.previous_close, decimals);
  const worth = capitalisation(instrument, ticker.last);
  const sign = difference > 0n ? '+' : '';
  return (
    <li className="border-line not-first:border-t">
      <Link
        to={`/trade/${instrument.code}`}
        className={`grid min-h-(--row) grid-cols-[40px_minmax(0,1fr)_72px_auto] items-center gap-x-3 py-2.5 hover:bg-inset tablet:py-0 ${columns}`}
      >
        <span aria-hidden="true" className="figures hidden text-center text-ink-3 tablet:block">
          {place}
        </span>
        <span className="flex min-w-0 items-center gap-3 max-tablet:col-span-2">
          <Tile code={instrument.code} />
          <span className="min-w-0">
            <span className="block truncate text-base/snug font-semibold">{name}</span>
            <span className="block truncate text-sm/snug text-ink-3">{kindOf(instrument, words)}</span>
          </span>
        </span>
        <span className="figures hidden text-right text-md text-ink-2 tablet:block">
          <span className="heard">{words.instrument.value} </span>
          {compactWon(ticker.value, language)}
          <span className="block text-xs text-ink-3">
            <span className="heard">{words.instrument.volume} </span>
            {quantityWithUnit(wholeOf(ticker.volume), instrument, words)}
          </span>
        </span>
        <span className="figures hidden text-right text-md text-ink-2 desktop:block">
          <span className="heard">{words.instrument.capitalisation} </span>
          {worth === null ? '–' : compactWon(worth, language)}
        </span>
        <span className="hidden text-right font-bold tablet:block">{ticker.last == null ? <span className="text-sm font-medium text-ink-3">{words.instrument.noTradeYet}</span> : <Won amount={ticker.last} />}</span>
        <span className="hidden text-right tablet:block">
          <Change direction={direction} className="text-md">
            {ticker.last == null || direction === 'flat' ? percent(0) : `${sign}${grouped(difference.toString())} (${percent(ticker.change_bps ?? 0)})`}
          </Change>
        </span>
        <span className="justify-self-end">
          <Trend code={instrument.code} direction={direction} label={words.home.trendOf(name)} />
        </span>
        <span className="grid text-right tablet:hidden">
          {ticker.last == null ? <span className="text-sm text-ink-3">{words.instrument.noTradeYet}</span> : <Won amount={ticker.last} className="font-bold" />}
          <Change direction={direction} className="text-sm">
            {percent(ticker.change_bps ?? 0)}
          </Change>
        </span>
      </Link>
    </li>
  );
});

/** In a list a volume is told in whole units, where there is one. */
function wholeOf(volume: string): string {
  const [whole = '0'] = volume.split('.');
  return whole === '0' ? volume : whole;
}

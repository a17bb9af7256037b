import { hourMinute } from '@/figures/time';
import { useTickers } from '@/live/use-live';
import { useInstruments } from '@/market/instruments';
import { StateBadge } from '@/market/state-badge';
import { Card, CardHead } from '@/parts/card';
import { Chips } from '@/parts/choices';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { type Market, usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { columns, MarketRow } from './market-row';
import { type Row, sorted, type Sorting } from './sorting';

interface MarketListProps {
  market: Market;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}

export function MarketList({ market, sorting, onSort }: MarketListProps) {
  const words = useWords();
  const { language } = usePreferences();
  const { data: instruments, error, refetch } = useInstruments();
  const tickers = useTickers();
  const rows = (instruments ?? []).flatMap((instrument): Row[] => {
    const ticker = tickers?.find((one) => one.code === instrument.code);
    return instrument.market === market && ticker ? [{ instrument, ticker }] : [];
  });
  const first = rows[0];
  const newest = rows.map((row) => row.ticker.last_at ?? '').sort().at(-1);
  const shown = sorted(rows, sorting);
  const choices = [
    { value: 'value', label: words.home.byValue },
    { value: 'rise', label: words.home.byRise },
    { value: 'fall', label: words.home.byFall },
    { value: 'capitalisation', label: words.home.byCapitalisation },
  ] as const;
  const none = { value: words.home.none, capitalisation: words.home.none, rise: words.home.noneRising, fall: words.home.noneFalling };
  return (
    <Card label={words.home.marketNow}>
      <CardHead
        title={words.home.marketNow}
        beside={
          first && (
            <span className="flex items-center gap-2">
              <StateBadge instrument={first.instrument} state={first.ticker.state} />
              {newest && <span className="figures text-sm text-ink-3">{words.home.asOf(hourMinute(newest, language))}</span>}
            </span>
          )
        }
      />
      <Chips<Sorting> legend={words.home.sort} choices={choices} value={sorting} onChange={onSort} className="-mx-5 mb-2 px-5 tablet:mx-0 tablet:px-0" />
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && (!instruments || !tickers) && <SkeletonRows rows={4} />}
      {instruments && tickers && shown.length === 0 && <Empty icon="chart" title={none[sorting]} />}
      {shown.length > 0 && (
        <>
          <div aria-hidden="true" className={`hidden border-b border-line py-2 text-sm text-ink-3 tablet:grid ${columns}`}>
            <span />
            <span>{words.instrument.name}</span>
            <span className="text-right">{words.instrument.value}</span>
            <span className="hidden text-right desktop:block">{words.instrument.capitalisation}</span>
            <span className="text-right">{words.instrument.last}</span>
            <span className="text-right">{words.instrument.change}</span>
            <span className="text-right">{words.home.trend}</span>
          </div>
          <ol>
            {shown.map((row, place) => (
              <MarketRow key={row.instrument.code} row={row} place={place + 1} />
            ))}
          </ol>
        </>
      )}
    </Card>
  );
}

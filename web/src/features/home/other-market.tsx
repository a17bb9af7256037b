import { Link } from 'react-router';

import { useTickers } from '@/live/use-live';
import { useInstruments } from '@/market/instruments';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { CardHead } from '@/parts/card';
import { PercentChange } from '@/parts/change';
import { Icon } from '@/parts/icon';
import { Won } from '@/parts/money';
import { Tile } from '@/parts/tile';
import { type Market, setPreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** The other market beside the shown one, in its own colours and under its own name, so that the two are never taken for each other. */
export function OtherMarket({ market }: { market: Market }) {
  const words = useWords();
  const other = market === 'live' ? 'practice' : 'live';
  return (
    <div data-market={other} className="grid gap-4">
      <button
        type="button"
        onClick={() => setPreferences({ market: other })}
        className="flex w-full items-center gap-3 rounded-card bg-accent-soft p-5 text-left hover:brightness-98"
      >
        <Icon name={other === 'practice' ? 'chart' : 'coins'} className="size-6 text-accent" />
        <span className="min-w-0 grow">
          <span className="block font-semibold">{words.home.otherMarket[market]}</span>
          <span className="block text-sm text-ink-2">{words.home.otherMarketText[market]}</span>
        </span>
        <Icon name="right" className="size-4 text-accent" />
      </button>
      <section aria-label={words.market[other]} className="min-w-0 rounded-card bg-surface p-5 desktop:p-6">
        <CardHead title={words.market[other]} beside={other === 'practice' && <Badge tone="accent">{words.virtual}</Badge>} />
        <Prices market={other} />
      </section>
    </div>
  );
}

function Prices({ market }: { market: Market }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { data: instruments } = useInstruments();
  const tickers = useTickers();
  return (
    <ul>
      {instruments
        ?.filter((instrument) => instrument.market === market)
        .map((instrument) => {
          const ticker = tickers?.find((one) => one.code === instrument.code);
          return (
            <li key={instrument.code} className="border-line not-first:border-t">
              <Link to={`/trade/${instrument.code}`} className="flex min-h-(--row) items-center gap-3 py-2 hover:bg-inset">
                <Tile code={instrument.code} size="s" />
                <span className="min-w-0 grow truncate font-semibold">{nameOf(instrument.code)}</span>
                <span className="grid text-right">
                  {ticker?.last == null ? <span className="text-sm text-ink-3">{words.instrument.noTradeYet}</span> : <Won amount={ticker.last} className="font-bold" />}
                  {ticker?.last != null && <PercentChange bps={ticker.change_bps ?? 0} className="text-sm" />}
                </span>
              </Link>
            </li>
          );
        })}
    </ul>
  );
}

import { useMemo, useState } from 'react';

import { grouped, units } from '@/figures/decimal';
import { won } from '@/figures/won';
import type { Level, Ticker } from '@/live/messages';
import { useBook, useOwnOrders } from '@/live/use-live';
import type { Instrument } from '@/market/instruments';
import { useNameOf } from '@/market/naming';
import { Select } from '@/parts/choices';
import { SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { PaneHead } from '../pane-head';
import { AskFacts, BidFacts } from './book-facts';
import { groupsFor, largest, ownQuantities, total } from './grouping';
import { LevelRow } from './level-row';

const LEVELS = 10;

interface BookPaneProps {
  instrument: Instrument;
  ticker: Ticker | undefined;
  onPrice: (price: string) => void;
  /** On the phone: without a head, as high as what is left of the screen. */
  compact: boolean;
}

/** Ten asks above ten bids. A press on a level fills in its price and never sends an order. */
export function BookPane({ instrument, ticker, onPrice, compact }: BookPaneProps) {
  const words = useWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const [group, setGroup] = useState<string | null>(null);
  const book = useBook(instrument.code, group);
  const groups = groupsFor(instrument, ticker?.last ?? ticker?.previous_close ?? '0');
  const choices = [{ value: '', label: words.trade.eachPrice }, ...groups.map((price) => ({ value: price, label: words.trade.groupOf(won(price, language)) }))];
  return (
    <section aria-label={words.trade.bookOf(nameOf(instrument.code))} className="flex min-h-0 flex-1 flex-col">
      {!compact && (
        <PaneHead title={words.trade.book} beside={<span className="truncate text-xs text-ink-3">{words.trade.bookHint}</span>}>
          <Select legend={words.trade.group} choices={choices} value={group ?? ''} onChange={(value) => setGroup(value === '' ? null : value)} />
        </PaneHead>
      )}
      {book ? <Levels instrument={instrument} ticker={ticker} book={book} group={group} onPrice={onPrice} compact={compact} /> : <SkeletonRows rows={8} />}
    </section>
  );
}

interface LevelsProps extends BookPaneProps {
  book: NonNullable<ReturnType<typeof useBook>>;
  group: string | null;
}

function Levels({ instrument, ticker, book, group, onPrice, compact }: LevelsProps) {
  const words = useWords();
  const orders = useOwnOrders(instrument.market);
  const own = useMemo(() => ownQuantities(orders ?? [], instrument, group), [orders, instrument, group]);
  const decimals = instrument.quantity_decimals;
  const most = largest([...book.asks, ...book.bids], decimals);
  const wide = (ticker?.last ?? ticker?.previous_close ?? '').length > 7;
  const row = (side: 'ask' | 'bid', level: Level) => (
    <LevelRow
      key={level.price}
      side={side}
      price={level.price}
      quantity={level.quantity}
      depth={most === 0n ? 0 : Number((units(level.quantity, decimals) * 100n) / most)}
      own={own.get(`${side} ${level.price}`) ?? null}
      previous={ticker?.previous_close ?? null}
      priceDecimals={instrument.price_decimals}
      isLast={level.price === ticker?.last}
      onPrice={onPrice}
    />
  );
  const blanks = (shown: number) => Array.from({ length: Math.max(0, LEVELS - shown) }, (_, at) => <li key={at} aria-hidden="true" className="min-h-[25px]" />);
  const side = 'grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_var(--mid)_minmax(0,1fr)]';
  const middle = wide ? '[--mid:158px]' : '[--mid:120px]';
  const asks = total(book.asks, decimals);
  const bids = total(book.bids, decimals);
  const asksPart = asks + bids === 0n ? 50 : Number((asks * 100n) / (asks + bids));
  return (
    <div className={`flex min-h-0 flex-1 flex-col text-sm [font-variant-numeric:tabular-nums] ${middle}`}>
      <div className={side}>
        <ol aria-label={words.trade.asks} className="col-span-2 grid auto-rows-fr">
          {blanks(book.asks.length)}
          {book.asks.slice(0, LEVELS).reverse().map((level) => row('ask', level))}
        </ol>
        <AskFacts instrument={instrument} ticker={ticker} />
      </div>
      <div className={side}>
        <BidFacts instrument={instrument} ticker={ticker} />
        <ol aria-label={words.trade.bids} className="col-span-2 grid auto-rows-fr">
          {book.bids.slice(0, LEVELS).map((level) => row('bid', level))}
          {blanks(book.bids.length)}
        </ol>
      </div>
      <div className="grid min-h-[34px] grid-cols-[minmax(0,1fr)_var(--mid)_minmax(0,1fr)] items-center border-t border-line font-semibold">
        <span className="figures px-2 text-right">{grouped(book.total_ask_quantity)}</span>
        <span className="text-center text-xs font-normal text-ink-3">{words.trade.totals}</span>
        <span className="figures px-2">{grouped(book.total_bid_quantity)}</span>
      </div>
      {!compact && (
        <div role="img" aria-label={words.trade.balance(`${asksPart}%`, `${100 - asksPart}%`)} className="flex h-1 flex-none gap-0.5 px-2 mb-2.5">
          <span style={{ width: `${asksPart}%` }} className="rounded-[2px] bg-down" />
          <span className="flex-1 rounded-[2px] bg-up" />
        </div>
      )}
    </div>
  );
}

import { useCallback, useLayoutEffect, useState } from 'react';
import { useParams } from 'react-router';

import { useTicker } from '@/live/use-live';
import { type Instrument, useInstrument } from '@/market/instruments';
import { useNameOf } from '@/market/naming';
import { Button } from '@/parts/button';
import { Segments } from '@/parts/choices';
import { Sheet } from '@/parts/dialog';
import { useScreen } from '@/parts/media';
import { SkeletonRows } from '@/parts/states';
import { setPreferences } from '@/preferences/preferences';
import { NotFound } from '@/shell/not-found';
import { useWords } from '@/words/words';

import { AssetHead } from './asset-head';
import { BookPane } from './book/book-pane';
import { ChartPane } from './chart/chart-pane';
import { type Change, type Draft, emptyDraft, type Panel } from './draft';
import { FactsPane } from './facts-pane';
import { OrderPanel } from './order/order-panel';
import { OwnOrders } from './own/own-orders';
import { Tape } from './tape';

type View = 'book' | 'chart' | 'tape' | 'facts';

/** Book, chart, order form and own orders of one instrument of either market. */
export function TradingPage() {
  const { code = '' } = useParams();
  const instrument = useInstrument(code);
  if (instrument === null) return <NotFound />;
  if (instrument === undefined) return <SkeletonRows rows={8} />;
  return <Trading key={code} instrument={instrument} />;
}

function Trading({ instrument }: { instrument: Instrument }) {
  const words = useWords();
  const nameOf = useNameOf();
  const screen = useScreen();
  const ticker = useTicker(instrument.code);
  const name = nameOf(instrument.code);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [sheet, setSheet] = useState(false);
  const change = useCallback<Change>((changed) => setDraft((before) => ({ ...before, ...changed })), []);
  // The page wears the colours of the market its instrument is traded in.
  useLayoutEffect(() => setPreferences({ market: instrument.market }), [instrument.market]);

  const open = useCallback(
    (panel: Panel, orderId: string | null = null) => {
      change(orderId === null ? { panel } : { panel, orderId, price: null, quantity: null });
      setSheet(true);
    },
    [change],
  );
  // Fills in a price; it sends nothing.
  const takePrice = useCallback(
    (price: string) => {
      change({ price, pricing: 'limit', part: null });
      setSheet(true);
    },
    [change],
  );

  const book = <BookPane instrument={instrument} ticker={ticker} onPrice={takePrice} compact={screen === 'phone'} />;
  const chart = <ChartPane instrument={instrument} />;
  const panel = <OrderPanel instrument={instrument} ticker={ticker} draft={draft} change={change} onDone={() => setSheet(false)} />;
  const own = <OwnOrders instrument={instrument} onAmend={(orderId) => open('edit', orderId)} />;
  return (
    <>
      <title>{`${name} ${words.menu.trade} · ${words.brand}`}</title>
      <h1 className="heard">{`${name} ${words.menu.trade}`}</h1>
      <AssetHead instrument={instrument} ticker={ticker} />
      {screen === 'phone' ? (
        <Phone views={{ book, chart: <ChartAndOrders chart={chart} own={own} />, tape: <Tape instrument={instrument} />, facts: <FactsPane instrument={instrument} ticker={ticker} /> }} onOpen={open} market={instrument.market} />
      ) : (
        <Panes book={book} chart={chart} panel={panel} own={own} tape={<Tape instrument={instrument} />} />
      )}
      {screen === 'phone' && sheet && (
        <Sheet title={words.trade.side} onClose={() => setSheet(false)}>
          {panel}
        </Sheet>
      )}
    </>
  );
}

function ChartAndOrders({ chart, own }: { chart: React.ReactNode; own: React.ReactNode }) {
  return (
    <>
      <div className="flex h-[58dvh] flex-col">{chart}</div>
      <div className="border-t-8 border-canvas">{own}</div>
    </>
  );
}

function Phone({ views, onOpen, market }: { views: Record<View, React.ReactNode>; onOpen: (panel: Panel) => void; market: Instrument['market'] }) {
  const words = useWords();
  const [view, setView] = useState<View>('book');
  const choices = (['book', 'chart', 'tape', 'facts'] as const).map((value) => ({ value, label: words.trade[value] }));
  const prefix = market === 'practice' ? words.trade.practicePrefix : '';
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface pb-[calc(var(--tabbar)+71px+env(safe-area-inset-bottom))]">
      <div className="px-4 py-2">
        <Segments<View> legend={words.trade.views} choices={choices} value={view} onChange={setView} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col">{views[view]}</div>
      <div className="fixed inset-x-0 bottom-[calc(var(--tabbar)+env(safe-area-inset-bottom))] z-21 grid grid-cols-2 gap-2 border-t border-line bg-surface px-4 py-2">
        <Button look="sell" size="l" onClick={() => onOpen('sell')}>
          {prefix}
          {words.trade.sell}
        </Button>
        <Button look="buy" size="l" onClick={() => onOpen('buy')}>
          {prefix}
          {words.trade.buy}
        </Button>
      </div>
    </div>
  );
}

/** Tablet: chart over form, the book beside them, own orders and tape below. Desktop: everything in one window. */
function Panes({ book, chart, panel, own, tape }: Record<'book' | 'chart' | 'panel' | 'own' | 'tape', React.ReactNode>) {
  const pane = 'min-w-0 min-h-0 bg-surface flex flex-col';
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_344px] gap-px bg-line max-desktop:mb-(--tabbar) desktop:grid-cols-[minmax(0,1fr)_328px_300px] desktop:grid-rows-[minmax(0,1fr)_270px] min-[1400px]:grid-cols-[minmax(0,1fr)_348px_324px]">
      <div className={`${pane} col-start-1 row-start-1 max-desktop:h-[400px]`}>{chart}</div>
      <div className={`${pane} col-start-2 row-span-2 row-start-1`}>{book}</div>
      <div className={`${pane} col-start-1 row-start-2 desktop:col-start-3 desktop:row-span-2 desktop:row-start-1 desktop:overflow-auto`}>{panel}</div>
      <div className="col-span-2 grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)_344px] gap-px desktop:col-span-1 desktop:col-start-1 desktop:row-start-2 desktop:grid-cols-[minmax(0,1fr)] wide:grid-cols-[minmax(0,1fr)_208px] min-[1400px]:grid-cols-[minmax(0,1fr)_248px]">
        <div className={`${pane} overflow-auto`}>{own}</div>
        <div className={`${pane} overflow-auto max-desktop:max-h-[300px] desktop:max-wide:hidden`}>{tape}</div>
      </div>
    </div>
  );
}

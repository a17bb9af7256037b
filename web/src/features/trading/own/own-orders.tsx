import { useId, useState } from 'react';

import { useOwnFills, useOwnOrders } from '@/live/use-live';
import type { Instrument } from '@/market/instruments';
import { Button, MiniButton } from '@/parts/button';
import { Tabs } from '@/parts/choices';
import { Empty, SkeletonRows } from '@/parts/states';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useWords } from '@/words/words';

import { CancelAll } from './cancel-all';
import { FillsTable } from './fills-table';
import { OpenTable } from './open-table';

type Tab = 'open' | 'fills';

/** Own orders of the market: what is open, what has traded. */
export function OwnOrders({ instrument, onAmend }: { instrument: Instrument; onAmend: (orderId: string) => void }) {
  const words = useWords();
  const noAccount = useNoAccountText(words.trade.signedOutOrders);
  const panel = useId();
  const signedIn = useAccounts()[instrument.market] !== undefined;
  const [tab, setTab] = useState<Tab>('open');
  const [onlyThis, setOnlyThis] = useState(false);
  const [asking, setAsking] = useState(false);
  const mine = <T extends { instrument: string }>(list: readonly T[] | undefined) => (onlyThis ? list?.filter((one) => one.instrument === instrument.code) : list);
  const orders = mine(useOwnOrders(instrument.market));
  const fills = mine(useOwnFills(instrument.market));
  const choices = [
    { value: 'open', label: words.trade.openOrders, count: orders?.length },
    { value: 'fills', label: words.trade.fillsShort },
  ] as const;
  return (
    <section aria-label={words.trade.mine} className="min-h-0">
      <div className="sticky top-0 z-1 flex items-center gap-2 border-b border-line bg-surface pr-2.5 pl-3.5">
        <Tabs<Tab> legend={words.trade.mine} choices={choices} value={tab} onChange={setTab} panel={panel} className="grow" />
        <MiniButton pressed={onlyThis} onClick={() => setOnlyThis(!onlyThis)}>
          {words.trade.thisOnly}
        </MiniButton>
        <Button size="s" disabled={!orders?.length} onClick={() => setAsking(true)}>
          {words.trade.cancelAll}
        </Button>
      </div>
      <div id={panel} role="tabpanel" aria-label={tab === 'open' ? words.trade.openOrders : words.trade.fills} tabIndex={0}>
        {!signedIn && (
          <Empty
            icon="list"
            title={noAccount}
            action={<WayIn look="soft" size="s" />}
          />
        )}
        {signedIn && tab === 'open' && (orders ? <OpenTable orders={orders} market={instrument.market} onAmend={onAmend} here={instrument.code} /> : <SkeletonRows rows={2} />)}
        {signedIn && tab === 'fills' && (fills ? <FillsTable fills={fills} /> : <SkeletonRows rows={2} />)}
      </div>
      {asking && orders && <CancelAll market={instrument.market} code={onlyThis ? instrument.code : null} count={orders.length} onClose={() => setAsking(false)} />}
    </section>
  );
}

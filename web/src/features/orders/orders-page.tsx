import { useId, useState } from 'react';

import { Card } from '@/parts/card';
import { Tabs } from '@/parts/choices';
import { Page } from '@/parts/page';
import { Empty } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import { PastFills } from './past-fills';
import { PastOrders } from './past-orders';

type Tab = 'orders' | 'fills';

/** Every order of the account, open or ended, and every trade it made, from the first day on. */
export function OrdersPage() {
  const words = useWords();
  const { orders } = useHistoryWords();
  const { market } = usePreferences();
  const account = useAccounts()[market];
  const noAccount = useNoAccountText(orders.signedOut);
  return (
    <Page title={orders.title}>
      <title>{`${orders.title} · ${words.brand}`}</title>
      <Card>{account ? <Lists key={account} account={account} /> : <Empty icon="list" title={noAccount} action={<WayIn />} />}</Card>
    </Page>
  );
}

function Lists({ account }: { account: string }) {
  const words = useWords();
  const { orders } = useHistoryWords();
  const panel = useId();
  const [tab, setTab] = useState<Tab>('orders');
  const choices = [
    { value: 'orders', label: orders.tab },
    { value: 'fills', label: words.trade.fillsShort },
  ] as const;
  return (
    <>
      <Tabs<Tab> legend={orders.title} choices={choices} value={tab} onChange={setTab} panel={panel} className="mb-2 border-b border-line" />
      <div id={panel} role="tabpanel" aria-label={tab === 'orders' ? orders.tab : words.trade.fillsShort} tabIndex={0}>
        {tab === 'orders' ? <PastOrders account={account} /> : <PastFills account={account} />}
      </div>
    </>
  );
}

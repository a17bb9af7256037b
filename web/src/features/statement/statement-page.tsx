import { useId, useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { PastList } from '@/history/past-list';
import { usePast } from '@/history/use-past';
import { Card } from '@/parts/card';
import { Chips } from '@/parts/choices';
import { Page } from '@/parts/page';
import { Empty } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import { byDay, type Line } from './by-day';
import { DayOfLines } from './day-of-lines';

type Filter = 'all' | 'cash' | 'units';

/** Every posting of the account with the balance after it, newest first. */
export function StatementPage() {
  const words = useWords();
  const { statement } = useHistoryWords();
  const { market } = usePreferences();
  const account = useAccounts()[market];
  const noAccount = useNoAccountText(words.assets.signedOut);
  return (
    <Page title={statement.title}>
      <title>{`${statement.title} · ${words.brand}`}</title>
      <Card>
        {account ? (
          <Lines key={account} account={account} />
        ) : (
          <Empty
            icon="list"
            title={noAccount}
            action={<WayIn />}
          />
        )}
      </Card>
    </Page>
  );
}

function Lines({ account }: { account: string }) {
  const { statement } = useHistoryWords();
  const { language } = usePreferences();
  const heading = useId();
  const [filter, setFilter] = useState<Filter>('all');
  const past = usePast('statement', account, (query) => answered(ownClient(query.market).GET('/history/statement', { params: { query } })));
  const choices = [
    { value: 'all', label: statement.all },
    { value: 'cash', label: statement.cash },
    { value: 'units', label: statement.units },
  ] as const;
  const isShown = (line: Line) => filter === 'all' || (filter === 'cash') === (line.asset === 'KRW');
  return (
    <>
      <h2 id={heading} className="heard">
        {statement.title}
      </h2>
      <Chips<Filter> legend={statement.filter} choices={choices} value={filter} onChange={setFilter} className="mb-3" />
      <PastList past={past} rowsOf={(page) => page.lines} none={statement.none}>
        {(lines) => {
          const shown = lines.filter(isShown);
          if (shown.length === 0) return <Empty icon="list" title={statement.none} />;
          return byDay(shown, language).map((day) => <DayOfLines key={day.date} day={day} />);
        }}
      </PastList>
      <p className="mt-4 text-sm text-ink-3">{statement.balanceNote}</p>
    </>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { Button } from '@/parts/button';
import { Card } from '@/parts/card';
import { Chips } from '@/parts/choices';
import { Page } from '@/parts/page';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useWords } from '@/words/words';

import { byDay } from './by-day';
import { DayOfLines } from './day-of-lines';

type Filter = 'all' | 'cash' | 'units';

const PAGE = 50;

/** Every posting of the account with the balance after it, newest first. */
export function StatementPage() {
  const words = useWords();
  const { market } = usePreferences();
  const account = useAccounts()[market];
  const noAccount = useNoAccountText(words.assets.signedOut);
  return (
    <Page title={words.statement.title}>
      <title>{`${words.statement.title} · ${words.brand}`}</title>
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
  const words = useWords();
  const { market, language } = usePreferences();
  const heading = useId();
  const [filter, setFilter] = useState<Filter>('all');
  const query = useInfiniteQuery({
    queryKey: ['statement', account],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const page = pageParam === null ? {} : { cursor: pageParam };
      return answered(ownClient(market).GET('/statement', { params: { query: { market, limit: PAGE, ...page } } }));
    },
    getNextPageParam: (last) => last.next ?? undefined,
  });
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={6} />;
  const lines = query.data.pages.flatMap((page) => page.lines);
  const shown = lines.filter((line) => filter === 'all' || (filter === 'cash') === (line.asset === 'KRW'));
  const choices = [
    { value: 'all', label: words.statement.all },
    { value: 'cash', label: words.statement.cash },
    { value: 'units', label: words.statement.units },
  ] as const;
  return (
    <>
      <h2 id={heading} className="heard">
        {words.statement.title}
      </h2>
      <Chips<Filter> legend={words.statement.filter} choices={choices} value={filter} onChange={setFilter} className="mb-3" />
      {shown.length === 0 && <Empty icon="list" title={words.statement.none} />}
      {byDay(shown, language).map((day) => (
        <DayOfLines key={day.date} day={day} />
      ))}
      {query.hasNextPage && (
        <Button className="mt-4 w-full" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? words.loading : words.statement.more}
        </Button>
      )}
      <p className="mt-4 text-sm text-ink-3">
        {words.statement.balanceNote} {query.data.pages.at(-1)?.older_exist && words.statement.olderExist}
      </p>
    </>
  );
}

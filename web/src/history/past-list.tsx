import { Button } from '@/parts/button';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import type { Past } from './use-past';

interface PastListProps<P, R> {
  past: Past<P>;
  rowsOf: (page: P) => readonly R[];
  /** Said where there is nothing. */
  none: string;
  children: (rows: readonly R[]) => React.ReactNode;
}

/** A list that goes on: while it comes, why it did not, that there is nothing, or its rows with the way to more. */
export function PastList<P, R>({ past, rowsOf, none, children }: PastListProps<P, R>) {
  const words = useWords();
  const history = useHistoryWords();
  if (!past.data) return past.error ? <Failed error={past.error} onRetry={() => void past.refetch()} /> : <SkeletonRows rows={4} />;
  const rows = past.data.pages.flatMap(rowsOf);
  if (rows.length === 0) return <Empty icon="list" title={none} />;
  return (
    <>
      {children(rows)}
      {past.isFetchNextPageError && <Failed error={past.error} onRetry={() => void past.fetchNextPage()} />}
      {past.hasNextPage && !past.isFetchNextPageError && (
        <Button className="mt-4 w-full" disabled={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
          {past.isFetchingNextPage ? words.loading : history.more}
        </Button>
      )}
    </>
  );
}

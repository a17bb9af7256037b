import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import { dayAndTime } from '@/figures/time';
import { Card, CardHead } from '@/parts/card';
import { Failed, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useStaffWords } from '@/words/staff/words';

import { cell, figureCell, head, TableFrame } from '@/parts/table';

const ASK_MS = 5_000;
const LINES = 10;
/** Of a transaction's hash, what tells it from others. */
const SHOWN_SIGNS = 14;

/** What was written to the chain last, each in one transaction. */
export function SettledRanges() {
  const { reconciliation: words } = useStaffWords();
  const { language } = usePreferences();
  const ranges = useQuery({
    queryKey: ['staff', 'settlements'],
    queryFn: async () => (await answered(anybody.GET('/staff/settlements', { params: { query: { limit: LINES } } }))).ranges,
    refetchInterval: ASK_MS,
  });
  return (
    <Card label={words.ranges}>
      <CardHead title={words.ranges} />
      {ranges.error && <Failed error={ranges.error} onRetry={() => void ranges.refetch()} />}
      {ranges.isPending && <SkeletonRows rows={3} />}
      {ranges.data?.length === 0 && <p className="text-md text-ink-3">{words.noRanges}</p>}
      {ranges.data && ranges.data.length > 0 && (
        <TableFrame label={words.ranges}>
          <thead>
            <tr>
              <th scope="col" className={`${head} text-left`}>{words.range}</th>
              <th scope="col" className={`${head} text-right`}>{words.movements}</th>
              <th scope="col" className={`${head} text-right`}>{words.block}</th>
              <th scope="col" className={`${head} text-left`}>{words.transaction}</th>
            </tr>
          </thead>
          <tbody>
            {ranges.data.map((range) => (
              <tr key={range.first} className="border-t border-line">
                <td className={cell}>
                  {range.first} – {range.last.slice(range.last.indexOf(':') + 1)}
                  <span className="block text-xs text-ink-3">{dayAndTime(range.decided_at, language)}</span>
                </td>
                <td className={figureCell}>{range.movements}</td>
                <td className={figureCell}>{range.block ?? '–'}</td>
                <td className={`${cell} font-mono text-sm`}>{range.transaction ? `${range.transaction.slice(0, SHOWN_SIGNS)}…` : '–'}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </Card>
  );
}

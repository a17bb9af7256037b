import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { grouped } from '@/figures/decimal';
import { seoulDate } from '@/figures/time';
import { won } from '@/figures/won';
import { PastList } from '@/history/past-list';
import { usePast } from '@/history/use-past';
import { useNameOf } from '@/market/naming';
import { Card, CardHead } from '@/parts/card';
import { Won } from '@/parts/money';
import { cell, figureCell, head, TableFrame } from '@/parts/table';
import { usePreferences } from '@/preferences/preferences';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

type Paid = components['schemas']['PastDistribution'];

/** What distributions have paid to the account, and what was withheld. */
export function Distributions({ account }: { account: string }) {
  const { distributions } = useHistoryWords();
  const past = usePast('distributions', account, (query) => answered(ownClient(query.market).GET('/history/distributions', { params: { query } })));
  return (
    <Card label={distributions.title}>
      <CardHead title={distributions.title} />
      <PastList past={past} rowsOf={(page) => page.distributions} none={distributions.none}>
        {(rows) => (
          <>
            <PaidTable paid={rows} />
            <ul className="tablet:hidden">
              {rows.map((one) => (
                <PaidLine key={one.job} paid={one} />
              ))}
            </ul>
          </>
        )}
      </PastList>
    </Card>
  );
}

const taxOf = (paid: Paid) => BigInt(paid.income_tax) + BigInt(paid.local_tax);
const netOf = (paid: Paid) => BigInt(paid.gross) - taxOf(paid);

function PaidTable({ paid }: { paid: readonly Paid[] }) {
  const words = useWords();
  const { distributions } = useHistoryWords();
  const nameOf = useNameOf();
  return (
    <div className="max-tablet:hidden">
      <TableFrame label={distributions.title}>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={`${head} text-left`}>{distributions.paidOn}</th>
            <th scope="col" className={`${head} text-left`}>{words.instrument.name}</th>
            <th scope="col" className={`${head} text-right`}>{distributions.units}</th>
            <th scope="col" className={`${head} text-right`}>{distributions.perUnit}</th>
            <th scope="col" className={`${head} text-right`}>{distributions.gross}</th>
            <th scope="col" className={`${head} text-right`}>{distributions.tax}</th>
            <th scope="col" className={`${head} text-right`}>{distributions.net}</th>
          </tr>
        </thead>
        <tbody>
          {paid.map((one) => (
            <tr key={one.job} className="border-line not-last:border-b">
              <td className={`${cell} figures text-ink-3`}>{seoulDate(one.at)}</td>
              <th scope="row" className={`${cell} text-left font-semibold`}>{nameOf(one.instrument)}</th>
              <td className={figureCell}>{grouped(one.units)}</td>
              <td className={figureCell}>{grouped(one.per_unit)}</td>
              <td className={figureCell}>{grouped(one.gross)}</td>
              <td className={`${figureCell} text-ink-2`}>{grouped(taxOf(one).toString())}</td>
              <td className={`${figureCell} font-bold`}>
                <Won amount={netOf(one)} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}

function PaidLine({ paid }: { paid: Paid }) {
  const { distributions } = useHistoryWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  return (
    <li className="flex min-h-(--row) items-center gap-3 border-line py-2.5 not-first:border-t">
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">{nameOf(paid.instrument)}</span>
        <span className="figures block text-sm/snug text-ink-3">{seoulDate(paid.at)}</span>
      </span>
      <span className="grid flex-none text-right">
        <Won amount={netOf(paid)} className="font-bold" />
        <span className="figures text-sm text-ink-3">
          {distributions.gross} {won(paid.gross, language)} · {distributions.tax} {won(taxOf(paid), language)}
        </span>
      </span>
    </li>
  );
}

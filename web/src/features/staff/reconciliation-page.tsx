import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { grouped } from '@/figures/decimal';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { Won } from '@/parts/money';
import { Failed, Note, SkeletonRows } from '@/parts/states';
import { useStaffWords } from '@/words/staff/words';

import { SettledRanges } from './settled-ranges';
import { StaffPage } from './staff-page';
import { cell, figureCell, head, TableFrame } from '@/parts/table';

type Comparison = components['schemas']['Comparison'];
type Total = components['schemas']['AssetTotal'];

/** It is compared all the time; so often it is looked at. */
const ASK_MS = 3_000;

/** Whether journal, exchange, chain and bank say the same, for each asset and in won. */
export function ReconciliationPage() {
  const { reconciliation: words } = useStaffWords();
  return <StaffPage title={words.title}>{() => <Reconciliation />}</StaffPage>;
}

function Reconciliation() {
  const { reconciliation: words } = useStaffWords();
  const report = useQuery({
    queryKey: ['staff', 'reconciliation'],
    queryFn: () => answered(anybody.GET('/staff/reconciliation')),
    refetchInterval: ASK_MS,
  });
  if (report.error) return <Failed error={report.error} onRetry={() => void report.refetch()} />;
  if (!report.data) return <SkeletonRows rows={6} />;
  const { comparison, bank } = report.data;
  return (
    <div className="grid gap-4 desktop:gap-5">
      {!report.data.is_settling && (
        <Note tone="warn" icon="info">
          {words.notSettling}
        </Note>
      )}
      {report.data.problem != null && (
        <Note tone="danger" icon="warn">
          {words.trouble(report.data.problem)}
        </Note>
      )}
      {report.data.is_settling && comparison == null && <Note icon="clock">{words.noComparison}</Note>}
      {comparison != null && <Compared comparison={comparison} waiting={report.data.waiting} />}
      <div className="grid items-start gap-4 desktop:grid-cols-2 desktop:gap-5">
        <Bank bank={bank} />
        <SettledRanges />
      </div>
    </div>
  );
}

function Compared({ comparison, waiting }: { comparison: Comparison; waiting: number }) {
  const { reconciliation: words } = useStaffWords();
  const count = comparison.differences.length;
  return (
    <>
      <Card label={words.byAsset}>
        <CardHead
          title={words.byAsset}
          beside={<Badge tone={count === 0 ? 'accent' : 'danger'}>{count === 0 ? words.equal : words.differences(count)}</Badge>}
          end={<span className="figures text-sm text-ink-3">{words.asOf(comparison.position, comparison.compared)}</span>}
        />
        <Totals comparison={comparison} />
        <p className="mt-3 text-sm text-ink-3">
          {words.waiting} <span className="figures">{grouped(waiting.toString())}</span>
        </p>
      </Card>
      {count > 0 && <Differences comparison={comparison} />}
    </>
  );
}

function Totals({ comparison }: { comparison: Comparison }) {
  const { reconciliation: words } = useStaffWords();
  const nameOf = useNameOf();
  const differing = new Set(comparison.differences.map((one) => one.asset));
  const figures: readonly ((total: Total) => string)[] = [
    (total) => total.issued,
    (total) => total.held,
    (total) => total.ledger ?? '–',
    (total) => total.supply,
    (total) => total.in_wallets,
    (total) => total.holders.toString(),
  ];
  return (
    <TableFrame label={words.byAsset}>
      <thead>
        <tr>
          {[words.asset, words.issued, words.held, words.ledger, words.supply, words.wallets, words.holders, words.state].map((label, at) => (
            <th key={label} scope="col" className={`${head} ${at === 0 || at === 7 ? 'text-left' : 'text-right'}`}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {comparison.assets.map((total) => (
          <tr key={total.asset} className="border-t border-line">
            <th scope="row" className={`${cell} text-left font-medium`}>
              {total.asset === 'KRW' ? words.won : nameOf(total.asset)}
            </th>
            {figures.map((figure, at) => (
              <td key={at} className={figureCell}>
                {grouped(figure(total))}
              </td>
            ))}
            <td className={cell}>
              <Badge tone={differing.has(total.asset) ? 'danger' : 'accent'}>{differing.has(total.asset) ? words.differs : words.same}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function Differences({ comparison }: { comparison: Comparison }) {
  const { reconciliation: words } = useStaffWords();
  return (
    <Card label={words.foundDifferences}>
      <CardHead title={words.foundDifferences} />
      <TableFrame label={words.foundDifferences}>
        <thead>
          <tr>
            {[words.side, words.asset, words.account, words.journal, words.found].map((label, at) => (
              <th key={label} scope="col" className={`${head} ${at < 3 ? 'text-left' : 'text-right'}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparison.differences.map((one, at) => (
            <tr key={at} className="border-t border-line">
              <td className={cell}>{words.sides[one.side]}</td>
              <td className={cell}>{one.asset ?? '–'}</td>
              <td className={cell}>{one.account ?? '–'}</td>
              <td className={figureCell}>{grouped(one.journal)}</td>
              <td className={`${figureCell} font-semibold text-danger`}>{grouped(one.found)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Card>
  );
}

function Bank({ bank }: { bank: components['schemas']['BankComparison'] }) {
  const { reconciliation: words } = useStaffWords();
  return (
    <Card label={words.bank}>
      <CardHead title={words.bank} />
      <Pairs>
        <Pair label={words.paidIn}>
          <Won amount={bank.paid_in} />
        </Pair>
        <Pair label={words.notCredited}>
          <Won amount={-BigInt(bank.not_credited)} />
        </Pair>
        <Pair label={words.paidOut}>
          <Won amount={-BigInt(bank.paid_out)} />
        </Pair>
        <Pair label={words.byTransfers}>
          <Won amount={bank.by_transfers} />
        </Pair>
        <Pair label={words.byStaff}>
          <Won amount={bank.by_staff} />
        </Pair>
        <Pair label={words.inLedger} total>
          <Won amount={BigInt(bank.by_transfers) + BigInt(bank.by_staff)} />
        </Pair>
      </Pairs>
    </Card>
  );
}

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { grouped } from '@/figures/decimal';
import { won } from '@/figures/won';
import { PastList } from '@/history/past-list';
import { usePast } from '@/history/use-past';
import { useNameOf } from '@/market/naming';
import { cell, figureCell, head, TableFrame } from '@/parts/table';
import { usePreferences } from '@/preferences/preferences';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import { Moment } from './moment';

type Fill = components['schemas']['PastFill'];

export function PastFills({ account }: { account: string }) {
  const { orders } = useHistoryWords();
  const past = usePast('fills', account, (query) => answered(ownClient(query.market).GET('/history/fills', { params: { query } })));
  return (
    <PastList past={past} rowsOf={(page) => page.fills} none={orders.noFills}>
      {(rows) => (
        <>
          <FillsTable fills={rows} />
          <ul className="tablet:hidden">
            {rows.map((fill) => (
              <FillLine key={keyOf(fill)} fill={fill} />
            ))}
          </ul>
        </>
      )}
    </PastList>
  );
}

/** Both sides of a trade may be the account's own. */
const keyOf = (fill: Fill) => `${fill.trade_id}/${fill.order_id}`;

function FillsTable({ fills }: { fills: readonly Fill[] }) {
  const words = useWords();
  const own = useHistoryWords().orders;
  const nameOf = useNameOf();
  return (
    <div className="max-tablet:hidden">
      <TableFrame label={words.trade.fillsShort}>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={`${head} text-left`}>{own.at}</th>
            <th scope="col" className={`${head} text-left`}>{words.trade.sideColumn}</th>
            <th scope="col" className={`${head} text-left`}>{words.instrument.name}</th>
            <th scope="col" className={`${head} text-right`}>{own.price}</th>
            <th scope="col" className={`${head} text-right`}>{own.quantity}</th>
            <th scope="col" className={`${head} text-right`}>{own.value}</th>
            <th scope="col" className={`${head} text-right`}>{own.fee}</th>
            <th scope="col" className={`${head} text-right`}>{own.tax}</th>
          </tr>
        </thead>
        <tbody>
          {fills.map((fill) => (
            <tr key={keyOf(fill)} className="border-line not-last:border-b">
              <td className={cell}>
                <Moment at={fill.at} />
              </td>
              <td className={cell}>
                <b className={fill.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[fill.side]}</b>
              </td>
              <th scope="row" className={`${cell} text-left font-semibold`}>{nameOf(fill.instrument)}</th>
              <td className={figureCell}>{grouped(fill.price)}</td>
              <td className={figureCell}>{grouped(fill.quantity)}</td>
              <td className={`${figureCell} font-semibold`}>{grouped(fill.value)}</td>
              <td className={`${figureCell} text-ink-2`}>{grouped(fill.fee)}</td>
              <td className={`${figureCell} text-ink-2`}>{grouped(fill.tax)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}

function FillLine({ fill }: { fill: Fill }) {
  const words = useWords();
  const own = useHistoryWords().orders;
  const nameOf = useNameOf();
  const { language } = usePreferences();
  return (
    <li className="flex min-h-(--row) items-center gap-3 border-line py-2.5 not-first:border-t">
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">
          <b className={fill.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[fill.side]}</b> {nameOf(fill.instrument)}
        </span>
        <span className="block text-sm/snug text-ink-3">
          <Moment at={fill.at} />
        </span>
      </span>
      <span className="grid flex-none text-right">
        <span className="figures font-bold">
          {grouped(fill.price)} × {grouped(fill.quantity)}
        </span>
        <span className="figures text-sm text-ink-3">
          {won(fill.value, language)} · {own.fee} {won(fill.fee, language)}
          {fill.tax !== '0' && ` · ${own.tax} ${won(fill.tax, language)}`}
        </span>
      </span>
    </li>
  );
}

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

type Order = components['schemas']['PastOrder'];

export function PastOrders({ account }: { account: string }) {
  const { orders } = useHistoryWords();
  const past = usePast('orders', account, (query) => answered(ownClient(query.market).GET('/history/orders', { params: { query } })));
  return (
    <PastList past={past} rowsOf={(page) => page.orders} none={orders.noOrders}>
      {(rows) => (
        <>
          <OrdersTable orders={rows} />
          <ul className="tablet:hidden">
            {rows.map((order) => (
              <OrderLine key={order.order_id} order={order} />
            ))}
          </ul>
        </>
      )}
    </PastList>
  );
}

function OrdersTable({ orders }: { orders: readonly Order[] }) {
  const words = useWords();
  const own = useHistoryWords().orders;
  const nameOf = useNameOf();
  const shown = useShown();
  return (
    <div className="max-tablet:hidden">
      <TableFrame label={own.tab}>
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={`${head} text-left`}>{own.at}</th>
            <th scope="col" className={`${head} text-left`}>{words.trade.sideColumn}</th>
            <th scope="col" className={`${head} text-left`}>{words.instrument.name}</th>
            <th scope="col" className={`${head} text-right`}>{own.price}</th>
            <th scope="col" className={`${head} text-right`}>{own.filled}</th>
            <th scope="col" className={`${head} text-right`}>{own.value}</th>
            <th scope="col" className={`${head} text-right`}>{own.fee}</th>
            <th scope="col" className={`${head} text-left`}>{own.state}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.order_id} className="border-line not-last:border-b">
              <td className={cell}>
                <Moment at={order.placed_at} />
              </td>
              <td className={cell}>
                <b className={order.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[order.side]}</b>
              </td>
              <th scope="row" className={`${cell} text-left font-semibold`}>{nameOf(order.instrument)}</th>
              <td className={figureCell}>{shown.price(order)}</td>
              <td className={figureCell}>{shown.filled(order)}</td>
              <td className={`${figureCell} font-semibold`}>{grouped(order.filled_value)}</td>
              <td className={`${figureCell} text-ink-2`}>{grouped(order.fee)}</td>
              <td className={cell}>{shown.state(order)}</td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}

function OrderLine({ order }: { order: Order }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const shown = useShown();
  return (
    <li className="flex min-h-(--row) items-center gap-3 border-line py-2.5 not-first:border-t">
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">
          <b className={order.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[order.side]}</b> {nameOf(order.instrument)}
        </span>
        <span className="block text-sm/snug text-ink-3">
          <Moment at={order.placed_at} /> · <span className="figures">{shown.price(order)}</span>
        </span>
      </span>
      <span className="grid flex-none text-right">
        <span className="figures font-bold">{shown.filled(order)}</span>
        <span className="text-sm text-ink-3">
          {shown.state(order)} · <span className="figures">{won(order.filled_value, language)}</span>
        </span>
      </span>
    </li>
  );
}

/** What of an order depends on its kind: a market order has no price of its own, and a buy by amount wants won. */
function useShown() {
  const { orders: own } = useHistoryWords();
  const { language } = usePreferences();
  return {
    price: (order: Order) => (order.kind === 'market' || order.kind === 'best' ? own.kinds[order.kind] : grouped(order.price)),
    filled: (order: Order) =>
      order.amount == null ? `${grouped(order.filled_quantity)} / ${grouped(order.quantity ?? '0')}` : `${grouped(order.filled_quantity)} / ${won(order.amount, language)}`,
    state: (order: Order) => (order.cancel_reason ? `${own.states[order.state]} (${own.cancelReasons[order.cancel_reason]})` : own.states[order.state]),
  };
}

import { memo } from 'react';
import { Link } from 'react-router';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { grouped } from '@/figures/decimal';
import { clock } from '@/figures/time';
import type { Order } from '@/live/messages';
import { useNameOf } from '@/market/naming';
import { MiniButton } from '@/parts/button';
import { Empty } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { type Market, usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { useAct } from '@/api/use-act';

interface OpenTableProps {
  orders: readonly Order[];
  market: Market;
  /** The instrument of the page: only its orders can be changed in its form. */
  here: string;
  onAmend: (orderId: string) => void;
}

export function OpenTable({ orders, market, here, onAmend }: OpenTableProps) {
  const words = useWords();
  const say = useToast();
  const { mutate: cancel, isPending } = useAct(
    (order: string, key: string) => answered(ownClient(market).DELETE('/orders/{order}', { params: { path: { order }, header: { 'Idempotency-Key': key } } })),
    () => say({ text: words.trade.cancelled }),
  );
  if (orders.length === 0) return <Empty icon="list" title={words.trade.noOpen} />;
  const head = 'border-b border-line px-2 py-1.5 text-left text-xs font-medium whitespace-nowrap text-ink-3';
  return (
    <table className="w-full border-collapse text-sm">
      <thead>
        <tr>
          <th scope="col" className={`${head} pl-3.5`}>
            {words.trade.sideColumn}
          </th>
          <th scope="col" className={head}>{words.instrument.name}</th>
          <th scope="col" className={`${head} !text-right`}>
            {words.instrument.price}
          </th>
          <th scope="col" className={head}>{words.trade.progress}</th>
          <th scope="col" className={`${head} max-desktop:hidden`}>{words.trade.placedAt}</th>
          <th scope="col" className={head}>
            <span className="heard">{words.trade.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OpenRow key={order.order_id} order={order} isHere={order.instrument === here} onAmend={onAmend} onCancel={cancel} isBusy={isPending} />
        ))}
      </tbody>
    </table>
  );
}

interface OpenRowProps {
  order: Order;
  isHere: boolean;
  onAmend: (orderId: string) => void;
  onCancel: (orderId: string) => void;
  isBusy: boolean;
}

const OpenRow = memo(function OpenRow({ order, isHere, onAmend, onCancel, isBusy }: OpenRowProps) {
  const words = useWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const cell = 'h-10 border-b border-line px-2';
  const wanted = order.quantity ?? order.amount ?? '0';
  const part = Number(wanted) === 0 ? 0 : (Number(order.filled_quantity) / Number(wanted)) * 100;
  const label = `${words.trade[order.side]} ${nameOf(order.instrument)} ${grouped(order.price)}`;
  return (
    <tr>
      <td className={`${cell} pl-3.5`}>
        <b className={order.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[order.side]}</b>
      </td>
      <td className={`${cell} max-w-[132px] truncate`}>
        <Link to={`/trade/${order.instrument}`}>{nameOf(order.instrument)}</Link>
      </td>
      <td className={`${cell} figures text-right font-semibold`}>{grouped(order.price)}</td>
      <td className={cell}>
        <span className="flex items-center gap-2">
          <span aria-hidden="true" className="inline-block h-1.5 w-11 overflow-hidden rounded-full bg-track max-[1399px]:hidden">
            <span className="block h-full rounded-full bg-accent-fill" style={{ width: `${part}%` }} />
          </span>
          <span className="figures">
            {grouped(order.filled_quantity)} / {grouped(wanted)}
          </span>
        </span>
      </td>
      <td className={`${cell} text-xs/snug max-desktop:hidden`}>
        <span className="figures">{clock(order.placed_at, language)}</span>
        <span className="block text-ink-3">{words.trade.lifetimes[order.time_in_force]}</span>
      </td>
      <td className={`${cell} pr-2 text-right whitespace-nowrap`}>
        {isHere && (
          <MiniButton onClick={() => onAmend(order.order_id)} aria-label={`${label} ${words.trade.amend}`}>
            {words.trade.amend}
          </MiniButton>
        )}
        <MiniButton onClick={() => onCancel(order.order_id)} disabled={isBusy} aria-label={`${label} ${words.trade.cancel}`}>
          {words.trade.cancel}
        </MiniButton>
      </td>
    </tr>
  );
});

import { grouped } from '@/figures/decimal';
import { clock } from '@/figures/time';
import type { Fill } from '@/live/messages';
import { useNameOf } from '@/market/naming';
import { Empty } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

export function FillsTable({ fills }: { fills: readonly Fill[] }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  if (fills.length === 0) return <Empty icon="list" title={words.trade.noFills} />;
  const head = 'border-b border-line px-2 py-1.5 text-left text-xs font-medium whitespace-nowrap text-ink-3';
  const cell = 'h-9 border-b border-line px-2';
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
          <th scope="col" className={`${head} !text-right`}>
            {words.trade.quantity}
          </th>
          <th scope="col" className={`${head} !text-right max-tablet:hidden`}>
            {words.trade.feeColumn}
          </th>
          <th scope="col" className={`${head} pr-3.5 !text-right`}>
            {words.trade.tradeTime}
          </th>
        </tr>
      </thead>
      <tbody>
        {fills.map((fill) => (
          <tr key={`${fill.trade_id}/${fill.order_id}`}>
            <td className={`${cell} pl-3.5`}>
              <b className={fill.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[fill.side]}</b>
            </td>
            <td className={`${cell} max-w-[132px] truncate`}>{nameOf(fill.instrument)}</td>
            <td className={`${cell} figures text-right font-semibold`}>{grouped(fill.price)}</td>
            <td className={`${cell} figures text-right`}>{grouped(fill.quantity)}</td>
            <td className={`${cell} figures text-right text-ink-2 max-tablet:hidden`}>{grouped(fill.fee)}</td>
            <td className={`${cell} figures pr-3.5 text-right text-ink-3`}>{clock(fill.at, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

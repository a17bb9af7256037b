import { memo } from 'react';

import { directionOf } from '@/figures/change';
import { grouped, units } from '@/figures/decimal';
import { clock } from '@/figures/time';
import type { Trade } from '@/live/messages';
import { useTicker, useTrades } from '@/live/use-live';
import type { Instrument } from '@/market/instruments';
import { directionText } from '@/parts/change';
import { SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { PaneHead } from './pane-head';

const SHOWN = 50;

/** The last trades, newest first. A sign says which side came later: + bought, − sold. */
export function Tape({ instrument }: { instrument: Instrument }) {
  const words = useWords();
  const trades = useTrades(instrument.code);
  const previous = useTicker(instrument.code)?.previous_close ?? null;
  const head = 'px-2 py-1.5 text-right text-xs font-medium text-ink-3';
  return (
    <section aria-label={words.trade.tape} className="min-h-0 flex-1 overflow-auto" tabIndex={0}>
      <PaneHead title={words.trade.tape} />
      {!trades && <SkeletonRows rows={5} />}
      {trades?.length === 0 && <p className="p-6 text-center text-sm text-ink-3">{words.instrument.noTradeYet}</p>}
      {trades && trades.length > 0 && (
        <table className={`w-full border-collapse [font-variant-numeric:tabular-nums] ${instrument.quantity_decimals > 0 ? 'text-xs' : 'text-sm'}`}>
          <thead>
            <tr>
              <th scope="col" className={`${head} !text-left`}>
                {words.trade.time}
              </th>
              <th scope="col" className={head}>{words.instrument.price}</th>
              <th scope="col" className={head}>{words.trade.quantity}</th>
            </tr>
          </thead>
          <tbody>
            {trades.slice(0, SHOWN).map((trade) => (
              <TapeRow key={trade.trade_id} trade={trade} previous={previous} decimals={instrument.price_decimals} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const TapeRow = memo(function TapeRow({ trade, previous, decimals }: { trade: Trade; previous: string | null; decimals: number }) {
  const { language } = usePreferences();
  const direction = previous === null ? 'flat' : directionOf(units(trade.price, decimals) - units(previous, decimals));
  const side = { buy: ['+', 'text-up'], sell: ['−', 'text-down'], auction: ['', 'text-ink-2'] }[trade.aggressor];
  return (
    <tr>
      <td className="h-6 px-2 text-ink-3">{clock(trade.at, language)}</td>
      <td className={`px-2 text-right ${directionText[direction]}`}>{grouped(trade.price)}</td>
      <td className={`px-2 text-right ${side[1]}`}>
        {side[0]}
        {grouped(trade.quantity)}
      </td>
    </tr>
  );
});

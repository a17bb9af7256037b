import { memo } from 'react';

import { basisPoints, directionOf, percent } from '@/figures/change';
import { grouped, units } from '@/figures/decimal';
import { directionText } from '@/parts/change';
import { useWords } from '@/words/words';

export interface LevelProps {
  side: 'ask' | 'bid';
  price: string;
  quantity: string;
  /** Of the largest quantity shown, in whole percent. */
  depth: number;
  /** What one's own orders have there. */
  own: string | null;
  previous: string | null;
  priceDecimals: number;
  isLast: boolean;
  onPrice: (price: string) => void;
}

/** One price of the book. It is drawn again only when one of its own figures changes. */
export const LevelRow = memo(function LevelRow({ side, price, quantity, depth, own, previous, priceDecimals, isLast, onPrice }: LevelProps) {
  const words = useWords();
  const bps = previous === null ? null : basisPoints(units(price, priceDecimals), units(previous, priceDecimals));
  const direction = directionOf(bps ?? 0n);
  const isAsk = side === 'ask';
  const bar = isAsk ? 'right-0 bg-ask-depth' : 'left-0 bg-bid-depth';
  const mark = own !== null && (
    <span className={`figures relative z-1 rounded-[4px] bg-ink px-[5px] py-[3px] text-2xs leading-none font-bold text-on-ink ${isAsk ? 'mr-auto -ml-1' : '-mr-1 ml-auto'}`}>
      {words.trade.own} {grouped(own)}
    </span>
  );
  const amount = (
    <span className={`relative flex h-full items-center gap-1.5 px-2 ${isAsk ? 'justify-end' : ''}`}>
      <span aria-hidden="true" style={{ width: `${depth}%` }} className={`absolute inset-y-[3px] rounded-[3px] transition-[width] duration-(--calm) ease-calm ${bar}`} />
      {isAsk && mark}
      <span className="figures relative">
        <span className="heard">{isAsk ? words.trade.askQuantity : words.trade.bidQuantity} </span>
        {grouped(quantity)}
      </span>
      {!isAsk && mark}
    </span>
  );
  const figure = (
    <span
      className={`grid h-full grid-cols-[1fr_auto] items-center gap-1.5 px-2 ${isAsk ? 'bg-down-soft' : 'bg-up-soft'} ${directionText[direction]} ${isLast ? 'rounded-[3px] outline-2 -outline-offset-2 outline-ink' : ''}`}
    >
      <b className="figures text-right text-md font-semibold">
        {grouped(price)}
        {isLast && <span className="heard"> {words.trade.isLast}</span>}
      </b>
      <span className="figures min-w-[50px] text-right text-xs">
        {direction !== 'flat' && (
          <span aria-hidden="true" className="mr-0.5 align-[2px] text-[7px]">
            {direction === 'up' ? '▲' : '▼'}
          </span>
        )}
        {bps === null ? '' : percent(bps)}
      </span>
    </span>
  );
  return (
    <li>
      <button
        type="button"
        onClick={() => onPrice(price)}
        className={`grid h-full min-h-[25px] w-full items-center text-left hover:bg-inset focus-visible:-outline-offset-2 ${isAsk ? 'grid-cols-[minmax(0,1fr)_var(--mid)]' : 'grid-cols-[var(--mid)_minmax(0,1fr)]'}`}
      >
        {isAsk ? amount : figure}
        {isAsk ? figure : amount}
      </button>
    </li>
  );
});

import { useId } from 'react';

import type { Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { useWords } from '@/words/words';

import type { Change, Draft, Panel } from '../draft';
import { AmendForm } from './amend-form';
import { PlaceForm } from './place-form';

export interface PanelProps {
  instrument: Instrument;
  ticker: Ticker | undefined;
  draft: Draft;
  change: Change;
  /** The order has been taken. */
  onDone: () => void;
}

const marks: Record<Panel, string> = {
  buy: 'has-checked:text-up has-checked:shadow-[inset_0_-2px_var(--up)]',
  sell: 'has-checked:text-down has-checked:shadow-[inset_0_-2px_var(--down)]',
  edit: 'has-checked:text-ink has-checked:shadow-[inset_0_-2px_var(--ink)]',
};

/** Buy, sell, or change what is open. A panel on large screens, a sheet on the phone. */
export function OrderPanel(props: PanelProps) {
  const words = useWords();
  const name = useId();
  const { draft, change, instrument } = props;
  return (
    <section aria-label={words.trade.side}>
      <fieldset>
        <legend className="heard">{words.trade.side}</legend>
        <div className="grid grid-cols-3">
          {(['buy', 'sell', 'edit'] as const).map((panel) => (
            <label
              key={panel}
              className={`relative grid min-h-12 place-items-center font-semibold text-ink-3 shadow-[inset_0_-1px_var(--line)] has-focus-visible:outline-2 has-focus-visible:-outline-offset-3 has-focus-visible:outline-accent ${marks[panel]}`}
            >
              <input
                type="radio"
                name={name}
                checked={draft.panel === panel}
                onChange={() => change(panel === 'edit' || draft.panel === 'edit' ? { panel, part: null, orderId: null, price: null, quantity: null } : { panel, part: null })}
                className="absolute inset-0 m-0 cursor-pointer opacity-0"
              />
              {words.trade[panel]}
            </label>
          ))}
        </div>
      </fieldset>
      {draft.panel === 'edit' ? <AmendForm {...props} /> : <PlaceForm key={instrument.code} side={draft.panel} {...props} />}
    </section>
  );
}

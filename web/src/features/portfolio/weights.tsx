import { useState } from 'react';

import { share } from '@/figures/change';
import { useNameOf } from '@/market/naming';
import { sum, type Valued } from '@/market/valuation';
import { Card, CardHead } from '@/parts/card';
import { Segments } from '@/parts/choices';
import { Donut, type Part, partColour } from '@/parts/donut';
import { useWords } from '@/words/words';

import { partsOf } from './parts-of';

type Kind = 'instruments' | 'with_cash';

export function Weights({ holdings, cash }: { holdings: readonly Valued[]; cash: bigint }) {
  const words = useWords();
  const nameOf = useNameOf();
  const [kind, setKind] = useState<Kind>('instruments');
  const named = holdings.map((holding) => ({ name: nameOf(holding.instrument.code), value: holding.value }));
  const parts = partsOf(kind === 'with_cash' ? [...named, { name: words.assets.cash, value: cash }] : named);
  const choices = [
    { value: 'instruments', label: words.assets.byInstrument },
    { value: 'with_cash', label: words.assets.withCash },
  ] as const;
  return (
    <Card label={words.assets.weights}>
      <CardHead title={words.assets.weights} end={<Segments<Kind> legend={words.assets.weights} choices={choices} value={kind} onChange={setKind} />} />
      {sum(named.map((one) => one.value)) > 0n && <Ring parts={parts} kinds={holdings.length} />}
    </Card>
  );
}

function Ring({ parts, kinds }: { parts: readonly Part[]; kinds: number }) {
  const words = useWords();
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-10 gap-y-5 pt-2 tablet:flex-nowrap">
      <Donut parts={parts}>
        <span className="text-xs text-ink-3">{words.assets.kinds}</span>
        <b className="text-xl">{words.assets.kindsCount(kinds)}</b>
      </Donut>
      <ul className="grid w-full max-w-[480px] gap-2.5 text-md">
        {parts.map((part, at) => (
          <li key={part.name} className="flex items-center gap-2.5">
            <span aria-hidden="true" style={{ backgroundColor: partColour(at) }} className="size-2.5 rounded-[3px]" />
            {part.name}
            <span className="figures ml-auto font-semibold">{share(BigInt(part.bps))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

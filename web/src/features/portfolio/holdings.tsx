import { Link } from 'react-router';

import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { kindOf, useNameOf, quantityWithUnit } from '@/market/naming';
import { sum, type Valued } from '@/market/valuation';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead } from '@/parts/card';
import { PercentChange, WonChange } from '@/parts/change';
import { Won } from '@/parts/money';
import { Empty } from '@/parts/states';
import { Tile } from '@/parts/tile';
import { useWords } from '@/words/words';

export function Holdings({ holdings }: { holdings: readonly Valued[] }) {
  const words = useWords();
  const total = sum(holdings.map((holding) => holding.value));
  return (
    <Card label={words.assets.holdings}>
      <CardHead title={words.assets.holdings} beside={<span className="figures text-sm text-ink-3">{holdings.length}</span>} />
      {holdings.length === 0 ? (
        <Empty
          icon="pie"
          title={words.assets.none}
          text={words.assets.noneText}
          action={
            <ButtonLink to="/trade" look="soft">
              {words.assets.toTrade}
            </ButtonLink>
          }
        />
      ) : (
        <>
          <HoldingsTable holdings={holdings} total={total} />
          <ul className="tablet:hidden">
            {holdings.map((holding) => (
              <HoldingLine key={holding.instrument.code} holding={holding} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function weight(holding: Valued, total: bigint): string {
  return share(total === 0n ? 0n : (holding.value * 10_000n) / total);
}

function HoldingsTable({ holdings, total }: { holdings: readonly Valued[]; total: bigint }) {
  const words = useWords();
  const head = 'border-b border-line px-2 py-2 text-right text-sm font-medium whitespace-nowrap text-ink-3';
  return (
    <table className="hidden w-full border-collapse text-md tablet:table">
      <thead>
        <tr>
          <th scope="col" className={`${head} pl-0 !text-left`}>
            {words.instrument.name}
          </th>
          <th scope="col" className={head}>{words.assets.quantity}</th>
          <th scope="col" className={head}>{words.assets.averageCost}</th>
          <th scope="col" className={head}>{words.instrument.last}</th>
          <th scope="col" className={head}>{words.assets.valuation}</th>
          <th scope="col" className={head}>{words.assets.gain}</th>
          <th scope="col" className={`${head} max-desktop:hidden`}>{words.assets.rate}</th>
          <th scope="col" className={`${head} pr-0`}>{words.assets.weight}</th>
        </tr>
      </thead>
      <tbody>
        {holdings.map((holding) => (
          <HoldingRow key={holding.instrument.code} holding={holding} total={total} />
        ))}
      </tbody>
    </table>
  );
}

function HoldingRow({ holding, total }: { holding: Valued; total: bigint }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { instrument } = holding;
  const cell = 'figures h-(--row) border-line px-2 text-right';
  return (
    <tr className="hover:bg-inset [&:not(:last-child)>*]:border-b">
      <th scope="row" className="h-(--row) border-line pr-2 text-left font-normal">
        <Link to={`/trade/${instrument.code}`} className="flex items-center gap-3">
          <Tile code={instrument.code} size="s" />
          <b className="font-semibold">{nameOf(instrument.code)}</b>
          <span className="text-sm text-ink-3 max-desktop:hidden">{kindOf(instrument, words)}</span>
        </Link>
      </th>
      <td className={cell}>
        {grouped(holding.quantity)}
        {holding.inOrders !== '0' && <span className="block text-xs text-ink-3">{words.assets.inOrders(grouped(holding.inOrders))}</span>}
      </td>
      <td className={cell}>{grouped(holding.averageCost.toString())}</td>
      <td className={cell}>{holding.last === null ? '–' : grouped(holding.last)}</td>
      <td className={`${cell} font-bold`}>{grouped(holding.value.toString())}</td>
      <td className={cell}>
        <WonChange amount={holding.gain} bps={null} />
      </td>
      <td className={`${cell} max-desktop:hidden`}>{holding.gainBps === null ? '–' : <PercentChange bps={holding.gainBps} />}</td>
      <td className={`${cell} pr-0 text-ink-2`}>{weight(holding, total)}</td>
    </tr>
  );
}

function HoldingLine({ holding }: { holding: Valued }) {
  const words = useWords();
  const nameOf = useNameOf();
  const { instrument } = holding;
  return (
    <li className="border-line not-first:border-t">
      <Link to={`/trade/${instrument.code}`} className="flex min-h-(--row) items-center gap-3 py-2.5">
        <Tile code={instrument.code} />
        <span className="min-w-0 grow">
          <span className="block truncate font-semibold">{nameOf(instrument.code)}</span>
          <span className="figures block text-sm text-ink-3">
            {quantityWithUnit(holding.quantity, instrument, words)}
          </span>
        </span>
        <span className="grid text-right">
          <Won amount={holding.value} className="font-bold" />
          <WonChange amount={holding.gain} bps={holding.gainBps} className="text-sm" />
        </span>
      </Link>
    </li>
  );
}

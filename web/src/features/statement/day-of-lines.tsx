import { grouped } from '@/figures/decimal';
import { clock } from '@/figures/time';
import { signedWon, won } from '@/figures/won';
import { useNameOf, quantityWithUnit } from '@/market/naming';
import { Icon, type IconName } from '@/parts/icon';
import { usePreferences } from '@/preferences/preferences';
import { type HistoryWords } from '@/words/history/ko';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import type { Day, Line } from './by-day';

const icons: Record<Line['cause'], IconName> = {
  deposit: 'arrowIn',
  withdrawal: 'arrowOut',
  grant: 'coins',
  trade: 'trade',
  issue: 'plus',
  distribution_declared: 'pie',
  distribution_paid: 'arrowIn',
  distribution_closed: 'pie',
  allotment: 'plus',
  owners_part: 'arrowIn',
  proceeds: 'arrowIn',
};

export function DayOfLines({ day }: { day: Day }) {
  return (
    <section className="pt-3">
      <h3 className="text-sm font-normal text-ink-3">{day.title}</h3>
      <ul>
        {day.lines.map((line) => (
          <StatementLine key={`${line.position}/${line.cause}/${line.asset}/${line.reference}`} line={line} />
        ))}
      </ul>
    </section>
  );
}

function StatementLine({ line }: { line: Line }) {
  const words = useWords();
  const { statement } = useHistoryWords();
  const nameOf = useNameOf();
  const { language } = usePreferences();
  const cash = line.asset === 'KRW';
  const came = !line.amount.startsWith('-');
  const details = [
    clock(line.at, language),
    statement.reference(line.reference),
    ...(line.fee === '0' ? [] : [statement.fee(won(line.fee, language))]),
    ...(line.tax === '0' ? [] : [statement.tax(won(line.tax, language))]),
  ];
  return (
    <li className="flex min-h-(--row) items-center gap-3 border-line py-2.5 not-first:border-t">
      <span className={`grid size-9 flex-none place-items-center rounded-control ${came ? 'bg-accent-soft text-accent' : 'bg-track text-ink-2'}`}>
        <Icon name={icons[line.cause]} className="size-[18px]" />
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">
          {title(line, cash, came, statement, nameOf(line.asset))}
        </span>
        <span className="block text-sm/snug text-ink-3 [font-variant-numeric:tabular-nums]">{details.join(' · ')}</span>
      </span>
      <span className="grid text-right tablet:flex tablet:items-baseline">
        <span className="figures font-bold">{cash ? signedWon(line.amount, language) : `${came ? '+' : ''}${unitsOf(line.amount, line, words)}`}</span>
        <span className="figures text-sm text-ink-3 tablet:w-36">
          <span className="heard">{statement.balance} </span>
          {cash ? won(line.balance_after, language) : unitsOf(line.balance_after, line, words)}
        </span>
      </span>
    </li>
  );
}

function title(line: Line, cash: boolean, came: boolean, words: HistoryWords['statement'], name: string): string {
  if (line.cause !== 'trade') return cash ? words.causes[line.cause] : `${words.causes[line.cause]} · ${name}`;
  // Of a trade, money that comes in was a sale, units that come in a purchase.
  const side = came === cash ? words.sold : words.bought;
  return cash ? side : `${side} · ${name}`;
}

function unitsOf(amount: string, line: Line, words: ReturnType<typeof useWords>): string {
  const market = line.position.startsWith('live') ? 'live' : 'practice';
  return amount === '0' ? grouped(amount) : quantityWithUnit(amount, { code: line.asset, market }, words);
}

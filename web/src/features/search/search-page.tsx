import { Link, useSearchParams } from 'react-router';

import { useTickers } from '@/live/use-live';
import { type Instrument, useInstruments } from '@/market/instruments';
import { kindOf, useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { Card, CardHead } from '@/parts/card';
import { PercentChange } from '@/parts/change';
import { Icon } from '@/parts/icon';
import { Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Empty, SkeletonRows } from '@/parts/states';
import { Tile } from '@/parts/tile';
import { useWords } from '@/words/words';

import { find, type Match } from './hangul';

interface Found {
  instrument: Instrument;
  name: string;
  inName: Match;
}

/** Both markets by name, code and initial consonants. */
export function SearchPage() {
  const words = useWords();
  const nameOf = useNameOf();
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.get('q') ?? '';
  const { data: instruments } = useInstruments();
  const found = (instruments ?? []).flatMap((instrument): Found[] => {
    const name = nameOf(instrument.code);
    const inName = find(name, query);
    const isFound = query.trim() === '' || inName !== null || find(instrument.code, query) !== null;
    return isFound ? [{ instrument, name, inName: inName ?? [] }] : [];
  });
  return (
    <Page title={words.find.title} heading="heard">
      <title>{`${words.find.title} · ${words.brand}`}</title>
      <div className="mx-auto max-w-[760px]">
        <label className="control-edge flex min-h-12 items-center gap-2 rounded-control bg-surface px-3.5">
          <Icon name="search" className="size-5 text-accent" />
          <span className="heard">{words.find.label}</span>
          <input
            type="search"
            autoFocus
            value={query}
            placeholder={words.find.placeholder}
            onChange={(event) => setParameters(event.target.value === '' ? {} : { q: event.target.value }, { replace: true })}
            className="min-h-11 w-full min-w-0 bg-transparent outline-0 [&::-webkit-search-cancel-button]:hidden"
          />
        </label>
        <p role="status" className="mt-2 mb-4 min-h-5 text-sm text-ink-3">
          {query.trim() !== '' && instruments && words.find.found(found.length)}
        </p>
        <Card>
          {query.trim() === '' && <CardHead title={words.find.all} />}
          {!instruments && <SkeletonRows rows={4} />}
          {instruments && found.length === 0 && <Empty icon="search" title={words.find.none} text={words.find.noneText} />}
          <ul>
            {found.map((one) => (
              <Result key={one.instrument.code} found={one} />
            ))}
          </ul>
        </Card>
      </div>
    </Page>
  );
}

function Result({ found: { instrument, name, inName } }: { found: Found }) {
  const words = useWords();
  const ticker = useTickers()?.find((one) => one.code === instrument.code);
  return (
    <li className="border-line not-first:border-t">
      <Link to={`/trade/${instrument.code}`} className="flex min-h-(--row) items-center gap-3 py-2.5 hover:bg-inset">
        <Tile code={instrument.code} />
        <span className="min-w-0 grow">
          <span className="flex items-center gap-2 font-semibold">
            <span className="truncate">
              {Array.from(name).map((letter, place) => (
                <span key={place} className={inName.includes(place) ? 'font-bold text-accent underline' : ''}>
                  {letter}
                </span>
              ))}
            </span>
            {instrument.market === 'practice' && (
              <span data-market="practice">
                <Badge tone="accent">{words.market.practice}</Badge>
              </span>
            )}
          </span>
          <span className="block text-sm text-ink-3">
            {instrument.code} · {kindOf(instrument, words)}
          </span>
        </span>
        <span className="grid text-right">
          {ticker?.last != null && <Won amount={ticker.last} className="font-bold" />}
          {ticker?.last != null && <PercentChange bps={ticker.change_bps ?? 0} className="text-sm" />}
        </span>
      </Link>
    </li>
  );
}

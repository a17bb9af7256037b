import { directionOf, percent } from '@/figures/change';
import { grouped, toDecimal, units } from '@/figures/decimal';
import { longWon } from '@/figures/won';
import type { Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { kindOf, useNameOf } from '@/market/naming';
import { NextPhase, StateBadge } from '@/market/state-badge';
import { Change, directionText } from '@/parts/change';
import { LeadingWon } from '@/parts/money';
import { Skeleton } from '@/parts/states';
import { Tile } from '@/parts/tile';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** The price that leads the page, and whether it is traded now. */
export function AssetHead({ instrument, ticker }: { instrument: Instrument; ticker: Ticker | undefined }) {
  const words = useWords();
  const nameOf = useNameOf();
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-4 border-b border-line bg-surface px-4 py-2 tablet:flex tablet:px-6 desktop:h-[68px] desktop:gap-6 desktop:pl-4">
      <div className="hidden min-w-[200px] items-center gap-3 desktop:flex">
        <Tile code={instrument.code} />
        <div className="min-w-0">
          <p className="truncate text-lg/tight font-bold">{nameOf(instrument.code)}</p>
          <p className="text-sm text-ink-3">
            {instrument.code} · {kindOf(instrument, words)}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline gap-x-2.5">{ticker ? <Price instrument={instrument} ticker={ticker} /> : <Skeleton className="h-8 w-40" />}</div>
      <div className="flex items-center gap-2 max-tablet:justify-self-end">
        <StateBadge instrument={instrument} state={instrument.state} />
        <span className="max-tablet:hidden">
          <NextPhase instrument={instrument} />
        </span>
      </div>
      {ticker && <Limits ticker={ticker} />}
    </div>
  );
}

function Price({ instrument, ticker }: { instrument: Instrument; ticker: Ticker }) {
  const words = useWords();
  const decimals = instrument.price_decimals;
  const direction = directionOf(ticker.change_bps ?? 0);
  if (ticker.last == null) {
    return (
      <>
        <span className="text-[1.625rem]/tight">
          <LeadingWon amount={ticker.previous_close} />
        </span>
        <span className="text-md text-ink-3">{words.instrument.noTradeYet}</span>
      </>
    );
  }
  const difference = units(ticker.last, decimals) - units(ticker.previous_close, decimals);
  return (
    <>
      <span className={`text-[1.625rem]/tight ${directionText[direction]}`}>
        <span className="heard">{words.instrument.last} </span>
        <LeadingWon amount={ticker.last} />
      </span>
      <Change direction={direction} className="text-md">
        <span className="heard">{words.instrument.change} </span>
        {/* On the phone a price of nine digits leaves no room for more than the percentage. */}
        <span className={ticker.last.length > 7 ? 'max-tablet:hidden' : ''}>
          {difference > 0n ? '+' : ''}
          {grouped(toDecimal(difference, decimals))} (
        </span>
        {percent(ticker.change_bps ?? 0)}
        <span className={ticker.last.length > 7 ? 'max-tablet:hidden' : ''}>)</span>
      </Change>
    </>
  );
}

function Limits({ ticker }: { ticker: Ticker }) {
  const words = useWords();
  const { language } = usePreferences();
  const facts: [label: string, value: string | null | undefined, tone: string][] = [
    [words.instrument.high, ticker.high, 'text-up'],
    [words.instrument.low, ticker.low, 'text-down'],
    [words.instrument.upperLimit, ticker.upper_limit, 'text-up'],
    [words.instrument.lowerLimit, ticker.lower_limit, 'text-down'],
  ];
  return (
    <dl className="ml-auto flex gap-5 text-sm max-tablet:hidden">
      {facts.map(([label, value, tone]) => value != null && <Limit key={label} label={label} text={grouped(value)} tone={tone} />)}
      <Limit label={words.instrument.value} text={longWon(ticker.value, language)} tone="max-desktop:hidden" />
    </dl>
  );
}

function Limit({ label, text, tone }: { label: string; text: string; tone: string }) {
  return (
    <div className={tone.includes('hidden') ? tone : ''}>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className={`figures font-semibold ${tone}`}>{text}</dd>
    </div>
  );
}

import { directionOf } from '@/figures/change';
import { grouped, units } from '@/figures/decimal';
import { compactWon } from '@/figures/won';
import type { Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { directionText } from '@/parts/change';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

interface FactsProps {
  instrument: Instrument;
  ticker: Ticker | undefined;
}

/** Beside the asks: between which prices it may trade. */
export function AskFacts({ ticker }: FactsProps) {
  const words = useWords();
  return (
    <dl className="flex min-w-0 flex-col gap-1.5 p-2.5 text-xs">
      <BookFact label={words.instrument.upperLimit} text={ticker?.upper_limit} tone="text-up" />
      <BookFact label={words.instrument.lowerLimit} text={ticker?.lower_limit} tone="text-down" />
      <BookFact label={words.instrument.upperTrigger} text={ticker?.upper_trigger} ruled />
      <BookFact label={words.instrument.lowerTrigger} text={ticker?.lower_trigger} />
      <BookFact label={words.instrument.indication} text={ticker?.indication?.price} ruled />
      <BookFact label={words.instrument.indicationQuantity} text={ticker?.indication?.quantity} />
    </dl>
  );
}

/** Beside the bids: the day so far. */
export function BidFacts({ instrument, ticker }: FactsProps) {
  const words = useWords();
  const { language } = usePreferences();
  const decimals = instrument.price_decimals;
  const tone = (price: string | null | undefined) =>
    price == null || !ticker ? '' : directionText[directionOf(units(price, decimals) - units(ticker.previous_close, decimals))];
  return (
    <dl className="flex min-w-0 flex-col justify-end gap-1.5 p-2.5 text-xs">
      <BookFact label={words.instrument.previous} text={ticker?.previous_close} />
      <BookFact label={words.instrument.open} text={ticker?.open} tone={tone(ticker?.open)} />
      <BookFact label={words.instrument.high} text={ticker?.high} tone={tone(ticker?.high)} />
      <BookFact label={words.instrument.low} text={ticker?.low} tone={tone(ticker?.low)} />
      <BookFact label={words.instrument.volume} text={ticker && shortened(ticker.volume)} ruled />
      <BookFact label={words.instrument.value} text={ticker && compactWon(ticker.value, language)} plain />
    </dl>
  );
}

interface BookFactProps {
  label: string;
  text: string | null | undefined;
  tone?: string;
  ruled?: boolean;
  /** Written out already. */
  plain?: boolean;
}

/** Where the figure is too long to stand beside its label, it goes below it. */
function BookFact({ label, text, tone = 'text-ink-2', ruled = false, plain = false }: BookFactProps) {
  if (text == null) return null;
  return (
    <div className={`flex flex-wrap justify-between gap-x-1.5 leading-[1.35] ${ruled ? 'mt-0.5 border-t border-line pt-2' : ''}`}>
      <dt className="whitespace-nowrap text-ink-3">{label}</dt>
      <dd className={`figures ml-auto font-medium ${tone}`}>{plain ? text : grouped(text)}</dd>
    </div>
  );
}

/** A volume with eight digits after the point says no more than one with three; the rest is cut. */
function shortened(quantity: string): string {
  const [whole = '', fraction] = quantity.split('.');
  return fraction === undefined ? whole : `${whole}.${fraction.slice(0, 3)}`;
}

import { grouped } from '@/figures/decimal';
import { hourMinute } from '@/figures/time';
import { longWon } from '@/figures/won';
import type { Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { quantityWithUnit } from '@/market/naming';
import { capitalisation } from '@/market/valuation';
import { Fact, Facts } from '@/parts/card';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** What is known of the instrument itself. */
export function FactsPane({ instrument, ticker }: { instrument: Instrument; ticker: Ticker | undefined }) {
  const words = useWords();
  const { language } = usePreferences();
  const worth = capitalisation(instrument, ticker?.last);
  const price = (text: string | null | undefined) => (text == null ? '–' : grouped(text));
  return (
    <section aria-label={words.trade.facts} className="p-4">
      <Facts>
        <Fact label={words.instrument.capitalisation}>{worth === null ? '–' : longWon(worth, language)}</Fact>
        <Fact label={words.instrument.value}>{ticker ? longWon(ticker.value, language) : '–'}</Fact>
        <Fact label={words.instrument.issued}>{quantityWithUnit(instrument.issued, instrument, words)}</Fact>
        <Fact label={words.instrument.supply}>{quantityWithUnit(instrument.registered_supply, instrument, words)}</Fact>
        <Fact label={words.instrument.upperLimit}>{price(ticker?.upper_limit)}</Fact>
        <Fact label={words.instrument.lowerLimit}>{price(ticker?.lower_limit)}</Fact>
        <Fact label={words.instrument.high}>{price(ticker?.high)}</Fact>
        <Fact label={words.instrument.low}>{price(ticker?.low)}</Fact>
        {instrument.phase_until && (
          <Fact label={words.instrument.states[instrument.state]}>{words.instrument.until(hourMinute(instrument.phase_until, language))}</Fact>
        )}
      </Facts>
    </section>
  );
}

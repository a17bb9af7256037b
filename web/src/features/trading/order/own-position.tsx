import { Link } from 'react-router';

import { won } from '@/figures/won';
import type { Balance } from '@/live/messages';
import { useTickers } from '@/live/use-live';
import type { Instrument } from '@/market/instruments';
import { quantityWithUnit } from '@/market/naming';
import { valued } from '@/market/valuation';
import { Pair, Pairs } from '@/parts/card';
import { WonChange } from '@/parts/change';
import { Icon } from '@/parts/icon';
import { useScreen } from '@/parts/media';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** What is held of the instrument, below the form on the desktop. */
export function OwnPosition({ instrument, account, name }: { instrument: Instrument; account: Balance | undefined; name: string }) {
  const words = useWords();
  const { language } = usePreferences();
  const tickers = useTickers();
  const screen = useScreen();
  const own = account && tickers && valued(account, [instrument], tickers)[0];
  if (!own || screen !== 'desktop') return null;
  const inOrders = own.inOrders === '0' ? '' : ` (${quantityWithUnit(own.inOrders, instrument, words)})`;
  return (
    <section aria-label={words.trade.holdings(name)} className="mt-1 border-t border-line pt-3.5">
      <div className="mb-2 flex items-center justify-between">
        <b className="text-md">{words.trade.holdings(name)}</b>
        <Link to="/assets" className="inline-flex items-center gap-0.5 text-sm font-medium text-ink-2">
          {words.trade.toAssets}
          <Icon name="right" className="size-4" />
        </Link>
      </div>
      <Pairs className="!gap-1.5">
        <Pair label={words.trade.heldUnits}>{quantityWithUnit(own.quantity, instrument, words) + inOrders}</Pair>
        <Pair label={words.trade.averageCost}>{won(own.averageCost, language)}</Pair>
        <Pair label={words.trade.valuation}>
          <WonChange amount={own.gain} bps={own.gainBps} />
        </Pair>
      </Pairs>
    </section>
  );
}

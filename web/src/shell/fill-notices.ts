import { useEffect, useRef } from 'react';

import { won } from '@/figures/won';
import { useOwnFills } from '@/live/use-live';
import { quantityWithUnit } from '@/market/naming';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { gatherFills } from './gather-fills';

/** Notices at once; more of them would hide the page. */
const NOTICES_MAX = 3;

/** Says each new fill of the shown market once, wherever in the application its owner is. Those of the past are not news. */
export function useFillNotices(): void {
  const words = useWords();
  const { market, language } = usePreferences();
  const fills = useOwnFills(market);
  const say = useToast();
  const newest = useRef<{ market: string; trade: string } | null>(null);
  useEffect(() => {
    if (!fills) {
      newest.current = null;
      return;
    }
    const known = newest.current?.market === market ? newest.current.trade : null;
    newest.current = { market, trade: fills[0]?.trade_id ?? '0' };
    if (known === null) return;
    for (const traded of gatherFills(fills, known).slice(0, NOTICES_MAX)) {
      const what = quantityWithUnit(traded.quantity, { code: traded.instrument, market }, words);
      say({ text: words.trade.fillNotice(words.trade[traded.side], what, won(traded.value, language)) });
    }
  }, [fills, market, language, words, say]);
}

import { useEffect, useRef } from 'react';

import { won } from '@/figures/won';
import { quantityWithUnit } from '@/market/naming';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import type { Fill } from '@/live/messages';
import { useOwnFills } from '@/live/use-live';

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
    for (const fill of fresh(fills, known)) {
      const what = quantityWithUnit(fill.quantity, { code: fill.instrument, market }, words);
      say({ text: words.trade.fillNotice(words.trade[fill.side], what, won(fill.price, language)) });
    }
  }, [fills, market, language, words, say]);
}

/** Notices at once; a sweep through many levels is told by its newest fills. */
const NOTICES_MAX = 3;

function fresh(fills: readonly Fill[], known: string): readonly Fill[] {
  return fills.filter((fill) => BigInt(fill.trade_id) > BigInt(known)).slice(0, NOTICES_MAX);
}

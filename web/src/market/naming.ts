import { grouped } from '@/figures/decimal';
import type { Words } from '@/words/ko';
import { useWords } from '@/words/words';

import { useDescriptions } from './descriptions';

interface Named {
  code: string;
  market: 'live' | 'practice';
}

/** `BTC` of `KRW-BTC`. */
export function baseOf(code: string): string {
  return code.slice(code.indexOf('-') + 1);
}

/** What people call an instrument: assets go by the names of their descriptions, coins have names of their own in each language. */
export function useNameOf(): (code: string) => string {
  const { coins } = useWords().instrument;
  const descriptions = useDescriptions();
  return (code) => coins[baseOf(code)] ?? descriptions?.get(code)?.name ?? baseOf(code);
}

/** `199조각`, `0.375 BTC`. */
export function quantityWithUnit(quantity: string, { code, market }: Named, words: Words): string {
  return market === 'live' ? `${grouped(quantity)}${words.instrument.piece}` : `${grouped(quantity)} ${baseOf(code)}`;
}

export function unitOf({ code, market }: Named, words: Words): string {
  return market === 'live' ? words.instrument.piece.trim() : baseOf(code);
}

export function kindOf({ market }: Named, words: Words): string {
  return market === 'live' ? words.instrument.securities : words.instrument.coin;
}

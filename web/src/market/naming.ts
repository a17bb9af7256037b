import { grouped } from '@/figures/decimal';
import type { Words } from '@/words/ko';

interface Named {
  code: string;
  market: 'live' | 'practice';
}

/** `BTC` of `KRW-BTC`. */
export function baseOf(code: string): string {
  return code.slice(code.indexOf('-') + 1);
}

/** What people call it. Coins have names of their own in each language; assets go by their code until the catalogue names them. */
export function nameOf(code: string, words: Words): string {
  const base = baseOf(code);
  return words.instrument.coins[base] ?? base;
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

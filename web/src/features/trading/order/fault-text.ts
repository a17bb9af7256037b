import { grouped } from '@/figures/decimal';
import { type Language, won } from '@/figures/won';
import type { Instrument } from '@/market/instruments';
import { quantityWithUnit } from '@/market/naming';
import type { Words } from '@/words/ko';

import type { Fault, Field } from './check';

/** What stands under a field whose order cannot be sent, in the reader's words; `null` where nothing is wrong with it. */
export function faultText(faults: readonly Fault[], field: Field, instrument: Instrument, words: Words, language: Language): string | null {
  const fault = faults.find((one) => one.field === field);
  if (!fault) return null;
  const money = (text: string) => (/^\d+$/.test(text) ? won(text, language) : grouped(text));
  const quantity = (text: string) => quantityWithUnit(text, instrument, words);
  switch (fault.why) {
    case 'missing':
      return words.trade[`${field}Missing`];
    case 'off_grid':
      return words.trade.priceOffGrid(money(fault.below), money(fault.above));
    case 'outside':
      return words.trade.priceOutside(money(fault.lower), money(fault.upper));
    case 'off_lot':
      return words.trade.quantityOffLot(quantity(fault.lot));
    case 'too_much':
      return words.trade.quantityTooMuch(quantity(fault.most));
    case 'too_much_cash':
      return words.trade.tooMuchCash(money(fault.available));
    case 'too_many_units':
      return words.trade.tooManyUnits(quantity(fault.available));
  }
}

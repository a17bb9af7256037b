import type { Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { capitalisation } from '@/market/valuation';

export type Sorting = 'value' | 'rise' | 'fall' | 'capitalisation';

export interface Row {
  instrument: Instrument;
  ticker: Ticker;
}

/** The instruments of a list in its order; those of rising and falling show only what rises or falls. */
export function sorted(rows: readonly Row[], sorting: Sorting): Row[] {
  switch (sorting) {
    case 'value':
      return byFalling(rows, (row) => BigInt(row.ticker.value));
    case 'capitalisation':
      return byFalling(rows, (row) => capitalisation(row.instrument, row.ticker.last) ?? 0n);
    case 'rise':
      return byFalling(rows.filter((row) => (row.ticker.change_bps ?? 0) > 0), change);
    case 'fall':
      return byFalling(rows.filter((row) => (row.ticker.change_bps ?? 0) < 0), (row) => -change(row));
  }
}

function change(row: Row): bigint {
  return BigInt(row.ticker.change_bps ?? 0);
}

function byFalling(rows: readonly Row[], size: (row: Row) => bigint): Row[] {
  return [...rows].sort((a, b) => {
    const difference = size(b) - size(a);
    return difference > 0n ? 1 : difference < 0n ? -1 : a.instrument.code.localeCompare(b.instrument.code);
  });
}

import type { Instrument } from '@/market/instruments';

/** For tests: a building of whole pieces. */
export function testInstrument(changed: Partial<Instrument>): Instrument {
  return {
    code: 'KRW-JG0127',
    market: 'live',
    state: 'continuous',
    price_decimals: 0,
    quantity_decimals: 0,
    lot: '1',
    max_order_quantity: '120000',
    registered_supply: '1200000',
    issued: '600000',
    circle: 'everyone',
    ticks: [
      { from: '0', tick: '1' },
      { from: '2000', tick: '5' },
      { from: '5000', tick: '10' },
    ],
    fees: { maker_bps: 5, taker_bps: 5 },
    ...changed,
  };
}

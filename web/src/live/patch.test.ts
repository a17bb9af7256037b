import { describe, expect, it } from 'vitest';

import type { Book, BookDelta, Candle, Trade } from './messages';
import { type Known, patched, TRADES_KEPT } from './patch';

const level = (price: string, quantity: string) => ({ price, quantity, orders: 1 });

const book: Book = {
  code: 'KRW-JG0127',
  state: 'continuous',
  asks: [level('5010', '3'), level('5020', '4')],
  bids: [level('5000', '7'), level('995', '2')],
  total_ask_quantity: '7',
  total_bid_quantity: '9',
  position: 'live.0:10',
};

const delta = (after: bigint, seq: bigint, changes: Partial<BookDelta>): BookDelta => ({
  type: 'book_delta',
  after,
  seq,
  asks: [],
  bids: [],
  total_ask_quantity: '7',
  total_bid_quantity: '9',
  position: `live.0:${seq}`,
  ...changes,
});

describe('a book', () => {
  const known = { seq: 10n, content: book };

  it('takes changed, new and vanished levels and stays in order', () => {
    const message = delta(10n, 12n, {
      asks: [level('5010', '0'), level('10000', '1'), level('5015.5', '2'), level('5015.25', '2')],
      bids: [level('4995', '6'), level('5000', '1')],
    });
    const next = patched(known, message);
    expect(next).toMatchObject({ seq: 12n });
    const content = (next as { content: Book }).content;
    expect(content.asks.map((one) => one.price)).toEqual(['5015.25', '5015.5', '5020', '10000']);
    expect(content.bids.map((one) => `${one.price} x ${one.quantity}`)).toEqual(['5000 x 1', '4995 x 6', '995 x 2']);
  });

  it('notices a gap', () => {
    expect(patched(known, delta(11n, 12n, {}))).toBe('gap');
    expect(patched(undefined, delta(0n, 1n, {}))).toBe('gap');
    expect(patched(known, delta(9n, 12n, {}))).toBe('gap');
  });

  it('passes over what its snapshot contained', () => {
    expect(patched(known, delta(8n, 9n, { asks: [level('5010', '0')] }))).toBe(known);
  });

  it('keeps the identity of levels that did not change', () => {
    const next = patched(known, delta(10n, 11n, { asks: [level('5010', '9')] })) as { content: Book };
    expect(next.content.asks[1]).toBe(book.asks[1]);
    expect(next.content.bids[0]).toBe(book.bids[0]);
  });
});

it('a tape takes new trades in front and forgets the oldest', () => {
  const trade = (id: number) => ({ trade_id: `${id}`, price: '1', quantity: '1', value: '1', aggressor: 'buy' as const, at: '' });
  const known = { seq: 1n, content: Array.from({ length: TRADES_KEPT }, (_, age) => trade(1000 - age)) };
  const next = patched(known, { type: 'trades_delta', after: 1n, seq: 2n, trades: [trade(1001)] }) as Known;
  const ids = (next.content as readonly Trade[]).map((one) => one.trade_id);
  expect(ids).toHaveLength(TRADES_KEPT);
  expect([ids[0], ids.at(-1)]).toEqual(['1001', '902']);
});

it('a chart takes the newest candles in the place of those it had', () => {
  const candle = (start: string, close: string): Candle => ({ start, open: '1', high: '1', low: '1', close, volume: '1', value: '1', trades: 1 });
  const known = { seq: 1n, content: [candle('2026-11-21T00:02:00Z', '2'), candle('2026-11-21T00:01:00Z', '1')] };
  const candles = [candle('2026-11-21T00:03:00Z', '4'), candle('2026-11-21T00:02:00Z', '3')];
  const next = patched(known, { type: 'candles_delta', after: 1n, seq: 2n, candles }) as Known;
  expect((next.content as readonly Candle[]).map((one) => one.close)).toEqual(['4', '3', '1']);
});

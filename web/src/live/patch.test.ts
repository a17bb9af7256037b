import { describe, expect, it } from 'vitest';

import type { Balance, Book, BookContent, Candle, Change, Order, Ticker, Trade } from './messages';
import { patched, TRADES_KEPT } from './patch';

const level = (price: string, quantity: string, orders = 1) => ({ price, quantity, orders });
const gone = (price: string) => level(price, '0', 0);

const book: Book = {
  code: 'KRW-JG0127',
  state: 'continuous',
  asks: [level('5010', '3'), level('5020', '4')],
  bids: [level('5000', '7'), level('995', '2')],
  total_ask_quantity: '7',
  total_bid_quantity: '9',
  position: 'live.0:10',
};

const changes = (some: Partial<BookContent>): Change => ({
  type: 'book',
  book: { state: 'continuous', asks: [], bids: [], total_ask_quantity: '7', total_bid_quantity: '9', ...some },
  position: 'live.0:12',
});

describe('a book', () => {
  it('takes changed, new and vanished levels and stays in order', () => {
    const next = patched(
      book,
      changes({
        asks: [gone('5010'), level('10000', '1'), level('5015.5', '2'), level('5015.25', '2')],
        bids: [level('4995', '6'), level('5000', '1')],
      }),
    ) as Book;
    expect(next).toMatchObject({ code: 'KRW-JG0127', position: 'live.0:12' });
    expect(next.asks.map((one) => one.price)).toEqual(['5015.25', '5015.5', '5020', '10000']);
    expect(next.bids.map((one) => `${one.price} x ${one.quantity}`)).toEqual(['5000 x 1', '4995 x 6', '995 x 2']);
  });

  it('takes over its state, and loses the indication that is not there any more', () => {
    const auction = patched(book, changes({ state: 'closing_auction', indication: { price: '5000', quantity: '2', surplus: '0' } })) as Book;
    expect(auction).toMatchObject({ state: 'closing_auction', indication: { price: '5000' } });
    expect(patched(auction, changes({}))).not.toHaveProperty('indication');
  });

  it('keeps the identity of levels that did not change', () => {
    const next = patched(book, changes({ asks: [level('5010', '9')] })) as Book;
    expect(next.asks[1]).toBe(book.asks[1]);
    expect(next.bids[0]).toBe(book.bids[0]);
  });
});

it('nothing is built upon nothing', () => {
  expect(patched(undefined, changes({}))).toBeUndefined();
});

it('a tape takes new trades in front and forgets the oldest', () => {
  const trade = (id: number): Trade => ({ trade_id: `${id}`, price: '1', quantity: '1', value: '1', aggressor: 'buy', at: '' });
  const known = Array.from({ length: TRADES_KEPT }, (_, age) => trade(1000 - age));
  const ids = (patched(known, { type: 'trades', trades: [trade(1001), trade(1002)] }) as readonly Trade[]).map((one) => one.trade_id);
  expect(ids).toHaveLength(TRADES_KEPT);
  expect([ids[0], ids[1], ids.at(-1)]).toEqual(['1002', '1001', '903']);
});

it('a chart takes the newest candles in the place of those it had', () => {
  const candle = (start: string, close: string): Candle => ({ start, open: '1', high: '1', low: '1', close, volume: '1', value: '1', trades: 1 });
  const known = [candle('2026-11-21T00:02:00Z', '2'), candle('2026-11-21T00:01:00Z', '1')];
  const candles = [candle('2026-11-21T00:02:00Z', '3'), candle('2026-11-21T00:03:00Z', '4')];
  expect((patched(known, { type: 'candles', candles }) as readonly Candle[]).map((one) => one.close)).toEqual(['4', '3', '1']);
});

it('orders stay in their places until they end', () => {
  const order = (order_id: string, state: Order['state'], remaining = '1') => ({ order_id, state, remaining }) as Order;
  const known = [order('b', 'open'), order('a', 'waiting')];
  const next = patched(known, { type: 'orders', orders: [order('a', 'open'), order('c', 'open'), order('b', 'filled', '0'), order('d', 'cancelled')] });
  expect((next as readonly Order[]).map((one) => `${one.order_id} ${one.state}`)).toEqual(['c open', 'a open']);
});

it('a balance takes over all cash, and a holding without units is gone', () => {
  const holding = (instrument: string, total: string) => ({ instrument, total, available: total, held: '0', cost: '1' });
  const known: Balance = { cash: { available: '5', held: '0', total: '5' }, holdings: [holding('A', '1'), holding('B', '2')] };
  const cash = { available: '3', held: '1', total: '4' };
  expect(patched(known, { type: 'balance', balance: { cash, holdings: [holding('A', '0'), holding('C', '4')] } })).toEqual({ cash, holdings: [holding('B', '2'), holding('C', '4')] });
});

it('tickers are replaced one by one, and a new one comes to the end', () => {
  const ticker = (code: string, last: string) => ({ code, last }) as Ticker;
  const known = [ticker('A', '1'), ticker('B', '1')];
  const next = [ticker('A', '2'), ticker('C', '1')].reduce<ReturnType<typeof patched>>((before, one) => patched(before, { type: 'ticker', ticker: one }), known);
  expect((next as readonly Ticker[]).map((one) => `${one.code}${one.last}`)).toEqual(['A2', 'B1', 'C1']);
  expect((next as readonly Ticker[])[1]).toBe(known[1]);
});

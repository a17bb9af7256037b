// What a source of live data says. A snapshot replaces what is known of a topic; a delta changes it and names the sequence it builds upon, so that a gap
// is seen. The sequence is that of the market's journal.
import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';

type Schemas = components['schemas'];
export type Book = Schemas['Book'];
export type Level = Schemas['Level'];
export type Ticker = Schemas['Ticker'];
export type Trade = Schemas['Trade'];
export type Candle = Schemas['Candle'];
export type Order = Schemas['Order'];
export type Fill = Schemas['Fill'];
export type Account = Schemas['Account'];

/** What one can watch. Orders, fills and balance are those of the account signed in in that market. */
export type Topic =
  | { kind: 'tickers' }
  | { kind: 'book'; code: string; /** Levels gathered at multiples of this price; `null` for each price. */ group: string | null }
  | { kind: 'trades'; code: string }
  | { kind: 'candles'; code: string }
  | { kind: 'orders'; market: Market; account: string }
  | { kind: 'fills'; market: Market; account: string }
  | { kind: 'balance'; market: Market; account: string };

export interface Contents {
  tickers: readonly Ticker[];
  book: Book;
  trades: readonly Trade[];
  candles: readonly Candle[];
  orders: readonly Order[];
  fills: readonly Fill[];
  balance: Account;
}

export interface Snapshot<K extends Topic['kind']> {
  type: 'snapshot';
  seq: bigint;
  content: Contents[K];
}

/** Levels that changed; a quantity of 0 says that the level is gone. */
export interface BookDelta {
  type: 'book_delta';
  /** The sequence the change builds upon. */
  after: bigint;
  seq: bigint;
  bids: readonly Level[];
  asks: readonly Level[];
  total_bid_quantity: string;
  total_ask_quantity: string;
  position: string;
}

/** New ones, newest first. */
export interface TradesDelta {
  type: 'trades_delta';
  after: bigint;
  seq: bigint;
  trades: readonly Trade[];
}

/** Candles that are new or have changed, newest first. */
export interface CandlesDelta {
  type: 'candles_delta';
  after: bigint;
  seq: bigint;
  candles: readonly Candle[];
}

export type Message = Snapshot<Topic['kind']> | BookDelta | TradesDelta | CandlesDelta;

/** The sequence of a position such as `live.0:2041`. Positions of two markets cannot be compared. */
export function seqOf(position: string): bigint {
  return BigInt(position.slice(position.lastIndexOf(':') + 1));
}

export function topicKey(topic: Topic): readonly unknown[] {
  switch (topic.kind) {
    case 'tickers':
      return ['live', 'tickers'];
    case 'book':
      return ['live', 'book', topic.code, topic.group];
    case 'trades':
    case 'candles':
      return ['live', topic.kind, topic.code];
    case 'orders':
    case 'fills':
    case 'balance':
      return ['live', topic.kind, topic.market, topic.account];
  }
}

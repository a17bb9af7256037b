// What a source of live data says: a snapshot replaces what is known of a topic, a change is what is new of it. They come in order and none is left out;
// a source that has lost one says everything anew.
import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';

type Schemas = components['schemas'];
export type Book = Schemas['Book'];
export type BookContent = Schemas['StreamBook'];
export type Level = Schemas['Level'];
export type Ticker = Schemas['Ticker'];
export type Trade = Schemas['Trade'];
export type Candle = Schemas['Candle'];
export type Interval = Schemas['StreamInterval'];
export type Order = Schemas['Order'];
export type Fill = Schemas['Fill'];
/** Cash and holdings of an account. */
export type Balance = Schemas['StreamBalances'];

/** What one can watch. Orders, fills and balance are those of the account signed in in that market. */
export type Topic =
  | { kind: 'tickers' }
  | { kind: 'book'; code: string; /** Levels gathered at multiples of this price; `null` for each price. */ group: string | null }
  | { kind: 'trades'; code: string }
  | { kind: 'candles'; code: string; interval: Interval }
  | { kind: OwnKind; market: Market; account: string };

export type OwnKind = 'orders' | 'fills' | 'balance';

/** Trades, candles, orders and fills are listed newest first. */
export interface Contents {
  tickers: readonly Ticker[];
  book: Book;
  trades: readonly Trade[];
  candles: readonly Candle[];
  orders: readonly Order[];
  fills: readonly Fill[];
  balance: Balance;
}

export type Content = Contents[Topic['kind']];

export interface Snapshot<K extends Topic['kind']> {
  type: 'snapshot';
  content: Contents[K];
}

/** Lists of changes are oldest first. */
export type Change =
  | { type: 'ticker'; ticker: Ticker }
  /** Levels that changed; one without orders is gone. All else is stated as it is. */
  | { type: 'book'; book: BookContent; position: string }
  | { type: 'trades'; trades: readonly Trade[] }
  /** Candles as they stand now, by their start. */
  | { type: 'candles'; candles: readonly Candle[] }
  /** Orders as they stand now; one that has ended is open no longer. */
  | { type: 'orders'; orders: readonly Order[] }
  | { type: 'fills'; fills: readonly Fill[] }
  /** All of the cash, and the holdings that changed; one with a total of 0 is gone. */
  | { type: 'balance'; balance: Balance };

export type Message = Snapshot<Topic['kind']> | Change;

export function topicKey(topic: Topic): readonly unknown[] {
  switch (topic.kind) {
    case 'tickers':
      return ['live', 'tickers'];
    case 'book':
      return ['live', 'book', topic.code, topic.group];
    case 'trades':
      return ['live', 'trades', topic.code];
    case 'candles':
      return ['live', 'candles', topic.code, topic.interval];
    case 'orders':
    case 'fills':
    case 'balance':
      return ['live', topic.kind, topic.market, topic.account];
  }
}

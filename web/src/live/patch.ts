import type { Balance, Book, BookContent, Change, Content, Contents, Level, Message } from './messages';

/** Trades that are kept for a tape. */
export const TRADES_KEPT = 100;
/** Candles that are kept for a chart. */
export const CANDLES_KEPT = 1_500;
/** Fills that are kept for a list of the last ones. */
export const FILLS_KEPT = 200;

/** What is known after a message; nothing where there was no snapshot to build upon. */
export function patched(known: Content | undefined, message: Message): Content | undefined {
  if (message.type === 'snapshot') return message.content;
  return known === undefined ? undefined : changed(known, message);
}

function changed(known: Content, change: Change): Content {
  switch (change.type) {
    case 'ticker':
      return replacedBy(known as Contents['tickers'], [change.ticker], (ticker) => ticker.code, 'end');
    case 'book':
      return patchedBook(known as Book, change.book, change.position);
    case 'trades':
      return inFront(known as Contents['trades'], change.trades, TRADES_KEPT);
    case 'candles':
      return replacedBy(known as Contents['candles'], change.candles, (candle) => candle.start, 'front').slice(0, CANDLES_KEPT);
    case 'orders':
      return replacedBy(known as Contents['orders'], change.orders, (order) => order.order_id, 'front').filter(isOpen);
    case 'fills':
      return inFront(known as Contents['fills'], change.fills, FILLS_KEPT);
    case 'balance':
      return patchedBalance(known as Balance, change.balance);
  }
}

function isOpen(order: Contents['orders'][number]): boolean {
  return order.state === 'open' || order.state === 'waiting';
}

function inFront<T>(known: readonly T[], news: readonly T[], most: number): T[] {
  return [...[...news].reverse(), ...known].slice(0, most);
}

/** Those of the same name are replaced where they stand; new ones come to the front, the newest first, or to the end. */
function replacedBy<T>(known: readonly T[], news: readonly T[], nameOf: (one: T) => string, place: 'front' | 'end'): T[] {
  const newest = new Map(news.map((one) => [nameOf(one), one]));
  const kept = known.map((one) => {
    const name = nameOf(one);
    const replacement = newest.get(name);
    newest.delete(name);
    return replacement ?? one;
  });
  const added = [...newest.values()];
  return place === 'front' ? [...added.reverse(), ...kept] : [...kept, ...added];
}

function patchedBalance(known: Balance, changes: Balance): Balance {
  const holdings = replacedBy(known.holdings, changes.holdings, (holding) => holding.instrument, 'end').filter((holding) => holding.total !== '0');
  return { cash: changes.cash, holdings };
}

function patchedBook(book: Book, changes: BookContent, position: string): Book {
  return { ...changes, code: book.code, position, asks: patchedSide(book.asks, changes.asks, 1), bids: patchedSide(book.bids, changes.bids, -1) };
}

/** Best first: rising where `order` is 1, falling where it is −1. */
function patchedSide(side: readonly Level[], changes: readonly Level[], order: 1 | -1): Level[] {
  const levels = new Map(side.map((level) => [level.price, level]));
  for (const change of changes) {
    if (change.orders === 0) levels.delete(change.price);
    else levels.set(change.price, change);
  }
  return [...levels.values()].sort((a, b) => order * compareDecimals(a.price, b.price));
}

function compareDecimals(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = a.split('.');
  const [wholeB = '', fractionB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  return fractionA < fractionB ? -1 : fractionA > fractionB ? 1 : 0;
}

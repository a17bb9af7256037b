import type { Book, BookDelta, Contents, Level, Message, Topic, TradesDelta } from './messages';

export interface Known {
  seq: bigint;
  content: Contents[Topic['kind']];
}

/** What is known after a message; `gap` where it builds upon something that was never received. */
export function patched(known: Known | undefined, message: Message): Known | 'gap' {
  if (message.type === 'snapshot') return { seq: message.seq, content: message.content };
  // Older than what is known: the snapshot contains it already.
  if (known && message.seq <= known.seq) return known;
  if (known?.seq !== message.after) return 'gap';
  const content = message.type === 'book_delta' ? patchedBook(known.content as Book, message) : patchedTrades(known.content as Contents['trades'], message);
  return { seq: message.seq, content };
}

/** Trades that are kept for a tape. */
export const TRADES_KEPT = 100;

function patchedTrades(known: Contents['trades'], delta: TradesDelta): Contents['trades'] {
  return [...delta.trades, ...known].slice(0, TRADES_KEPT);
}

function patchedBook(book: Book, delta: BookDelta): Book {
  return {
    ...book,
    asks: patchedSide(book.asks, delta.asks, 1),
    bids: patchedSide(book.bids, delta.bids, -1),
    total_ask_quantity: delta.total_ask_quantity,
    total_bid_quantity: delta.total_bid_quantity,
    position: delta.position,
  };
}

/** Best first: rising where `order` is 1, falling where it is −1. */
function patchedSide(side: readonly Level[], changes: readonly Level[], order: 1 | -1): Level[] {
  const levels = new Map(side.map((level) => [level.price, level]));
  for (const change of changes) {
    if (change.quantity === '0') levels.delete(change.price);
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

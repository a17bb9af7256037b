import type { Book, BookDelta, Candle, Contents, Level, Message, Topic, TradesDelta } from './messages';

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
  return { seq: message.seq, content: patchedContent(known.content, message) };
}

function patchedContent(content: Known['content'], delta: Exclude<Message, { type: 'snapshot' }>): Known['content'] {
  switch (delta.type) {
    case 'book_delta':
      return patchedBook(content as Book, delta);
    case 'trades_delta':
      return patchedTrades(content as Contents['trades'], delta);
    case 'candles_delta':
      return patchedCandles(content as Contents['candles'], delta.candles);
  }
}

/** Trades that are kept for a tape. */
export const TRADES_KEPT = 100;
/** Candles that are kept for a chart. */
export const CANDLES_KEPT = 1_500;

function patchedCandles(known: Contents['candles'], changed: readonly Candle[]): Contents['candles'] {
  const oldest = changed.at(-1)?.start;
  const untouched = oldest === undefined ? known : known.filter((candle) => candle.start < oldest);
  return [...changed, ...untouched].slice(0, CANDLES_KEPT);
}

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

import { anybody, ownClient } from '@/api/client';
import { answered } from '@/api/problem';

import { type Candle, type Contents, type Message, seqOf, type Topic } from './messages';
import { TRADES_KEPT } from './patch';
import type { LiveSource, Receiver, Stream } from './source';

/** How long a source waits after an answer before it asks again. */
const PAUSE_MS: Record<Topic['kind'], number> = {
  tickers: 1_000,
  book: 400,
  trades: 1_000,
  candles: 5_000,
  orders: 1_500,
  fills: 2_000,
  balance: 2_000,
};
/** The longest pause while nobody answers. */
const PAUSE_MAX_MS = 10_000;
const LEVELS = 10;
const CANDLES = 500;
/** Once the whole course is known, only its end is asked for. */
const NEW_CANDLES = 3;
const ORDERS = 200;
const FILLS = 100;

interface Answer {
  seq: bigint;
  content: Contents[Topic['kind']];
}

/** Asks again and again; each answer is a snapshot, but for the end of a course of candles. While the page is not looked at, it rests. */
export const polling: LiveSource = {
  open: (topic, receiver) => new Poll(topic, receiver),
};

class Poll implements Stream {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private closed = false;
  private candles: { seq: bigint; newest: string | undefined } | undefined;
  /** Each request has a number, so that an answer that was overtaken is dropped. */
  private asked = 0;

  constructor(
    private readonly topic: Topic,
    private readonly receiver: Receiver,
  ) {
    document.addEventListener('visibilitychange', this.look);
    void this.ask();
  }

  renew(atLeast?: string): void {
    void this.ask(atLeast);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.look);
  }

  private readonly look = (): void => {
    if (!document.hidden) void this.ask();
  };

  private async ask(atLeast?: string): Promise<void> {
    clearTimeout(this.timer);
    const number = (this.asked += 1);
    const overtaken = () => this.closed || number !== this.asked;
    try {
      const message = this.topic.kind === 'candles' ? await this.readCandles(this.topic.code) : snapshot(await read(this.topic, atLeast));
      if (overtaken()) return;
      this.failures = 0;
      this.receiver.reachable(true);
      this.receiver.message(message);
    } catch {
      if (overtaken()) return;
      this.failures += 1;
      // One lost answer is not yet a lost connection.
      if (this.failures > 1) this.receiver.reachable(false);
    }
    if (!document.hidden) this.timer = setTimeout(() => void this.ask(), this.pause());
  }

  private async readCandles(code: string): Promise<Message> {
    const known = this.candles;
    if (known?.newest !== undefined) {
      const end = await candlesOf(code, NEW_CANDLES);
      if (end.candles.some((candle) => candle.start === known.newest)) {
        const candles = end.candles.filter((candle) => candle.start >= (known.newest ?? ''));
        this.candles = { seq: end.seq, newest: candles[0]?.start };
        return { type: 'candles_delta', after: known.seq, seq: end.seq, candles };
      }
    }
    const { seq, candles } = await candlesOf(code, CANDLES);
    this.candles = { seq, newest: candles[0]?.start };
    return { type: 'snapshot', seq, content: candles };
  }

  private pause(): number {
    return Math.min(PAUSE_MS[this.topic.kind] * 2 ** this.failures, PAUSE_MAX_MS);
  }
}

async function candlesOf(code: string, limit: number): Promise<{ seq: bigint; candles: readonly Candle[] }> {
  const list = await answered(anybody.GET('/instruments/{code}/candles', { params: { path: { code }, query: { limit } } }));
  return { seq: seqOf(list.position), candles: list.candles };
}

function snapshot({ seq, content }: Answer): Message {
  return { type: 'snapshot', seq, content };
}

async function read(topic: Exclude<Topic, { kind: 'candles' }>, atLeast: string | undefined): Promise<Answer> {
  const since = atLeast === undefined ? {} : { at_least: atLeast };
  switch (topic.kind) {
    case 'tickers': {
      const { tickers } = await answered(anybody.GET('/tickers', { params: { query: since } }));
      return { seq: seqOf(tickers[0]?.position ?? ':0'), content: tickers };
    }
    case 'book': {
      const group = topic.group === null ? {} : { group: topic.group };
      const query = { levels: LEVELS, ...group, ...since };
      const book = await answered(anybody.GET('/instruments/{code}/book', { params: { path: { code: topic.code }, query } }));
      return { seq: seqOf(book.position), content: book };
    }
    case 'trades': {
      const query = { limit: TRADES_KEPT, ...since };
      const page = await answered(anybody.GET('/instruments/{code}/trades', { params: { path: { code: topic.code }, query } }));
      return { seq: seqOf(page.position), content: page.trades };
    }
    case 'orders': {
      const query = { state: 'open' as const, limit: ORDERS, ...since };
      const page = await answered(ownClient(topic.market).GET('/orders', { params: { query } }));
      return { seq: seqOf(page.position), content: page.orders };
    }
    case 'fills': {
      const page = await answered(ownClient(topic.market).GET('/fills', { params: { query: { limit: FILLS, ...since } } }));
      return { seq: seqOf(page.position), content: page.fills };
    }
    case 'balance': {
      const account = await answered(ownClient(topic.market).GET('/account', { params: { query: since } }));
      return { seq: seqOf(account.position), content: account };
    }
  }
}

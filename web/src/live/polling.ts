import { anybody, ownClient } from '@/api/client';
import { answered } from '@/api/problem';

import { type Contents, seqOf, type Topic } from './messages';
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
const ORDERS = 200;
const FILLS = 100;

interface Answer {
  seq: bigint;
  content: Contents[Topic['kind']];
}

/** Asks again and again; each answer is a snapshot. While the page is not looked at, it rests. */
export const polling: LiveSource = {
  open: (topic, receiver) => new Poll(topic, receiver),
};

class Poll implements Stream {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private closed = false;
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
      const answer = await read(this.topic, atLeast);
      if (overtaken()) return;
      this.failures = 0;
      this.receiver.reachable(true);
      this.receiver.message({ type: 'snapshot', ...answer });
    } catch {
      if (overtaken()) return;
      this.failures += 1;
      // One lost answer is not yet a lost connection.
      if (this.failures > 1) this.receiver.reachable(false);
    }
    if (!document.hidden) this.timer = setTimeout(() => void this.ask(), this.pause());
  }

  private pause(): number {
    return Math.min(PAUSE_MS[this.topic.kind] * 2 ** this.failures, PAUSE_MAX_MS);
  }
}

async function read(topic: Topic, atLeast: string | undefined): Promise<Answer> {
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
    case 'candles': {
      const query = { limit: CANDLES, ...since };
      const list = await answered(anybody.GET('/instruments/{code}/candles', { params: { path: { code: topic.code }, query } }));
      return { seq: seqOf(list.position), content: list.candles };
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

import type { Market } from '@/preferences/preferences';

import { Line } from './line';
import type { Contents, Message, Topic } from './messages';
import { TRADES_KEPT } from './patch';
import type { LiveSource, Receiver } from './source';
import { type Update, type Wanted, Subscriptions } from './subscriptions';
import { watchTickers } from './tickers';

/** Levels of each side that a book shows. */
const LEVELS = 10;

/** Who the page acts for. */
export interface Identity {
  /** The key of an account of that market; nothing where the session's cookie says who it is. */
  keyOf: (market: Market) => string | undefined;
  /** Calls when somebody came or left. The cookie counts when a line begins, so all lines begin anew. */
  onChange: (changed: () => void) => void;
  /** The server has ended the session, or revoked a key. */
  ended: () => void;
}

interface Wire {
  line: Line;
  subscriptions: Subscriptions;
}

/** Live data by WebSocket: one line for all that is public and for the session; one more for each key, which a line can have but one of. */
export class StreamSource implements LiveSource {
  /** By key; that of the page by the empty text. */
  private readonly wires = new Map<string, Wire>();
  private readonly opened = new Map<Receiver, { topic: Topic; end: () => void }>();
  private requests = 0;

  constructor(
    private readonly address: string,
    private readonly identity: Identity,
  ) {
    identity.onChange(() => this.beginAnew());
  }

  open(topic: Topic, receiver: Receiver): () => void {
    this.opened.set(receiver, { topic, end: this.begin(topic, receiver) });
    return () => {
      this.opened.get(receiver)?.end();
      this.opened.delete(receiver);
    };
  }

  private begin(topic: Topic, receiver: Receiver): () => void {
    const key = 'market' in topic ? (this.identity.keyOf(topic.market) ?? '') : '';
    const { subscriptions } = this.wire(key);
    if (topic.kind === 'tickers') return watchTickers(subscriptions, receiver);
    const wanted = wantedOf(topic);
    return subscriptions.add({ wanted, receive: (update) => receiver.message(messageOf(topic, update)) });
  }

  private beginAnew(): void {
    for (const { end } of this.opened.values()) end();
    for (const { line } of this.wires.values()) line.close();
    this.wires.clear();
    for (const [receiver, opened] of this.opened) opened.end = this.begin(opened.topic, receiver);
  }

  private wire(key: string): Wire {
    const known = this.wires.get(key);
    if (known) return known;
    const subscriptions: Subscriptions = new Subscriptions((request) => line.send(request));
    const line = new Line(this.address, {
      opened: () => {
        this.requests += 1;
        if (key !== '') line.send({ id: `key-${this.requests}`, type: 'authenticate', key });
        subscriptions.askAll();
      },
      message: (message) => subscriptions.take(message),
      reachable: (yes) => this.opened.forEach((_, receiver) => receiver.reachable(yes)),
      revoked: () => this.identity.ended(),
    });
    const made = { line, subscriptions };
    this.wires.set(key, made);
    return made;
  }
}

function wantedOf(topic: Exclude<Topic, { kind: 'tickers' }>): Wanted {
  switch (topic.kind) {
    case 'book':
      return { channel: 'book', instrument: topic.code, levels: LEVELS, ...(topic.group !== null && { group: topic.group }) };
    case 'trades':
      return { channel: 'trades', instrument: topic.code };
    case 'candles':
      return { channel: 'candles', instrument: topic.code, interval: topic.interval };
    case 'orders':
    case 'fills':
      return { channel: topic.kind, market: topic.market, account: topic.account };
    case 'balance':
      return { channel: 'balances', market: topic.market, account: topic.account };
  }
}

/** An update in the words of the cache. */
function messageOf(topic: Exclude<Topic, { kind: 'tickers' }>, update: Update): Message {
  const isSnapshot = update.type === 'snapshot';
  const snapshot = (content: Contents[Topic['kind']]): Message => ({ type: 'snapshot', content });
  switch (update.channel) {
    case 'book': {
      const { data: book, position } = update;
      return isSnapshot && topic.kind === 'book' ? snapshot({ ...book, code: topic.code, position }) : { type: 'book', book, position };
    }
    case 'trades':
      return isSnapshot ? snapshot([...update.data].reverse().slice(0, TRADES_KEPT)) : { type: 'trades', trades: update.data };
    case 'candles':
      return isSnapshot ? snapshot([...update.data].reverse()) : { type: 'candles', candles: update.data };
    case 'orders':
      return isSnapshot ? snapshot([...update.data].reverse()) : { type: 'orders', orders: update.data };
    case 'fills':
      return isSnapshot ? snapshot([...update.data].reverse()) : { type: 'fills', fills: update.data };
    case 'balances':
      return isSnapshot ? snapshot(update.data) : { type: 'balance', balance: update.data };
    case 'ticker':
      return { type: 'ticker', ticker: update.data };
  }
}

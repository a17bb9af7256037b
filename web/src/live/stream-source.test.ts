import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { StreamMessage, StreamRequest } from './line';
import type { Message } from './messages';
import { StreamSource } from './stream-source';

class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  readonly sent: StreamRequest[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;
  constructor(readonly address: string) {
    Socket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as StreamRequest);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  says(message: StreamMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const socket = (at: number) => {
  const found = Socket.all.at(at);
  if (!found) throw new Error('there is no such socket');
  return found;
};
const names = (from: Socket) => from.sent.map((request) => ('channel' in request ? request.channel : request.type));
let keys: Partial<Record<'live' | 'practice', string>>;
let changed: () => void;
let source: StreamSource;
const received: Message[] = [];
const receiver = () => ({ message: (message: Message) => void received.push(message), reachable: () => undefined });

beforeEach(() => {
  vi.stubGlobal('WebSocket', Socket);
  Socket.all = [];
  received.length = 0;
  keys = {};
  const identity = { keyOf: (market: 'live' | 'practice') => keys[market], onChange: (listener: () => void) => void (changed = listener), ended: () => undefined };
  source = new StreamSource('ws://here/stream', identity);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const orders = (market: 'live' | 'practice', account: string) => source.open({ kind: 'orders', market, account }, receiver());

describe('the source of live data', () => {
  it('has one line for all that is public and for whoever is logged in', () => {
    source.open({ kind: 'book', code: 'KRW-BTC', group: '10' }, receiver());
    source.open({ kind: 'trades', code: 'KRW-BTC' }, receiver());
    orders('live', 'L-1');
    expect(Socket.all).toHaveLength(1);
    socket(0).opens();
    expect(names(socket(0))).toEqual(['book', 'trades', 'orders']);
    expect(socket(0).sent[0]).toMatchObject({ instrument: 'KRW-BTC', group: '10', levels: 10 });
    expect(socket(0).sent[2]).toMatchObject({ market: 'live', account: 'L-1' });
  });

  it('has a line of its own for each key, and says the key before anything else', () => {
    keys = { live: 'a'.repeat(64), practice: 'b'.repeat(64) };
    orders('live', 'L-1');
    orders('practice', 'P-1');
    expect(Socket.all).toHaveLength(2);
    socket(1).opens();
    expect(names(socket(1))).toEqual(['authenticate', 'orders']);
    expect(socket(1).sent[0]).toMatchObject({ key: 'b'.repeat(64) });
  });

  it('begins anew when somebody comes or leaves', () => {
    orders('live', 'L-1');
    source.open({ kind: 'trades', code: 'KRW-BTC' }, receiver());
    socket(0).opens();
    changed();
    expect(socket(0).readyState).toBe(3);
    expect(Socket.all).toHaveLength(2);
    socket(1).opens();
    expect(names(socket(1))).toEqual(['orders', 'trades']);
  });

  it('turns the lists of the stream, which are oldest first', () => {
    source.open({ kind: 'candles', code: 'KRW-BTC', interval: '5m' }, receiver());
    socket(0).opens();
    const candle = (start: string) => ({ start, open: '1', high: '1', low: '1', close: '1', volume: '1', value: '1', trades: 1 });
    socket(0).says({ type: 'subscribed', id: socket(0).sent[0]?.id ?? '', subscriptions: [] });
    const update = { channel: 'candles', instrument: 'KRW-BTC', interval: '5m', position: 'practice.0:1' } as const;
    socket(0).says({ type: 'snapshot', ...update, sequence: 1, data: [candle('1'), candle('2')] });
    socket(0).says({ type: 'delta', ...update, sequence: 2, data: [candle('3')] });
    expect(received).toEqual([
      { type: 'snapshot', content: [candle('2'), candle('1')] },
      { type: 'candles', candles: [candle('3')] },
    ]);
  });

  it('finds instruments that are listed later', async () => {
    vi.useFakeTimers();
    let listed = ['KRW-A'];
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ tickers: listed.map((code) => ({ code })) }), { headers: { 'content-type': 'application/json' } })));
    const end = source.open({ kind: 'tickers' }, receiver());
    socket(0).opens();
    await vi.advanceTimersByTimeAsync(0);
    listed = ['KRW-A', 'KRW-B'];
    await vi.advanceTimersByTimeAsync(15_000);
    expect(socket(0).sent.flatMap((request) => ('instruments' in request ? [request.instruments] : []))).toEqual([['KRW-A'], ['KRW-B']]);
    expect(received).toEqual([
      { type: 'snapshot', content: [{ code: 'KRW-A' }] },
      { type: 'ticker', ticker: { code: 'KRW-B' } },
    ]);
    end();
    expect(socket(0).sent.filter((request) => request.type === 'unsubscribe')).toHaveLength(2);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { StreamMessage, StreamRequest } from './line';
import { Subscriptions, type Update, type Wanted } from './subscriptions';

const wanted: Wanted = { channel: 'trades', instrument: 'KRW-BTC' };
const update = (type: 'snapshot' | 'delta', sequence: number, instrument = 'KRW-BTC'): Update => ({
  type,
  channel: 'trades',
  instrument,
  sequence,
  position: `practice.0:${sequence}`,
  data: [],
});

let sent: StreamRequest[];
let subscriptions: Subscriptions;
const received = vi.fn<(update: Update) => void>();
const said = () => received.mock.calls.map(([one]) => `${one.type} ${one.sequence}`);
const lastId = () => sent.at(-1)?.id ?? '';
const accept = (id = lastId()) => subscriptions.take({ type: 'subscribed', id, subscriptions: [] });
const refuse = (id: string | undefined, status: number) => {
  const problem = { type: 'urn:jogak:problem:x', title: 'x', code: 'x', detail: 'x', request_id: 'r-1', status };
  subscriptions.take({ type: 'error', ...(id !== undefined && { id }), problem });
};

beforeEach(() => {
  vi.useFakeTimers();
  received.mockReset();
  sent = [];
  subscriptions = new Subscriptions((request) => sent.push(request));
});
afterEach(() => void vi.useRealTimers());

describe('the subscriptions of a line', () => {
  it('give what comes in order', () => {
    subscriptions.add({ wanted, receive: received });
    expect(sent).toEqual([{ id: '1', type: 'subscribe', channel: 'trades', instrument: 'KRW-BTC' }]);
    accept();
    for (const message of [update('snapshot', 1), update('delta', 2), update('delta', 3)]) subscriptions.take(message);
    expect(said()).toEqual(['snapshot 1', 'delta 2', 'delta 3']);
  });

  it('f40 ask anew after a gap and give nothing until the snapshot', () => {
    subscriptions.add({ wanted, receive: received });
    accept();
    subscriptions.take(update('snapshot', 1));
    subscriptions.take(update('delta', 3));
    expect(sent).toHaveLength(2);
    // These were under way before the server had heard of it.
    subscriptions.take(update('delta', 4));
    subscriptions.take(update('delta', 5));
    expect(sent).toHaveLength(2);
    accept();
    for (const message of [update('snapshot', 1), update('delta', 2)]) subscriptions.take(message);
    expect(said()).toEqual(['snapshot 1', 'snapshot 1', 'delta 2']);
  });

  it('f40 ask anew where the snapshot itself was lost', () => {
    subscriptions.add({ wanted, receive: received });
    accept();
    subscriptions.take(update('delta', 2));
    expect(sent).toHaveLength(2);
    expect(received).not.toHaveBeenCalled();
  });

  it('f40 whatever is lost, what is known in the end is what a whole stream would have said', () => {
    // The server: a number that grows; a subscription says all of it, then by how much it grew.
    let total = 0;
    let shown = 0;
    let sequence = 0;
    const value = (one: Update) => Number(one.position.split(':')[1]);
    subscriptions.add({ wanted, receive: (one) => (shown = one.type === 'snapshot' ? value(one) : shown + value(one)) });
    const say = (type: 'snapshot' | 'delta', by: number, arrives: boolean) => {
      sequence += 1;
      if (arrives) subscriptions.take({ ...update(type, sequence), position: `practice.0:${by}` });
    };
    let answeredUpTo = 0;
    const serve = (loses: boolean) => {
      while (answeredUpTo < sent.length) {
        const request = sent[answeredUpTo];
        answeredUpTo += 1;
        sequence = 0;
        accept(request?.id);
        say('snapshot', total, !loses);
      }
    };
    let seed = 7;
    const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    for (let step = 0; step < 2_000; step += 1) {
      serve(chance() < 0.2);
      total += step;
      say('delta', step, chance() > 0.2);
    }
    serve(false);
    say('delta', 0, true);
    serve(false);
    expect(sent.length).toBeGreaterThan(100);
    expect(shown).toBe(total);
  });

  it('tell the instruments of one request apart', () => {
    subscriptions.add({ wanted: { channel: 'trades', instruments: ['A', 'B'] }, receive: received });
    accept();
    subscriptions.take(update('snapshot', 1, 'A'));
    subscriptions.take(update('snapshot', 1, 'B'));
    subscriptions.take(update('delta', 2, 'A'));
    subscriptions.take(update('delta', 2, 'C'));
    expect(said()).toEqual(['snapshot 1', 'snapshot 1', 'delta 2']);
    subscriptions.take(update('delta', 3, 'B'));
    expect(sent.at(-1)).toMatchObject({ type: 'subscribe', instruments: ['A', 'B'] });
  });

  it('of the same channel serve the newest, and the one before it when that ends', () => {
    const other = vi.fn();
    const book = (group: string): Wanted => ({ channel: 'book', instrument: 'KRW-BTC', group });
    const first = subscriptions.add({ wanted: book('10'), receive: received });
    const second = subscriptions.add({ wanted: book('100'), receive: other });
    first();
    expect(sent.map((request) => request.type)).toEqual(['subscribe', 'subscribe']);
    const third = subscriptions.add({ wanted: book('1000'), receive: other });
    third();
    expect(sent.at(-1)).toMatchObject({ type: 'subscribe', group: '100' });
    second();
    expect(sent.at(-1)).toEqual({ id: 'end', type: 'unsubscribe', channel: 'book', instrument: 'KRW-BTC' });
  });

  it('ask for everything again when the line is there again', () => {
    subscriptions.add({ wanted, receive: received });
    subscriptions.add({ wanted: { channel: 'orders', market: 'live', account: 'L-4' }, receive: received });
    accept('1');
    subscriptions.take(update('snapshot', 1));
    subscriptions.askAll();
    expect(sent.map((request) => request.id)).toEqual(['1', '2', '3', '4']);
    // The line before it may have left something.
    subscriptions.take(update('delta', 2));
    accept('3');
    subscriptions.take(update('snapshot', 1));
    expect(said()).toEqual(['snapshot 1', 'snapshot 1']);
  });

  it('ask again after a while where the server had too much to do, and not where it will never be allowed', () => {
    subscriptions.add({ wanted, receive: received });
    refuse('1', 503);
    vi.advanceTimersByTime(3_000);
    expect(sent).toHaveLength(2);
    refuse(undefined, 429);
    vi.advanceTimersByTime(3_000);
    expect(sent).toHaveLength(3);
    refuse('3', 401);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(3);
  });

  it('pass over what they do not ask for', () => {
    const others: StreamMessage[] = [{ type: 'pong', id: 'ping' }, { type: 'unsubscribed', id: 'end' }, { type: 'authenticated', id: 'key-1', account: 'L-1' }];
    for (const message of others) subscriptions.take(message);
    expect(sent).toEqual([]);
  });
});

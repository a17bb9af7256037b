import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CONNECTION_KEY, LiveCache } from './live-cache';
import { type Book, type BookDelta, type Topic, topicKey } from './messages';
import type { Receiver } from './source';

const topic: Topic = { kind: 'book', code: 'KRW-BTC', group: null };
const book: Book = {
  code: 'KRW-BTC',
  state: 'continuous',
  asks: [{ price: '101', quantity: '1', orders: 1 }],
  bids: [{ price: '100', quantity: '1', orders: 1 }],
  total_ask_quantity: '1',
  total_bid_quantity: '1',
  position: 'practice.0:5',
};
const delta = (after: bigint, quantity: string): BookDelta => ({
  type: 'book_delta',
  after,
  seq: after + 1n,
  asks: [{ price: '101', quantity, orders: 1 }],
  bids: [],
  total_ask_quantity: quantity,
  total_bid_quantity: '1',
  position: `practice.0:${after + 1n}`,
});

let receiver: Receiver;
let frames: (() => void)[];
const stream = { renew: vi.fn(), close: vi.fn() };
const queries = new QueryClient();
let live: LiveCache;

beforeEach(() => {
  queries.clear();
  stream.renew.mockReset();
  stream.close.mockReset();
  frames = [];
  const source = { open: (_: Topic, to: Receiver) => ((receiver = to), stream) };
  live = new LiveCache(queries, source, (run) => frames.push(run));
});

describe('the cache of live data', () => {
  it('writes once per frame, however much arrives', () => {
    live.watch(topic);
    const written = vi.spyOn(queries, 'setQueryData');
    receiver.message({ type: 'snapshot', seq: 5n, content: book });
    for (let seq = 5n; seq < 105n; seq += 1n) receiver.message(delta(seq, `${seq}`));
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(written).toHaveBeenCalledTimes(1);
    expect(queries.getQueryData<Book>(topicKey(topic))?.asks[0]?.quantity).toBe('104');
  });

  it('asks for a snapshot after a gap and shows nothing that was built upon it', () => {
    live.watch(topic);
    receiver.message({ type: 'snapshot', seq: 5n, content: book });
    receiver.message(delta(7n, '9'));
    frames[0]?.();
    expect(stream.renew).toHaveBeenCalledTimes(1);
    expect(queries.getQueryData<Book>(topicKey(topic))?.asks[0]?.quantity).toBe('1');
    receiver.message({ type: 'snapshot', seq: 8n, content: { ...book, asks: [{ price: '101', quantity: '9', orders: 1 }] } });
    frames[1]?.();
    expect(queries.getQueryData<Book>(topicKey(topic))?.asks[0]?.quantity).toBe('9');
  });

  it('keeps what did not change as the same object', () => {
    live.watch(topic);
    receiver.message({ type: 'snapshot', seq: 5n, content: book });
    frames[0]?.();
    const before = queries.getQueryData<Book>(topicKey(topic));
    receiver.message({ type: 'snapshot', seq: 6n, content: structuredClone({ ...book, position: 'practice.0:6' }) });
    frames[1]?.();
    const after = queries.getQueryData<Book>(topicKey(topic));
    expect(after?.position).toBe('practice.0:6');
    expect(after?.asks).toBe(before?.asks);
  });

  it('shares one stream and closes it with the last watcher', async () => {
    const open = live.watch(topic);
    const second = live.watch(topic);
    open();
    await Promise.resolve();
    expect(stream.close).not.toHaveBeenCalled();
    second();
    await Promise.resolve();
    expect(stream.close).toHaveBeenCalledTimes(1);
  });

  it('tells when the source is out of reach', () => {
    live.watch(topic);
    receiver.reachable(false);
    expect(queries.getQueryData(CONNECTION_KEY)).toMatchObject({ reachable: false });
    receiver.reachable(true);
    expect(queries.getQueryData(CONNECTION_KEY)).toMatchObject({ reachable: true });
  });
});

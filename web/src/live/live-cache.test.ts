import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CONNECTION_KEY, LiveCache } from './live-cache';
import { type Book, type Change, type Topic, topicKey } from './messages';
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
const change = (quantity: string): Change => ({
  type: 'book',
  book: { state: 'continuous', asks: [{ price: '101', quantity, orders: 1 }], bids: [], total_ask_quantity: quantity, total_bid_quantity: '1' },
  position: 'practice.0:6',
});

let receiver: Receiver;
let frames: (() => void)[];
const end = vi.fn();
const queries = new QueryClient();
let live: LiveCache;

beforeEach(() => {
  queries.clear();
  end.mockReset();
  frames = [];
  const source = { open: (_: Topic, to: Receiver) => ((receiver = to), end) };
  live = new LiveCache(queries, source, (run) => frames.push(run));
});

describe('the cache of live data', () => {
  it('writes once per frame, however much arrives', () => {
    live.watch(topic);
    const written = vi.spyOn(queries, 'setQueryData');
    receiver.message({ type: 'snapshot', content: book });
    for (let units = 5; units < 105; units += 1) receiver.message(change(`${units}`));
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(written).toHaveBeenCalledTimes(1);
    expect(queries.getQueryData<Book>(topicKey(topic))?.asks[0]?.quantity).toBe('104');
  });

  it('keeps what did not change as the same object', () => {
    live.watch(topic);
    receiver.message({ type: 'snapshot', content: book });
    frames[0]?.();
    const before = queries.getQueryData<Book>(topicKey(topic));
    receiver.message({ type: 'snapshot', content: structuredClone({ ...book, position: 'practice.0:6' }) });
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
    expect(end).not.toHaveBeenCalled();
    second();
    await Promise.resolve();
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('tells when the source is out of reach', () => {
    live.watch(topic);
    receiver.reachable(false);
    expect(queries.getQueryData(CONNECTION_KEY)).toMatchObject({ reachable: false });
    receiver.reachable(true);
    expect(queries.getQueryData(CONNECTION_KEY)).toMatchObject({ reachable: true });
  });
});

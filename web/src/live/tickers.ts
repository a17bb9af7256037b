import { anybody } from '@/api/client';
import { answered } from '@/api/problem';

import type { Receiver } from './source';
import type { Subscriptions } from './subscriptions';

/** Codes in one request, as the server takes them. */
const CODES_MAX = 100;
/** How often it is asked which instruments there are; a new one is not told by a stream. */
const ASK_MS = 15_000;
/** After no answer. */
const RETRY_MS = 2_000;

/** All tickers: which there are, by request, and each of them by stream. The answer ends it. */
export function watchTickers(subscriptions: Subscriptions, receiver: Receiver): () => void {
  const known = new Set<string>();
  const ends: (() => void)[] = [];
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = async () => {
    const tickers = await answered(anybody.GET('/tickers')).then(
      (list) => list.tickers,
      () => null,
    );
    if (ended) return;
    timer = setTimeout(() => void look(), tickers ? ASK_MS : RETRY_MS);
    const found = tickers?.filter((ticker) => !known.has(ticker.code)) ?? [];
    if (tickers && known.size === 0) receiver.message({ type: 'snapshot', content: tickers });
    else for (const ticker of found) receiver.message({ type: 'ticker', ticker });
    for (let at = 0; at < found.length; at += CODES_MAX) {
      const instruments = found.slice(at, at + CODES_MAX).map((ticker) => ticker.code);
      for (const code of instruments) known.add(code);
      const receive: Parameters<Subscriptions['add']>[0]['receive'] = (update) => {
        if (update.channel === 'ticker') receiver.message({ type: 'ticker', ticker: update.data });
      };
      ends.push(subscriptions.add({ wanted: { channel: 'ticker', instruments }, receive }));
    }
  };
  void look();

  return () => {
    ended = true;
    clearTimeout(timer);
    for (const end of ends) end();
  };
}

import { skipToken, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect } from 'react';

import type { Market } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';

import { CONNECTION_KEY, type Connection, type LiveCache } from './live-cache';
import { type Balance, type Book, type Candle, type Contents, type Fill, type Interval, type Order, type OwnKind, type Ticker, type Topic, topicKey, type Trade } from './messages';

export const LiveContext = createContext<LiveCache | null>(null);

export function useLiveCache(): LiveCache {
  const live = useContext(LiveContext);
  if (!live) throw new Error('outside of LiveContext');
  return live;
}

/** `undefined` until the first snapshot. */
export function useTickers(): readonly Ticker[] | undefined {
  return useTopic('tickers', { kind: 'tickers' });
}

export function useTicker(code: string): Ticker | undefined {
  return useTickers()?.find((ticker) => ticker.code === code);
}

export function useBook(code: string, group: string | null): Book | undefined {
  return useTopic('book', { kind: 'book', code, group });
}

export function useTrades(code: string): readonly Trade[] | undefined {
  return useTopic('trades', { kind: 'trades', code });
}

export function useCandles(code: string, interval: Interval): readonly Candle[] | undefined {
  return useTopic('candles', { kind: 'candles', code, interval });
}

/** `undefined` as well while nobody is signed in in that market. */
export function useOwnOrders(market: Market): readonly Order[] | undefined {
  return useOwnTopic('orders', market);
}

export function useOwnFills(market: Market): readonly Fill[] | undefined {
  return useOwnTopic('fills', market);
}

export function useBalance(market: Market): Balance | undefined {
  return useOwnTopic('balance', market);
}

export function useConnection(): Connection {
  const { data } = useQuery<Connection>({ queryKey: CONNECTION_KEY, queryFn: skipToken, staleTime: Infinity });
  return data ?? { reachable: true, lastAt: null };
}

function useOwnTopic<K extends OwnKind>(kind: K, market: Market): Contents[K] | undefined {
  const account = useAccounts()[market];
  return useTopic(kind, account ? ({ kind, market, account } as Extract<Topic, { kind: K }>) : null);
}

function useTopic<K extends Topic['kind']>(kind: K, topic: Extract<Topic, { kind: K }> | null): Contents[K] | undefined {
  const live = useLiveCache();
  const key = topic ? topicKey(topic) : ['live', kind, null];
  const name = JSON.stringify(topic);
  useEffect(() => {
    const wanted = JSON.parse(name) as Topic | null;
    return wanted ? live.watch(wanted) : undefined;
  }, [live, name]);
  const { data } = useQuery<Contents[K]>({ queryKey: key, queryFn: skipToken, staleTime: Infinity });
  return data;
}

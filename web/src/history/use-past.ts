import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { ownClient } from '@/api/client';
import { answered, Refused } from '@/api/problem';
import { useBalance } from '@/live/use-live';
import { type Market, usePreferences } from '@/preferences/preferences';

const PAGE = 50;
/** How often the history is asked whether it has come as far as the market. Each time it waits for a while by itself. */
const TIMES_BEHIND = 5;
const TIMES_UNANSWERED = 2;

export interface PastQuery {
  market: Market;
  limit: number;
  cursor?: string;
  at_least?: string;
}

/**
 * A list of all that ever happened to the account, newest first, page by page. The history follows the market a moment behind: the first page is asked for as
 * of the market, so that what a person has just seen is in it. Whatever changes the account changes its balance, and lets the list be read again.
 */
export function usePast<P extends { next?: string | null }>(name: string, account: string, load: (query: PastQuery) => Promise<P>) {
  const { market } = usePreferences();
  const queries = useQueryClient();
  const past = useInfiniteQuery({
    queryKey: ['own', 'past', account, name],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      if (pageParam !== null) return await load({ market, limit: PAGE, cursor: pageParam });
      const { position } = await answered(ownClient(market).GET('/account', { params: { query: { market } } }));
      return await load({ market, limit: PAGE, at_least: position });
    },
    getNextPageParam: (last) => last.next ?? undefined,
    retry: (failures, error) => {
      if (!(error instanceof Refused)) return failures < TIMES_UNANSWERED;
      return error.problem.code === 'not_yet_at' && failures < TIMES_BEHIND;
    },
  });
  const balance = useBalance(market);
  const read = useRef(balance);
  useEffect(() => {
    if (read.current === balance) return;
    read.current = balance;
    void queries.invalidateQueries({ queryKey: ['own', 'past', account, name] });
  }, [queries, balance, account, name]);
  return past;
}

export type Past<P> = ReturnType<typeof usePast<P & { next?: string | null }>>;

import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { anybody } from '@/api/client';
import { answered, Refused } from '@/api/problem';
import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';

import { type Accounts, signedOut, useSigned } from './session';

export type Me = components['schemas']['Me'];
export type Role = components['schemas']['Role'];

export const ME_KEY = ['me'] as const;
const MARKETS: readonly Market[] = ['live', 'practice'];
/** While an identity is being checked or accounts are being opened, how often it is asked whether that is over. */
const WAITING_MS = 2_000;

/** Who is logged in; `null` for nobody, `undefined` while that is not known yet. */
export function useMe(): Me | null | undefined {
  const { byCookie } = useSigned();
  const { data } = useQuery({
    queryKey: ME_KEY,
    queryFn: byCookie ? readMe : skipToken,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data && isWaiting(state.data) ? WAITING_MS : false),
  });
  return byCookie ? data : null;
}

/** The accounts to act with: those of the keys, and else those of the person. */
export function useAccounts(): Accounts {
  const { keys } = useSigned();
  const me = useMe();
  return useMemo(() => {
    const accounts: Partial<Record<Market, string>> = {};
    for (const market of MARKETS) {
      const account = keys[market]?.account ?? me?.accounts.find((one) => one.market === market)?.account;
      if (account) accounts[market] = account;
    }
    return accounts;
  }, [keys, me]);
}

/** Ends the session, and forgets what was shown of the person. */
export function useLogOut() {
  const queries = useQueryClient();
  const { byCookie } = useSigned();
  return useMutation({
    mutationFn: async () => {
      if (byCookie) await endSession();
    },
    onSettled: () => {
      signedOut();
      queries.removeQueries({ predicate: ({ queryKey }) => OWN.includes(queryKey[0] as string) });
    },
  });
}

/** First words of the names under which a person's own things are kept; what is live goes with its account. */
const OWN: readonly string[] = ['me', 'own', 'staff'];

async function endSession(): Promise<void> {
  const { error } = await anybody.DELETE('/session');
  if (error && error.status !== 401) throw new Refused(error);
}

async function readMe(): Promise<Me | null> {
  try {
    return await answered(anybody.GET('/me'));
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
    // The session is over, or was ended elsewhere.
    signedOut();
    return null;
  }
}

function isWaiting(me: Me): boolean {
  const isOpening = me.kyc_state === 'approved' && me.accounts.some((one) => one.account == null && one.refused == null);
  return me.kyc_state === 'submitted' || isOpening;
}

import { skipToken, useQuery } from '@tanstack/react-query';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { useAccounts } from '@/session/me';

export type OwnSubscription = components['schemas']['OwnSubscription'];

export const SUBSCRIPTIONS_KEY = ['own', 'subscriptions'] as const;
/** An offering ends by the clock, and no stream tells. */
const ASK_MS = 2_000;

/** What the own account has subscribed and was not yet allotted or refunded; nothing while nobody is signed in. */
export function useSubscriptions(): readonly OwnSubscription[] | undefined {
  const account = useAccounts().live;
  const { data } = useQuery({
    queryKey: [...SUBSCRIPTIONS_KEY, account],
    queryFn: account ? async () => (await answered(ownClient('live').GET('/subscriptions'))).subscriptions : skipToken,
    refetchInterval: ASK_MS,
  });
  return data;
}

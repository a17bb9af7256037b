import { skipToken, useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';
import type { Role } from '@/session/me';

import { seesReviews } from './duties';

export type Proposal = components['schemas']['Proposal'];
export type KycCase = components['schemas']['KycCase'];
export type Listing = components['schemas']['Listing'];

/** Work comes by itself, and others take it away. */
const ASK_MS = 2_000;

export const PROPOSALS_KEY = ['staff', 'proposals'] as const;
export const KYC_KEY = ['staff', 'kyc'] as const;
export const LISTINGS_KEY = ['staff', 'listings'] as const;

export function useProposals(market: Market) {
  return useQuery({
    queryKey: [...PROPOSALS_KEY, market],
    queryFn: () => answered(anybody.GET('/proposals', { params: { query: { market } } })),
    refetchInterval: ASK_MS,
  });
}

/** The oldest cases; nothing for who may not see them. */
export function useKycCases(role: Role) {
  return useQuery({
    queryKey: KYC_KEY,
    queryFn: seesReviews(role) ? async () => (await answered(anybody.GET('/staff/kyc'))).cases : skipToken,
    refetchInterval: ASK_MS,
  });
}

/** Listings that wait for either of two reviewers; nothing for who may not see them. */
export function useListings(role: Role) {
  return useQuery({
    queryKey: LISTINGS_KEY,
    queryFn: seesReviews(role)
      ? async () => {
          const states = ['submitted', 'reviewed'] as const;
          const lists = await Promise.all(states.map((state) => answered(anybody.GET('/staff/listings', { params: { query: { state } } }))));
          return lists.flatMap((list) => list.listings);
        }
      : skipToken,
    refetchInterval: ASK_MS,
  });
}

import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';

export type Asset = components['schemas']['Asset'];
export type Offering = components['schemas']['Offering'];

export const ASSETS_KEY = ['assets'] as const;

/** While an offering is awaited or goes on, and while none is. */
const SOON_MS = 1_500;
const LATER_MS = 15_000;
const PAGE = 100;

/** All assets of the live market, the newest first. */
export function useAssets() {
  return useQuery({
    queryKey: ASSETS_KEY,
    queryFn: async () => {
      const assets: Asset[] = [];
      let cursor: string | undefined;
      do {
        const page = await answered(anybody.GET('/assets', { params: { query: { limit: PAGE, ...(cursor !== undefined && { cursor }) } } }));
        assets.push(...page.assets);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return assets.sort((a, b) => b.registered_at.localeCompare(a.registered_at));
    },
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? SOON_MS : LATER_MS),
  });
}

/** `undefined` while it is not known, `null` if there is none. */
export function useAsset(code: string): Asset | null | undefined {
  const { data } = useAssets();
  return data && (data.find((asset) => asset.instrument === code) ?? null);
}

function isUnderWay({ offering }: Asset): boolean {
  return offering != null && offering.state !== 'closed';
}

/** Won for all units that are offered. */
export function raiseOf(asset: Asset): bigint {
  return BigInt(asset.unit_price) * BigInt(asset.offered_units);
}

/** How far the offering is towards its target, in basis points, and what it was over in the end. */
export function progressOf({ offering }: Asset): bigint {
  return offering == null || offering.target === '0' ? 0n : (BigInt(offering.subscribed) * 10_000n) / BigInt(offering.target);
}

import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';

export type Description = components['schemas']['Description'];

/** What people read of an asset does not change; there may be a new one. */
const ASK_MS = 20_000;

/** What is said of the registered assets, by their instruments' codes; `undefined` until it is known. */
export function useDescriptions(): ReadonlyMap<string, Description> | undefined {
  const { data } = useQuery({
    queryKey: ['descriptions'],
    queryFn: readAll,
    staleTime: ASK_MS,
    refetchInterval: ASK_MS,
  });
  return data;
}

export function useDescription(code: string): Description | undefined {
  return useDescriptions()?.get(code);
}

async function readAll(): Promise<ReadonlyMap<string, Description>> {
  const all = new Map<string, Description>();
  let after: string | undefined;
  do {
    const page = await answered(anybody.GET('/descriptions', { params: { query: after === undefined ? {} : { after } } }));
    for (const one of page.descriptions) all.set(one.instrument, one);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

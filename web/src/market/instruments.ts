import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { useTickers } from '@/live/use-live';

export type Instrument = components['schemas']['Instrument'];

/** Reference data is asked for again after a while, for the next change of a phase. */
const STALE_MS = 30_000;

export function useInstruments() {
  return useQuery({
    queryKey: ['instruments'],
    queryFn: async () => (await answered(anybody.GET('/instruments'))).instruments,
    staleTime: STALE_MS,
    refetchInterval: STALE_MS,
  });
}

/** `undefined` while it is not known; `null` if there is none of that code. The state is that of the ticker, which is newer. */
export function useInstrument(code: string): Instrument | null | undefined {
  const { data } = useInstruments();
  const state = useTickers()?.find((ticker) => ticker.code === code)?.state;
  if (!data) return undefined;
  const found = data.find((instrument) => instrument.code === code);
  return found ? { ...found, state: state ?? found.state } : null;
}

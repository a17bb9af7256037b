import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { Direction } from '@/figures/change';
import { Sparkline } from '@/parts/sparkline';

const MINUTES = 60;
const FRESH_MS = 60_000;

/** The closes of the last minutes in which something traded. */
export function Trend({ code, direction, label }: { code: string; direction: Direction; label: string }) {
  const { data } = useQuery({
    queryKey: ['trend', code],
    queryFn: async () => {
      const query = { limit: MINUTES };
      const list = await answered(anybody.GET('/instruments/{code}/candles', { params: { path: { code }, query } }));
      // Only drawn, never computed with: a float is good enough for a pixel.
      return list.candles.map((candle) => Number(candle.close)).reverse();
    },
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
  });
  return <Sparkline values={data ?? []} direction={direction} label={label} />;
}

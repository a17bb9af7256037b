import { Navigate } from 'react-router';

import { useInstruments } from '@/market/instruments';
import { Failed, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';

/** `/trade` leads to the first instrument of the shown market. */
export function FirstInstrument() {
  const { market } = usePreferences();
  const { data, error, refetch } = useInstruments();
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  const first = data?.find((instrument) => instrument.market === market);
  return first ? <Navigate to={`/trade/${first.code}`} replace /> : <SkeletonRows rows={6} />;
}

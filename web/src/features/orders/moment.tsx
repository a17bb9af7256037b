import { clock, seoulDate } from '@/figures/time';
import { usePreferences } from '@/preferences/preferences';

/** A day with its year and a time in Seoul: what has been may be years ago. */
export function Moment({ at }: { at: string }) {
  const { language } = usePreferences();
  return (
    <time dateTime={at} className="figures text-ink-3">
      {seoulDate(at)} {clock(at, language)}
    </time>
  );
}

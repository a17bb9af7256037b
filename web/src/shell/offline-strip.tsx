import { hourMinute } from '@/figures/time';
import { useConnection } from '@/live/use-live';
import { Icon } from '@/parts/icon';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** While no live data arrives: how old the prices are, and that orders wait. */
export function OfflineStrip() {
  const words = useWords();
  const { language } = usePreferences();
  const { reachable, lastAt } = useConnection();
  if (reachable) return null;
  return (
    <p role="alert" className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm font-medium text-warn">
      <Icon name="warn" className="size-4" />
      {lastAt ? words.states.offline(hourMinute(lastAt, language)) : words.states.offlineNoPrice}
    </p>
  );
}

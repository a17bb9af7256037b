import { Icon } from '@/parts/icon';
import { type Market, setPreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

/** The way to the other market, in words that do not mix the two. */
export function OtherMarket({ market }: { market: Market }) {
  const words = useWords();
  return (
    <button
      type="button"
      onClick={() => setPreferences({ market: market === 'live' ? 'practice' : 'live' })}
      className="flex w-full items-center gap-3 rounded-card bg-accent-soft p-5 text-left hover:brightness-98"
    >
      <Icon name={market === 'live' ? 'chart' : 'coins'} className="size-6 text-accent" />
      <span className="min-w-0 grow">
        <span className="block font-semibold">{words.home.otherMarket[market]}</span>
        <span className="block text-sm text-ink-2">{words.home.otherMarketText[market]}</span>
      </span>
      <Icon name="right" className="size-4 text-accent" />
    </button>
  );
}

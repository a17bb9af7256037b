import { useState } from 'react';

import { Page } from '@/parts/page';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { MarketList } from './market-list';
import { OtherMarket } from './other-market';
import { OwnMoney } from './own-money';
import type { Sorting } from './sorting';

/** Own money first, then what the market does. */
export function HomePage() {
  const words = useWords();
  const { market } = usePreferences();
  const [sorting, setSorting] = useState<Sorting>('value');
  return (
    <Page title={words.home.title} heading="heard">
      <title>{`${words.home.title} · ${words.brand}`}</title>
      <div className="grid items-start gap-4 desktop:grid-cols-[minmax(0,1fr)_368px] desktop:gap-5">
        <div className="grid min-w-0 gap-4">
          <OwnMoney market={market} />
          <MarketList market={market} sorting={sorting} onSort={setSorting} />
        </div>
        <OtherMarket market={market} />
      </div>
    </Page>
  );
}

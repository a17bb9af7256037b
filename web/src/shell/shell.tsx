import { Suspense, useEffect } from 'react';
import { Outlet, useLocation, useMatch } from 'react-router';


import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { useFillNotices } from './fill-notices';
import { Loading } from './loading';
import { OfflineStrip } from './offline-strip';
import { TabBar } from './tab-bar';
import { TopBar } from './top-bar';

/** What stands around every page. */
export function Shell() {
  const words = useWords();
  const { market } = usePreferences();
  const { pathname } = useLocation();
  const isTrading = useMatch('/trade/:code') !== null;
  useFillNotices();
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className={isTrading ? 'flex min-h-dvh flex-col desktop:h-dvh desktop:min-h-[800px] desktop:overflow-hidden' : 'min-h-dvh'}>
      <a href="#main" className="fixed top-[-60px] left-3 z-60 rounded-control bg-ink px-4 py-2.5 text-on-ink focus:top-3">
        {words.skip}
      </a>
      <TopBar />
      <OfflineStrip />
      <main id="main" tabIndex={-1} className={isTrading ? 'flex min-h-0 flex-1 flex-col outline-0' : 'outline-0'}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      {!isTrading && (
        <footer className="mx-auto max-w-[1200px] px-4 pb-[calc(var(--tabbar)+32px)] text-xs text-ink-3 tablet:px-6 desktop:pb-10">
          {market === 'practice' ? words.footerPractice : words.footer}
        </footer>
      )}
      <TabBar />
    </div>
  );
}

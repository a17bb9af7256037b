import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';

import { Refused } from '@/api/problem';
import { LiveCache } from '@/live/live-cache';
import { StreamSource } from '@/live/stream-source';
import { LiveContext } from '@/live/use-live';
import { Toasts } from '@/parts/toasts';
import { Boundary } from '@/shell/boundary';
import { NotFound } from '@/shell/not-found';
import { ME_KEY } from '@/session/me';
import { keyOf, onSignedChange } from '@/session/session';
import { Shell } from '@/shell/shell';

const HomePage = lazy(async () => ({ default: (await import('@/features/home/home-page')).HomePage }));
const TradingPage = lazy(async () => ({ default: (await import('@/features/trading/trading-page')).TradingPage }));
const FirstInstrument = lazy(async () => ({ default: (await import('@/features/trading/first-instrument')).FirstInstrument }));
const PortfolioPage = lazy(async () => ({ default: (await import('@/features/portfolio/portfolio-page')).PortfolioPage }));
const StatementPage = lazy(async () => ({ default: (await import('@/features/statement/statement-page')).StatementPage }));
const SearchPage = lazy(async () => ({ default: (await import('@/features/search/search-page')).SearchPage }));
const MenuPage = lazy(async () => ({ default: (await import('@/features/menu/menu-page')).MenuPage }));
const SignInPage = lazy(async () => ({ default: (await import('@/features/sign-in/sign-in-page')).SignInPage }));

const RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    // A refusal stays one, however often it is asked for.
    queries: { retry: (failures, error) => !(error instanceof Refused) && failures < RETRIES },
  },
});
const stream = new StreamSource(`${location.origin.replace('http', 'ws')}/api/v1/stream`, {
  keyOf,
  onChange: onSignedChange,
  ended: () => void queries.invalidateQueries({ queryKey: ME_KEY }),
});
const live = new LiveCache(queries, stream);

export function App() {
  return (
    <Boundary>
      <QueryClientProvider client={queries}>
        <LiveContext value={live}>
          <Toasts>
            <BrowserRouter>
              <Routes>
                <Route element={<Shell />}>
                  <Route index element={<HomePage />} />
                  <Route path="trade" element={<FirstInstrument />} />
                  <Route path="trade/:code" element={<TradingPage />} />
                  <Route path="assets" element={<PortfolioPage />} />
                  <Route path="assets/statement" element={<StatementPage />} />
                  <Route path="search" element={<SearchPage />} />
                  <Route path="menu" element={<MenuPage />} />
                  <Route path="sign-in" element={<SignInPage />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Routes>
            </BrowserRouter>
          </Toasts>
        </LiveContext>
      </QueryClientProvider>
    </Boundary>
  );
}

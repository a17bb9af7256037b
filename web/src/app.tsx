import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';

import { Refused } from '@/api/problem';
import { LiveCache } from '@/live/live-cache';
import { StreamSource } from '@/live/stream-source';
import { LiveContext } from '@/live/use-live';
import { Toasts } from '@/parts/toasts';
import { ME_KEY } from '@/session/me';
import { keyOf, onSignedChange } from '@/session/session';
import { Boundary } from '@/shell/boundary';

import { Pages } from './routes';

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
              <Pages />
            </BrowserRouter>
          </Toasts>
        </LiveContext>
      </QueryClientProvider>
    </Boundary>
  );
}

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { LiveCache } from '@/live/live-cache';
import type { Balance } from '@/live/messages';
import type { Receiver } from '@/live/source';
import { LiveContext } from '@/live/use-live';
import { setPreferences } from '@/preferences/preferences';
import { signedIn, signedOut } from '@/session/session';
import { historyWords } from '@/words/history/words';
import { loadWords } from '@/words/words';

import { PastList } from './past-list';
import { usePast } from './use-past';

const PATIENT = { timeout: 20_000 };
const balance: Balance = { cash: { available: '1', held: '0', total: '1' }, holdings: [] };
const account = { account: 'L-43', market: 'live' } as components['schemas']['Account'];
const problem = { type: 'x', title: 'x', status: 503, code: 'door_closed', detail: '지금은 요청을 받지 않습니다', request_id: 'r-1' };

/** Trades of the account, oldest first; the server pages through them two at a time. */
let trades: string[];
let asked: string[];
let isClosed: boolean;
let receiver: Receiver | undefined;

function List() {
  const past = usePast('fills', 'L-43', (query) => answered(ownClient('live').GET('/history/fills', { params: { query } })));
  return (
    <PastList past={past} rowsOf={(page) => page.fills} none="아직 없어요">
      {(fills) => (
        <ul>
          {fills.map((fill) => (
            <li key={fill.trade_id}>{fill.trade_id}</li>
          ))}
        </ul>
      )}
    </PastList>
  );
}

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' } });
const shown = () => screen.queryAllByRole('listitem').map((item) => item.textContent);

beforeEach(async () => {
  await loadWords('ko');
  setPreferences({ language: 'ko', market: 'live' });
  await historyWords.load();
  signedIn(account, 'key');
  trades = [];
  asked = [];
  isClosed = false;
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/api/v1/account') return Promise.resolve(answer({ position: `live.0:${trades.length}` }));
    asked.push(`${searchParams.get('cursor') ?? ''}@${searchParams.get('at_least') ?? ''}`);
    if (isClosed) return Promise.resolve(answer(problem, 503));
    const before = Number(searchParams.get('cursor') ?? trades.length);
    const from = Math.max(before - 2, 0);
    const fills = trades.slice(from, before).reverse().map((trade_id) => ({ trade_id }));
    return Promise.resolve(answer({ fills, position: 'live.0:9', ...(from > 0 && { next: String(from) }) }));
  });
});
afterEach(() => {
  cleanup();
  signedOut();
  vi.unstubAllGlobals();
});

/** The list on a page with a stream that has told the balance. */
async function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const source = {
    open: (_: unknown, to: Receiver) => {
      receiver = to;
      to.message({ type: 'snapshot', content: balance });
      return () => undefined;
    },
  };
  render(
    <QueryClientProvider client={queries}>
      <LiveContext value={new LiveCache(queries, source, (run) => setTimeout(run))}>
        <List />
      </LiveContext>
    </QueryClientProvider>,
  );
  await waitFor(() => expect(screen.queryByText('불러오는 중')).toBeNull(), PATIENT);
  return userEvent.setup();
}

it('shows the newest as of the market, goes on by the cursor, and shows no line twice when a trade comes', async () => {
  trades = ['1', '2', '3', '4', '5'];
  const user = await open();
  await waitFor(() => expect(shown()).toEqual(['5', '4']), PATIENT);
  expect(new Set(asked)).toEqual(new Set(['@live.0:5']));
  await user.click(screen.getByRole('button', { name: '더 보기' }));
  await waitFor(() => expect(shown()).toEqual(['5', '4', '3', '2']), PATIENT);
  expect(asked.at(-1)).toBe('3@');
  trades.push('6');
  act(() => receiver?.message({ type: 'balance', balance: { ...balance, cash: { available: '2', held: '0', total: '2' } } }));
  await waitFor(() => expect(shown()).toEqual(['6', '5', '4', '3']), PATIENT);
  expect(asked).toContain('@live.0:6');
  await user.click(screen.getByRole('button', { name: '더 보기' }));
  await waitFor(() => expect(shown()).toEqual(['6', '5', '4', '3', '2', '1']), PATIENT);
  expect(screen.queryByRole('button', { name: '더 보기' })).toBeNull();
});

it('says that there is nothing', async () => {
  await open();
  await screen.findByText('아직 없어요', undefined, PATIENT);
});

it('says why it could not be read, and reads it again when asked to', async () => {
  trades = ['1'];
  isClosed = true;
  const user = await open();
  expect((await screen.findByRole('alert', undefined, PATIENT)).textContent).toContain(problem.detail);
  isClosed = false;
  await user.click(screen.getByRole('button', { name: '다시 해 보기' }));
  await waitFor(() => expect(shown()).toEqual(['1']), PATIENT);
});

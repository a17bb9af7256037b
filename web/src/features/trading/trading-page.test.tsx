import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LiveCache } from '@/live/live-cache';
import type { Book, Contents, Message, Ticker, Topic } from '@/live/messages';
import type { components } from '@/api/schema';
import type { LiveSource, Receiver } from '@/live/source';
import { LiveContext } from '@/live/use-live';
import { Toasts } from '@/parts/toasts';
import { setPreferences } from '@/preferences/preferences';
import { signedIn, signedOut } from '@/session/session';
import { loadWords } from '@/words/words';

import { testInstrument } from './test-instrument';
import { TradingPage } from './trading-page';

const CODE = 'KRW-JG0127';
// The machine may be busy with other tests.
const PATIENT = { timeout: 20_000 };
const level = (price: number, quantity: number) => ({ price: `${price}`, quantity: `${quantity}`, orders: 1 });
const steps = Array.from({ length: 10 }, (_, at) => at);
const book: Book = {
  code: CODE,
  state: 'continuous',
  asks: steps.map((at) => level(5250 + at * 10, 100 + at)),
  bids: steps.map((at) => level(5240 - at * 10, 200 + at)),
  total_ask_quantity: '1045',
  total_bid_quantity: '2045',
  position: 'live.0:5',
};
const ticker: Ticker = {
  code: CODE,
  market: 'live',
  state: 'continuous',
  previous_close: '5150',
  last: '5240',
  change_bps: 174,
  best_ask: '5250',
  best_bid: '5240',
  upper_limit: '6690',
  lower_limit: '3610',
  volume: '1',
  value: '1',
  trades: 1,
  position: 'live.0:5',
};
const account: components['schemas']['Account'] = {
  account: 'L-43',
  market: 'live',
  owner: '1',
  kind: 'investor',
  is_simulated: false,
  self_trade_prevention: 'cancel_newest',
  cash: { available: '4182400', held: '0', total: '4182400' },
  holdings: [],
  open_orders: 0,
  position: 'live.0:5',
};

/** A source that says what the test says. */
class Told implements LiveSource {
  private readonly receivers = new Map<string, Receiver>();

  open(topic: Topic, receiver: Receiver) {
    this.receivers.set(topic.kind, receiver);
    const contents: Partial<Contents> = { tickers: [ticker], book, trades: [], candles: [], orders: [], fills: [], balance: account };
    receiver.message({ type: 'snapshot', content: contents[topic.kind] ?? [] });
    return () => undefined;
  }

  breakOff() {
    this.receivers.get('book')?.reachable(false);
  }

  say(kind: Topic['kind'], message: Message) {
    this.receivers.get(kind)?.message(message);
  }
}

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const placed = { order_id: 'live-9', instrument: CODE, state: 'open', price: '5250', filled_quantity: '0', remaining: '199', fills: [], position: 'live.0:9', at: '' };

let frames: (() => void)[] = [];
let source: Told;
/** Answers of POST /orders, in turn. */
let orders: (() => Promise<Response>)[];
let sent: { key: string | null; body: unknown }[];

/** What waits for a frame is written; the cache tells its readers a moment later. */
async function settled(happens: () => void) {
  await act(async () => {
    happens();
    await new Promise((done) => setTimeout(done, 20));
  });
}
const frame = () => settled(() => frames.splice(0).forEach((run) => run()));

async function open(onRender: () => void = () => undefined) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const live = new LiveCache(queries, source, (run) => frames.push(run));
  render(
    <QueryClientProvider client={queries}>
      <LiveContext value={live}>
        <Toasts>
          <MemoryRouter initialEntries={[`/trade/${CODE}`]}>
            <Profiler id="page" onRender={onRender}>
              <Routes>
                <Route path="trade/:code" element={<TradingPage />} />
              </Routes>
            </Profiler>
          </MemoryRouter>
        </Toasts>
      </LiveContext>
    </QueryClientProvider>,
  );
  await screen.findByRole('heading', { name: 'JG0127 거래' }, PATIENT);
  while (screen.queryByText('총잔량') === null || screen.queryByText('4,182,400원') === null) await frame();
  return userEvent.setup();
}

beforeEach(async () => {
  await loadWords('ko');
  setPreferences({ language: 'ko' });
  frames = [];
  orders = [];
  sent = [];
  source = new Told();
  signedIn(account, 'key');
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }));
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path === '/api/v1/instruments') return answer({ instruments: [testInstrument({})] });
    if (path.endsWith('/policies')) return answer({ policies: [] });
    if (path === '/api/v1/orders' && request.method === 'POST') {
      sent.push({ key: request.headers.get('Idempotency-Key'), body: await request.json() });
      return await (orders.shift() ?? (() => Promise.resolve(answer(placed, 201))))();
    }
    throw new TypeError(`nothing answers ${path}`);
  });
});
afterEach(() => {
  cleanup();
  signedOut();
  vi.unstubAllGlobals();
});

const price = () => screen.getByLabelText<HTMLInputElement>('가격');
const asks = () => within(screen.getByRole('list', { name: '매도 호가, 높은 가격부터' })).getAllByRole('button');
const bids = () => within(screen.getByRole('list', { name: '매수 호가, 높은 가격부터' })).getAllByRole('button');

describe('the trading page', { timeout: 60_000 }, () => {
  it('f79 shows ten asks above ten bids, the highest first', async () => {
    await open();
    expect(asks().map((one) => one.querySelector('b')?.textContent)).toEqual(steps.map((at) => (5340 - at * 10).toLocaleString('en-US')));
    expect(bids()[0]?.textContent).toContain('5,240 현재가');
    expect(bids()[0]?.textContent).toContain('▲+1.74%');
    expect(bids()[9]?.textContent).toContain('5,150');
    expect(bids()[9]?.textContent).toContain('0.00%');
  });

  it('f79 takes a pressed price into the form and sends nothing', async () => {
    const user = await open();
    await user.click(bids()[2] as HTMLElement);
    expect(price().value).toBe('5,220');
    expect(sent).toEqual([]);
  });

  it('f79 says what a part of the money buys, and sends exactly that, once', async () => {
    const user = await open();
    await user.click(bids()[1] as HTMLElement);
    await user.click(screen.getByRole('button', { name: '25%' }));
    expect(screen.getByLabelText<HTMLInputElement>('수량').value).toBe('199');
    expect(screen.getByText('520원')).toBeTruthy();
    expect(screen.getByText('1,041,290원')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '199조각 매수' }));
    expect(await screen.findByText('매수 199조각 주문을 냈어요', {}, PATIENT)).toBeTruthy();
    expect(sent.map((one) => one.body)).toEqual([{ instrument: CODE, side: 'buy', kind: 'limit', price: '5230', quantity: '199', time_in_force: 'gtc' }]);
  });

  it('f79 asks again under the same key when the answer is lost', async () => {
    orders = [() => Promise.reject(new TypeError('the line is cut'))];
    const user = await open();
    await user.type(screen.getByLabelText('수량'), '1');
    await user.click(screen.getByRole('button', { name: '1조각 매수' }));
    expect(await screen.findByText('매수 1조각 주문을 냈어요', {}, PATIENT)).toBeTruthy();
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toMatch(/^web-[0-9a-f]{32}$/);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('f79 shows a refusal in its own words, and a new try has a new key', async () => {
    const problem = { type: 'urn:jogak:problem:x', title: 'x', status: 422, code: 'x', detail: '상한가를 넘었어요.', request_id: 'r-1' };
    orders = [() => Promise.resolve(answer(problem, 422))];
    const user = await open();
    await user.type(screen.getByLabelText('수량'), '1');
    await user.click(screen.getByRole('button', { name: '1조각 매수' }));
    expect(await screen.findByText('상한가를 넘었어요.', {}, PATIENT)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '1조각 매수' }));
    await screen.findByText('매수 1조각 주문을 냈어요', {}, PATIENT);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it('f79 steps by the tick of the new price', async () => {
    const user = await open();
    await user.clear(price());
    await user.type(price(), '5000');
    await user.click(screen.getByRole('button', { name: '5원 내리기' }));
    expect(price().value).toBe('4,995');
    await user.click(screen.getByRole('button', { name: '5원 올리기' }));
    expect(price().value).toBe('5,000');
    await user.click(screen.getByRole('button', { name: '10원 올리기' }));
    expect(price().value).toBe('5,010');
  });

  it('f79 draws nothing again while nothing changes, and one frame for any burst', async () => {
    const drawn = vi.fn();
    await open(drawn);
    drawn.mockClear();
    source.say('book', { type: 'snapshot', content: structuredClone(book) });
    await frame();
    expect(drawn).not.toHaveBeenCalled();
    for (let units = 7; units <= 60; units += 1) {
      const changes = { state: 'continuous', bids: [level(5240, units)], asks: [], total_ask_quantity: '1045', total_bid_quantity: '9' } as const;
      source.say('book', { type: 'book', book: { ...changes, bids: [...changes.bids], asks: [] }, position: `live.0:${units}` });
    }
    const untouched = bids()[5];
    await frame();
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(bids()[0]?.textContent).toContain('60');
    expect(bids()[5]).toBe(untouched);
  });

  it('f79 takes no order while the connection is lost, and says why', async () => {
    await open();
    await settled(() => source.breakOff());
    expect(screen.getByRole<HTMLButtonElement>('button', { name: '매수' }).disabled).toBe(true);
    expect(screen.getByText('연결이 끊겨 주문할 수 없어요.')).toBeTruthy();
  });
});

// Every page at phone and desktop size, light and dark: no violation of accessibility, no script that breaks, nothing that the policy had to stop.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { violations } from './accessible';
import { launched, picture, type Screen, signIn, type Theme, visitor } from './visitor';

interface Visit {
  name: string;
  path: string;
  /** Seen once what the page is for has arrived. */
  shows: (page: Page) => Promise<void>;
}

const seen = (text: string | RegExp) => async (page: Page) => await page.getByText(text).filter({ visible: true }).first().waitFor();
const book = async (page: Page) => {
  // A young market may have fewer than ten levels on a side for a while; that ten are shown is tested on the page itself.
  const asks = page.getByRole('list', { name: '매도 호가, 높은 가격부터' }).getByRole('button');
  const bids = page.getByRole('list', { name: '매수 호가, 높은 가격부터' }).getByRole('button');
  await expect.poll(async () => Math.min(await asks.count(), await bids.count()), { timeout: 30_000 }).toBeGreaterThanOrEqual(5);
};

/** Whether the account has had orders or not, the list of them is there. */
const past = async (page: Page) => {
  const panel = page.getByRole('tabpanel', { name: '주문' });
  await panel.waitFor();
  await panel.getByText('불러오는 중').waitFor({ state: 'detached' });
};

const open: readonly Visit[] = [
  { name: 'home-signed-out', path: '/', shows: seen('로그인하면 내 자산이 보여요') },
  { name: 'trade-signed-out', path: '/trade/KRW-JG0127', shows: book },
  { name: 'log-in', path: '/sign-in', shows: seen('처음이신가요? 가입하기') },
  { name: 'sign-in-key', path: '/sign-in/key', shows: seen('프로그램 키로 로그인') },
  { name: 'sign-up', path: '/sign-up', shows: seen('이용 약관에 동의해요') },
  { name: 'offerings-signed-out', path: '/offerings', shows: seen('마감 전까지는 언제든 취소할 수 있고') },
  { name: 'search', path: '/search?q=ㅂㅌㅋㅇ', shows: seen('1개를 찾았어요') },
  { name: 'not-found', path: '/nowhere', shows: seen('없는 화면이에요') },
];
const own: readonly Visit[] = [
  { name: 'home', path: '/', shows: seen('주문 가능') },
  { name: 'trade', path: '/trade/KRW-JG0141', shows: book },
  { name: 'assets', path: '/assets', shows: seen('투자 평가금액') },
  { name: 'statement', path: '/assets/statement', shows: seen('입금') },
  { name: 'orders', path: '/assets/orders', shows: past },
  { name: 'menu', path: '/menu', shows: seen('화면과 언어') },
];
const practice: readonly Visit[] = [
  { name: 'practice-home', path: '/', shows: seen('비트코인') },
  { name: 'practice-trade', path: '/trade/KRW-BTC', shows: book },
  { name: 'practice-assets', path: '/assets', shows: seen('투자 평가금액') },
  { name: 'practice-statement', path: '/assets/statement', shows: seen('모의 자금') },
  { name: 'practice-orders', path: '/assets/orders', shows: past },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(async () => await browser.close());

async function visitAll(screen: Screen, theme: Theme, account: string | null, visits: readonly Visit[]): Promise<void> {
  const { page, context, complaints } = await visitor(browser, screen, theme);
  if (account) await signIn(page, account);
  for (const visit of visits) {
    await page.goto(visit.path);
    await visit.shows(page);
    // The chart comes a little later than its page.
    if (visit.path.startsWith('/trade') && screen !== 'phone') await page.locator('canvas').first().waitFor();
    await picture(page, `${visit.name}.${screen}.${theme}`, visit.path.startsWith('/trade') ? 'window' : 'whole');
    expect(await violations(page), `${visit.name} on ${screen} in ${theme}`).toEqual([]);
    const badge = page.getByRole('banner').getByText('모의투자', { exact: true }).filter({ visible: true });
    // The badge, and on large screens the switch of the market beside it.
    expect(await badge.count(), `the badge on ${visit.name}`).toBe((account?.startsWith('P-') ? 1 : 0) + (screen === 'desktop' ? 1 : 0));
  }
  expect(complaints).toEqual([]);
  await context.close();
}

describe.each(['phone', 'desktop'] as const)('on a %s', (screen) => {
  describe.each(['light', 'dark'] as const)('in %s', (theme) => {
    it('f79 pages that are open to everybody are accessible', async () => await visitAll(screen, theme, null, open));
    it('f79 pages of the live market are accessible', async () => await visitAll(screen, theme, 'L-44', own));
    it('f79 pages of the practice market are accessible and wear its badge', async () => await visitAll(screen, theme, 'P-44', practice));
  });
});

it('the phone shows chart, trades and facts of an instrument one at a time', async () => {
  const { page, context, complaints } = await visitor(browser, 'phone');
  await signIn(page, 'P-44');
  await page.goto('/trade/KRW-ETH');
  await book(page);
  for (const [label, shows] of [
    ['차트', '모두 취소'],
    ['체결', '시각'],
    ['정보', '시가총액'],
  ] as const) {
    await page.getByRole('radio', { name: label }).click();
    await seen(shows)(page);
    if (label === '차트') await page.locator('canvas').first().waitFor();
    await picture(page, `view-${label}.phone.light`);
    expect(await violations(page), label).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

it('a tablet has chart, form and book beside each other', async () => {
  const { page, context, complaints } = await visitor(browser, 'tablet');
  await signIn(page, 'P-44');
  await page.goto('/trade/KRW-BTC');
  await book(page);
  await page.locator('canvas').first().waitFor();
  await picture(page, 'practice-trade.tablet.light');
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('English, the theme and the colours of direction can be chosen and are kept', async () => {
  const { page, context, complaints } = await visitor(browser, 'desktop');
  await page.goto('/menu');
  await page.getByRole('radio', { name: '어둡게' }).check();
  await page.getByRole('radio', { name: '초록·빨강' }).check();
  // Its words come first, so it is not chosen at once.
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Display and language' }).waitFor();
  await page.reload();
  await page.getByRole('radio', { name: 'Dark' }).waitFor();
  expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
  expect(await page.getByRole('radio', { name: 'Green and red' }).isChecked()).toBe(true);
  await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Trade' }).click();
  await page.getByText('Cancel all').waitFor();
  await page.locator('canvas').first().waitFor();
  await picture(page, 'trade-english.desktop.dark');
  expect(await violations(page)).toEqual([]);
  // Words that come with their page come in the chosen language too, and change with it.
  await page.goto('/sign-up');
  await page.getByText('Choose who you are.').first().waitFor();
  await page.getByText('I understand that I may lose what I invest').waitFor();
  await picture(page, 'sign-up-english.desktop.dark');
  expect(await violations(page)).toEqual([]);
  await page.goto('/assets/orders');
  await page.getByRole('heading', { name: 'Orders and fills' }).waitFor();
  await page.getByText('Sign in to see your orders and fills').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Offerings' }).first().click();
  await page.getByText('You may cancel at any time before the close.', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'More' }).first().click();
  await page.getByRole('radio', { name: '한국어' }).click();
  await page.getByRole('link', { name: '공모' }).first().click();
  await page.getByText('마감 전까지는 언제든 취소할 수 있고', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

// An order from the first press to its end, by clicking and typing, and what somebody else sees of it meanwhile.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { violations } from './accessible';
import { launched, picture, signIn, type Visitor, visitor } from './visitor';

const SOON = { timeout: 20_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(async () => await browser.close());

const side = (page: Page, name: '매수' | '매도' | '정정·취소') => page.getByRole('group', { name: '주문 종류' }).getByRole('radio', { name, exact: true });
const rows = (page: Page) => page.getByRole('tabpanel', { name: '미체결' }).getByRole('row');
/** A level of the book by its price, as a listener hears it. */
const level = (page: Page, price: string) => page.getByRole('list', { name: /높은 가격부터/ }).getByRole('button', { name: new RegExp(`(^|\\s)${price}( 현재가)?\\s`) });

/** The demo's quietest instrument: nobody else trades it, so that the book holds what these tests put there. */
const QUIET = '/trade/KRW-LPJ';

async function at(screen: 'phone' | 'desktop', account: string, path: string): Promise<Visitor> {
  const someone = await visitor(browser, screen);
  await signIn(someone.page, account);
  await someone.page.goto(path);
  await someone.page.getByText('총잔량').waitFor();
  return someone;
}

it('f38 f79 an order is placed, seen by another, amended and cancelled', async () => {
  const mina = await at('desktop', 'P-43', QUIET);
  const joon = await at('desktop', 'P-45', QUIET);
  const price = (await mina.page.getByLabel('가격', { exact: true }).inputValue()).replace(/,/g, '');
  const shown = Number(price).toLocaleString('en-US');

  await mina.page.getByLabel('수량', { exact: true }).fill('3');
  await mina.page.getByText('낼 돈').waitFor();
  await picture(mina.page, 'order-written.desktop.light');
  await mina.page.getByRole('button', { name: /모의 3 LPJ 매수/ }).click();
  await mina.page.getByText('매수 3 LPJ 주문을 냈어요').waitFor();

  // In one's own list, in one's own book with a mark, and in the other's book without one.
  await expect.poll(() => rows(mina.page).count(), SOON).toBe(2);
  await expect.poll(() => level(mina.page, shown).innerText(), SOON).toContain('내 3');
  await expect.poll(() => level(joon.page, shown).innerText(), SOON).toContain('3');
  expect(await level(joon.page, shown).innerText()).not.toContain('내');
  await picture(mina.page, 'order-open.desktop.light');
  expect(await violations(mina.page)).toEqual([]);

  // Less of it keeps its place.
  await rows(mina.page).getByRole('button', { name: /정정/ }).click();
  await mina.page.getByLabel('전체 수량').fill('2');
  await mina.page.getByText('바로 돌려받을 돈').waitFor();
  await picture(mina.page, 'order-amend.desktop.light');
  expect(await violations(mina.page)).toEqual([]);
  await mina.page.getByRole('button', { name: '정정하기' }).click();
  await mina.page.getByText('주문을 정정했어요').waitFor();
  await expect.poll(() => level(joon.page, shown).innerText(), SOON).toContain('2');

  await rows(mina.page).getByRole('button', { name: /취소/ }).click();
  await mina.page.getByText('미체결 주문이 없어요').waitFor();
  await expect.poll(() => level(joon.page, shown).count(), SOON).toBe(0);
  expect([...mina.complaints, ...joon.complaints]).toEqual([]);
  await mina.context.close();
  await joon.context.close();
});

it('f79 a press in the book fills in the price and sends nothing', async () => {
  const mina = await at('desktop', 'P-43', '/trade/KRW-BTC');
  const lists = mina.page.getByRole('list', { name: '매수 호가, 높은 가격부터' }).getByRole('button');
  const written = mina.page.getByLabel('가격', { exact: true });
  // The level may move while it is pressed; what counts is the price that was pressed.
  const pressed = await lists.nth(5).evaluate((button: HTMLElement) => {
    button.click();
    return button.querySelector('b')?.firstChild?.textContent ?? '';
  });
  await expect.poll(() => written.inputValue(), SOON).toBe(pressed);
  await mina.page.getByText('미체결 주문이 없어요').waitFor();
  expect(mina.complaints).toEqual([]);
  await mina.context.close();
});

it('f79 what cannot be ordered is said before it is sent', async () => {
  const mina = await at('desktop', 'P-43', QUIET);
  await mina.page.getByRole('button', { name: '모의 매수' }).click();
  await mina.page.getByText('수량을 넣어 주세요.').waitFor();
  await mina.page.getByLabel('수량', { exact: true }).fill('99999999');
  await mina.page.getByText(/주문 가능 금액 .*을 넘었어요|한 번에 .*까지 주문할 수 있어요/).waitFor();
  await side(mina.page, '매도').check();
  await mina.page.getByLabel('수량', { exact: true }).fill('1');
  await mina.page.getByText(/팔 수 있는 수량 .*을 넘었어요/).waitFor();
  expect(await violations(mina.page)).toEqual([]);
  expect(mina.complaints).toEqual([]);
  await mina.context.close();
});

it('f79 on the phone a part of the money buys at the market, and the holding and its statement show it', async () => {
  const { page, context, complaints } = await at('phone', 'P-45', '/trade/KRW-BTC');
  await page.getByRole('button', { name: '모의 매수' }).click();
  await page.getByRole('radio', { name: '시장가' }).check();
  await page.getByRole('button', { name: '10%' }).click();
  await picture(page, 'order-sheet.phone.light');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: /매수$/ }).click();
  await page.getByText(/매수 .* BTC 체결됐어요/).first().waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.getByRole('navigation', { name: '하단 메뉴' }).getByRole('link', { name: '자산' }).click();
  await page.getByText('비트코인').filter({ visible: true }).first().waitFor();
  await picture(page, 'assets-held.phone.light', 'whole');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: '거래 내역' }).click();
  await page.getByText('매수 · 비트코인').first().waitFor();
  await picture(page, 'statement-held.phone.light', 'whole');
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('f79 all open orders are cancelled after a question', async () => {
  const { page, context, complaints } = await at('desktop', 'P-43', QUIET);
  for (const quantity of ['1', '2']) {
    await page.getByLabel('수량', { exact: true }).fill(quantity);
    await page.getByRole('button', { name: `모의 ${quantity} LPJ 매수` }).click();
    await page.getByText(`매수 ${quantity} LPJ 주문을 냈어요`).waitFor();
  }
  await expect.poll(() => rows(page).count(), SOON).toBe(3);
  await page.getByRole('button', { name: '모두 취소' }).click();
  await picture(page, 'cancel-all.desktop.light');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '그대로 두기' }).click();
  expect(await rows(page).count()).toBe(3);
  await page.getByRole('button', { name: '모두 취소' }).click();
  await page.getByRole('button', { name: '2건 모두 취소' }).click();
  await page.getByText('주문 2건을 취소했어요').waitFor();
  await page.getByText('미체결 주문이 없어요').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

it('a wrong key opens nothing', async () => {
  const { page, context } = await visitor(browser, 'phone');
  await page.goto('/sign-in/key');
  await page.getByLabel('프로그램 키').fill('0'.repeat(64));
  await page.getByRole('button', { name: '로그인' }).click();
  await page.getByText('이 키로는 들어갈 수 없어요. 다시 확인해 주세요.').waitFor();
  await context.close();
});

it('the book moves by itself while the market lives', async () => {
  const { page, context, complaints } = await visitor(browser, 'desktop');
  await page.goto('/trade/KRW-BTC');
  const book = page.getByRole('region', { name: '비트코인 호가창' });
  await page.getByText('총잔량').waitFor();
  const before = await book.innerText();
  await expect.poll(() => book.innerText(), SOON).not.toBe(before);
  expect(complaints).toEqual([]);
  await context.close();
});

it('f40 f79 a page that loses messages still ends with the book of the market', async () => {
  const whole = await visitor(browser, 'desktop');
  const lossy = await visitor(browser, 'desktop');
  let lost = 0;
  let asked = 0;
  let loses = true;
  await lossy.page.routeWebSocket(/\/api\/v1\/stream$/, (line) => {
    const server = line.connectToServer();
    line.onMessage((request) => {
      if (request.toString().includes('"channel":"book"')) asked += 1;
      server.send(request);
    });
    let books = 0;
    server.onMessage((message) => {
      const isBook = /^\{"type":"(snapshot|delta)".*"channel":"book"/.test(message.toString());
      books += isBook ? 1 : 0;
      if (loses && isBook && books % 3 === 0) lost += 1;
      else line.send(message);
    });
  });
  for (const { page } of [whole, lossy]) await page.goto('/trade/KRW-BTC');
  await expect.poll(() => lost, { timeout: 60_000 }).toBeGreaterThan(10);
  expect(asked).toBeGreaterThan(10);
  loses = false;
  // Both are looked at in one moment; the market goes on, so one may be a tenth of a second ahead.
  const books = async () => await Promise.all([whole, lossy].map(async ({ page }) => await page.getByRole('region', { name: '비트코인 호가창' }).innerText()));
  await expect
    .poll(
      async () => {
        const [one, other] = await books();
        return one !== undefined && one.length > 100 && one === other;
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBe(true);
  for (const { context, complaints } of [whole, lossy]) {
    expect(complaints).toEqual([]);
    await context.close();
  }
});

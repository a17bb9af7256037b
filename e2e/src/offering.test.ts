// An asset's way from its agent to those who hold it: people come in, an asset is listed by two reviewers, offered by two operators, subscribed, allotted and
// traded; what it earns is paid out by two treasurers. Another offering misses its target. Everybody has a browser of their own and only clicks and types.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { pictureFile } from './document';
import { figure, handIn, logIn, lookedAt, payIn, type Person, person, signUp, SOON, valueBeside } from './person';
import { launched } from './visitor';

const TOWER = { name: '연남 벽돌집', code: 'KRW-JG0301' };
const HOUSE = { name: '강릉 솔숲집', code: 'KRW-JG0302' };
/** A piece is 5,000 won; 40 % of 10,000 pieces are offered. */
const APPRAISAL = '50000000';
const TOTAL_UNITS = '10000';
const PAID_IN = 20_000_000n;
const UNIT_PRICE = 5_000n;
/** Until both offerings open, from when the first of the operators fills in its form; and how long they are open. */
const OPENS_AFTER_MS = 45_000;
const OPEN_MS = 60_000;
const CLOSED = { timeout: OPENS_AFTER_MS + OPEN_MS + 60_000 };
const LONG_MS = 600_000;

type Role = '심사 담당' | '시장 운영 담당' | '재무 담당' | '감사 담당';

let browser: Browser;
let administrator: Person;
let agent: Person;
let mina: Person;
let joon: Person;
const staff: Person[] = [];
const [reviewer, secondReviewer, operator, secondOperator, treasurer, secondTreasurer] = [0, 1, 2, 3, 4, 5].map((at) => () => {
  const found = staff[at];
  if (!found) throw new Error('staff has not come in yet');
  return found;
}) as [() => Person, () => Person, () => Person, () => Person, () => Person, () => Person];

beforeAll(async () => {
  browser = await launched();
});
afterAll(async () => await browser.close());

const toast = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).first().waitFor();

describe('f79 from an asset to its holders', { timeout: LONG_MS }, () => {
  it('f1 f10 staff comes in by the first link and by invitations', async () => {
    administrator = await person(browser, '관리자 하나', 'desktop');
    await administrator.page.goto(inject('firstLink'));
    await administrator.page.getByText('이용 약관에 동의해요').waitFor();
    await lookedAt(administrator, 'sign-up-staff');
    await signUp(administrator, { path: inject('firstLink') });
    await logIn(administrator);
    await administrator.page.goto('/menu');
    await administrator.page.getByRole('link', { name: '직원 초대' }).click();
    const roles: [Role, string][] = [
      ['심사 담당', '정하늘'],
      ['심사 담당', '오바다'],
      ['시장 운영 담당', '최유나'],
      ['시장 운영 담당', '한도윤'],
      ['재무 담당', '박지훈'],
      ['재무 담당', '김서연'],
    ];
    for (const [role, name] of roles) {
      const invited = await person(browser, name, 'desktop');
      await signUp(invited, { path: await invitation(administrator.page, role) });
      await logIn(invited);
      await invited.page.getByRole('heading', { name: '작업함', level: 1 }).waitFor();
      staff.push(invited);
    }
    await lookedAt(administrator, 'invitations');
    await lookedAt(reviewer(), 'work-empty');
  });

  it('f1 f4 an agent and two investors sign up and are verified by a reviewer who sees their documents', async () => {
    agent = await person(browser, '문가람', 'phone');
    mina = await person(browser, '이미나', 'phone');
    joon = await person(browser, '강준', 'desktop');
    await agent.page.goto('/sign-up');
    await agent.page.getByText('이용 약관에 동의해요').waitFor();
    await lookedAt(agent, 'sign-up');
    await signUp(agent, '발행인 대리인');
    await lookedAt(agent, 'log-in');
    await signUp(mina, '투자자');
    await signUp(joon, '투자자');
    for (const [at, someone] of [agent, mina, joon].entries()) {
      await logIn(someone);
      // A newcomer is led to where they say who they are.
      await someone.page.getByRole('heading', { name: '본인 확인', level: 1 }).waitFor();
      if (someone === mina) await lookedAt(mina, 'identity-none');
      await handIn(someone, `900101-20000${at}1`);
    }
    await lookedAt(mina, 'identity-submitted');

    const { page } = reviewer();
    await page.getByRole('tab', { name: /본인 확인/ }).click();
    const cases = page.getByRole('tabpanel').locator('li');
    await expect.poll(() => cases.count(), SOON).toBe(3);
    await page.getByRole('img', { name: '올린 신분증' }).first().waitFor();
    await lookedAt(reviewer(), 'work-identities');
    for (const someone of [agent, mina, joon]) {
      const row = page.getByRole('listitem', { name: someone.name });
      await row.getByLabel('사유 (감사 기록에 남아요)').fill('신분증과 이름이 같아요.');
      await row.getByRole('button', { name: '승인하기' }).click();
      await row.waitFor({ state: 'detached' });
    }
    // Their pages change by themselves.
    for (const someone of [agent, mina, joon]) {
      await someone.page.getByRole('heading', { name: '확인했어요' }).waitFor();
      await someone.page.getByRole('link', { name: '입금하러 가기' }).waitFor();
    }
    await lookedAt(mina, 'identity-approved');
    expect(await mina.page.getByText('900101').count()).toBe(0);
  });

  it('f20 f21 an asset is listed by an agent and two reviewers, neither of whom decides twice', async () => {
    for (const asset of [TOWER, HOUSE]) {
      await agent.page.goto('/menu');
      await agent.page.getByRole('link', { name: '자산 올리기' }).click();
      await agent.page.getByRole('link', { name: '자산 올리기' }).click();
      await agent.page.getByLabel('자산 이름').fill(asset.name);
      await agent.page.getByLabel('위치').fill('서울 마포구 연남동 1-1');
      await agent.page.getByLabel('어떤 자산인가요').fill('지상 4층 벽돌 건물이에요. 1층은 카페, 위층은 사무실로 빌려줘요.');
      await agent.page.getByLabel('감정가').fill(APPRAISAL);
      await agent.page.getByLabel('전체 조각 수').fill(TOTAL_UNITS);
      await agent.page.getByLabel('감정평가서').setInputFiles(pictureFile('appraisal.png', 7));
      await agent.page.getByText('20,000,000원').first().waitFor();
      if (asset === TOWER) await lookedAt(agent, 'listing-new');
      await agent.page.getByRole('button', { name: '심사 올리기' }).click();
      await agent.page.getByRole('region', { name: asset.name }).getByText('심사 대기').waitFor();
    }
    await lookedAt(agent, 'listings');

    await reviewer().page.getByRole('tab', { name: /올라온 자산/ }).click();
    await reviewer().page.getByRole('listitem', { name: TOWER.name }).waitFor();
    await lookedAt(reviewer(), 'work-listings');
    for (const asset of [TOWER, HOUSE]) {
      const row = reviewer().page.getByRole('listitem', { name: asset.name });
      await row.getByLabel('종목 코드').fill(asset.code);
      await row.getByLabel('사유 (감사 기록에 남아요)').fill('감정평가서와 값이 같아요.');
      await row.getByRole('button', { name: '승인하기' }).click();
      await row.getByText('첫 번째 심사를 한 사람은 확인할 수 없어요.').waitFor();
    }
    await secondReviewer().page.getByRole('tab', { name: /올라온 자산/ }).click();
    for (const asset of [TOWER, HOUSE]) {
      const row = secondReviewer().page.getByRole('listitem', { name: asset.name });
      await row.getByLabel('사유 (감사 기록에 남아요)').fill('두 번째로 확인했어요.');
      await row.getByRole('button', { name: '승인하기' }).click();
      await row.waitFor({ state: 'detached' });
    }
    for (const asset of [TOWER, HOUSE]) await agent.page.getByRole('region', { name: asset.name }).getByText('상장됐어요').waitFor();
    await lookedAt(agent, 'listings-registered');
  });

  it('f11 f14 two investors pay in by the virtual bank', async () => {
    for (const someone of [mina, joon]) {
      await payIn(someone, PAID_IN.toString());
      await expect.poll(async () => figure(await someone.page.getByRole('region', { name: '출금할 수 있는 돈' }).locator('p').first().innerText()), SOON).toBe(PAID_IN);
    }
    await lookedAt(mina, 'money');
  });

  it('f10 f25 f26 f28 offerings are scheduled by one operator and approved by another, subscribed, given up, and end by the clock', async () => {
    const opens = Date.now() + OPENS_AFTER_MS;
    for (const asset of [TOWER, HOUSE]) await schedule(asset, opens, opens + OPEN_MS);
    await lookedAt(operator(), 'staff-asset-operator');
    await operator().page.goto('/staff');
    await operator().page.getByText('내 제안').first().waitFor();
    const { page } = secondOperator();
    const proposals = page.getByRole('tabpanel', { name: '승인 대기' }).locator('li');
    await expect.poll(() => proposals.count(), SOON).toBe(2);
    await lookedAt(secondOperator(), 'work-proposals');
    for (const left of [1, 0]) {
      await proposals.first().getByRole('button', { name: '승인하기' }).click();
      await expect.poll(() => proposals.count(), SOON).toBe(left);
    }

    await mina.page.goto('/offerings');
    await mina.page.getByRole('button', { name: '예정' }).click();
    await mina.page.getByRole('heading', { name: TOWER.name }).waitFor();
    await mina.page.getByRole('button', { name: '진행 중' }).click();
    await mina.page.getByRole('heading', { name: TOWER.name }).waitFor(CLOSED);
    // Mina takes 2,500 pieces in two steps, Joon 1,500: all 4,000.
    await mina.page.getByRole('link', { name: new RegExp(TOWER.name) }).click();
    await subscribe(mina, '1000');
    await subscribe(mina, '1500');
    await lookedAt(mina, 'offering-open');
    await joon.page.goto(`/offerings/${TOWER.code}`);
    await subscribe(joon, '1000');
    await joon.page.getByRole('button', { name: '청약 취소' }).click();
    await joon.page.getByRole('dialog').getByText('5,000,000원을 바로 돌려받아요', { exact: false }).waitFor();
    await joon.page.getByRole('dialog').getByRole('button', { name: '청약 취소' }).click();
    await toast(joon.page, /청약을 취소했어요/);
    await subscribe(joon, '1500');
    // Of the other one far too little.
    await joon.page.goto(`/offerings/${HOUSE.code}`);
    await subscribe(joon, '10');
    await mina.page.goto('/offerings');
    await mina.page.getByRole('heading', { name: HOUSE.name }).waitFor();
    await lookedAt(mina, 'offerings');

    await joon.page.getByText('목표 미달 · 모두 환불').first().waitFor(CLOSED);
    await lookedAt(joon, 'offering-missed');
    await mina.page.goto(`/offerings/${TOWER.code}`);
    await mina.page.getByText('모집 성공').first().waitFor(CLOSED);
    await lookedAt(mina, 'offering-funded');
    expect(await availableCash(mina)).toBe(PAID_IN - 2_500n * UNIT_PRICE);
    expect(await availableCash(joon)).toBe(PAID_IN - 1_500n * UNIT_PRICE);
  });

  it('f27 f29 f38 what was allotted stands in the portfolio, and both trade it while each sees the book move', async () => {
    for (const [someone, units] of [
      [mina, '2,500'],
      [joon, '1,500'],
    ] as const) {
      await someone.page.goto('/assets');
      await someone.page.getByText(TOWER.name).filter({ visible: true }).first().waitFor();
      await held(someone, units).waitFor();
    }
    await lookedAt(mina, 'portfolio-allotted');

    // Until two operators open the market, nobody trades it.
    await operator().page.goto(`/staff/assets/${TOWER.code}`);
    const trading = operator().page.getByRole('region', { name: '거래', exact: true });
    await trading.getByText('거래 정지').waitFor();
    await trading.getByRole('button', { name: '재개 제안하기' }).click();
    await toast(operator().page, /제안을 올렸어요/);
    await approveNext(secondOperator());
    for (const someone of [mina, joon]) await someone.page.goto(`/trade/${TOWER.code}`);
    const book = (of: Person) => of.page.getByRole('region', { name: `${TOWER.name} 호가창` });
    for (const someone of [mina, joon]) await book(someone).waitFor();
    // Mina asks on the phone, Joon's book shows it without a reload.
    await mina.page.getByRole('button', { name: '매도', exact: true }).click();
    const sheet = mina.page.getByRole('dialog');
    await sheet.getByLabel('가격', { exact: true }).fill('5000');
    await sheet.getByLabel('수량', { exact: true }).fill('100');
    await sheet.getByRole('button', { name: '100조각 매도' }).click();
    await toast(mina.page, '매도 100조각 주문을 냈어요');
    const ask = book(joon).getByRole('list', { name: '매도 호가, 높은 가격부터' }).getByRole('button', { name: /(^|\s)5,000(\s|$)/ });
    await expect.poll(async () => await ask.innerText(), SOON).toContain('100');
    // Joon buys 40 of them; Mina's book and list follow.
    await joon.page.getByLabel('가격', { exact: true }).fill('5000');
    await joon.page.getByLabel('수량', { exact: true }).fill('40');
    await joon.page.getByRole('button', { name: '40조각 매수' }).click();
    await toast(joon.page, /매수 40조각 체결됐어요/);
    await toast(mina.page, /매도 40조각 체결됐어요/);
    const minasAsk = book(mina).getByRole('list', { name: '매도 호가, 높은 가격부터' }).getByRole('button', { name: /(^|\s)5,000(\s|$)/ });
    await expect.poll(async () => await minasAsk.innerText(), SOON).toContain('60');
    await joon.page.goto('/assets');
    await held(joon, '1,540').waitFor();

    // What has just happened stands in the history at once: 40 pieces of 5,000 won, 5 bps of fees.
    await joon.page.getByRole('link', { name: '주문·체결' }).click();
    const order = joon.page.getByRole('tabpanel', { name: '주문' }).getByRole('row').filter({ has: joon.page.getByRole('rowheader', { name: TOWER.name }) });
    await expect.poll(() => order.count(), SOON).toBe(1);
    expect((await order.getByRole('cell').allInnerTexts()).slice(1)).toEqual(['매수', '5,000', '40 / 40', '200,000', '100', '체결']);
    await lookedAt(joon, 'orders');
    await joon.page.getByRole('tab', { name: '체결' }).click();
    const fill = joon.page.getByRole('tabpanel', { name: '체결' }).getByRole('row').filter({ has: joon.page.getByRole('rowheader', { name: TOWER.name }) });
    await expect.poll(() => fill.count(), SOON).toBe(1);
    expect((await fill.getByRole('cell').allInnerTexts()).slice(1)).toEqual(['매수', '5,000', '40', '200,000', '100', '0']);
    await lookedAt(joon, 'fills');
    await joon.page.goto('/assets/statement');
    const bought = joon.page.getByRole('listitem').filter({ hasText: '수수료 100원' });
    await expect.poll(() => bought.count(), SOON).toBe(1);
    expect(await bought.innerText()).toContain('−200,100원');
    // Mina still waits to sell 60 of her 100.
    await mina.page.goto('/assets/orders');
    const waiting = mina.page.getByRole('listitem').filter({ hasText: '40 / 100' });
    await expect.poll(() => waiting.count(), SOON).toBe(1);
    expect(await waiting.innerText()).toContain('미체결');
  });

  it('f18 f53 treasurers release the proceeds and pay a distribution, which arrives to the won', async () => {
    await agent.page.goto('/identity');
    const owner = (await agent.page.getByText(/^L-\d+$/).first().innerText()).trim();
    const { page } = treasurer();
    await page.goto(`/staff/assets/${TOWER.code}`);
    const proceeds = page.getByRole('region', { name: '모집 자금 지급' });
    expect(await valueBeside(proceeds, '지급할 수 있는 돈')).toBe(4_000n * UNIT_PRICE);
    await proceeds.getByLabel('증빙 서류').setInputFiles(pictureFile('contract.png', 11));
    const evidence = proceeds.getByRole('status').locator('.font-mono');
    await evidence.waitFor();
    await lookedAt(treasurer(), 'staff-asset-evidence');
    await proceeds.getByRole('button', { name: '지급 제안하기' }).click();
    await toast(page, /제안을 올렸어요/);
    // Whoever approves reads the very document.
    await secondTreasurer().page.goto('/staff');
    const opened = secondTreasurer().page.waitForEvent('popup');
    await secondTreasurer().page.getByText(await evidence.innerText()).getByRole('link', { name: '서류 열기' }).click();
    const document = await opened;
    await expect.poll(async () => await document.locator('img').count(), SOON).toBe(1);
    expect(document.url()).toContain(await evidence.innerText());
    await document.close();
    await approveNext(secondTreasurer());
    await expect.poll(() => valueBeside(proceeds, '지급할 수 있는 돈'), SOON).toBe(0n);

    const before = { mina: await availableCash(mina), joon: await availableCash(joon) };
    const form = page.getByRole('region', { name: '배당' });
    await form.getByLabel('총 배당').fill('1000000');
    const preview = form.getByRole('region', { name: '미리 보기' });
    await preview.waitFor();
    expect(await preview.locator('dl > div:has(> dt:text-is("내는 계정 (소유자)")) > dd').innerText()).toBe(owner);
    // Two holders of 2,460 and 1,540 pieces at 100 won; the owner's part is for the 6,000 that were never offered.
    expect(await valueBeside(preview, '조각당 배당')).toBe(100n);
    expect(await valueBeside(preview, '받는 사람')).toBe(2n);
    expect(await valueBeside(preview, '세전 지급')).toBe(400_000n);
    expect(await valueBeside(preview, '소유자 몫')).toBe(600_000n);
    const net = await valueBeside(preview, '세후 지급');
    expect(net + (await valueBeside(preview, '원천징수'))).toBe(400_000n);
    await lookedAt(treasurer(), 'staff-asset-treasurer');
    await form.getByRole('button', { name: '배당 제안하기' }).click();
    await toast(page, /제안을 올렸어요/);
    await approveNext(secondTreasurer());

    // Of 246,000 and 154,000 won 14 %, and of that a tenth with its last digit cut.
    const expected = { mina: 246_000n - 34_440n - 3_440n, joon: 154_000n - 21_560n - 2_150n };
    await expect.poll(() => availableCash(mina), SOON).toBe(before.mina + expected.mina);
    await expect.poll(() => availableCash(joon), SOON).toBe(before.joon + expected.joon);
    expect(expected.mina + expected.joon).toBe(net);
    await mina.page.goto('/assets/statement');
    const line = mina.page.getByRole('listitem').filter({ hasText: '배당' }).first();
    await line.waitFor();
    expect(await line.innerText()).toContain(`+${expected.mina.toLocaleString('en-US')}원`);
    await lookedAt(mina, 'statement-distribution');
    await mina.page.goto('/assets');
    await held(mina, '2,460').waitFor();
    // What was paid stands in the portfolio, on the phone in a line, on the desktop in a row.
    const gross = { mina: 246_000n, joon: 154_000n };
    const paid = mina.page.getByRole('region', { name: '받은 배당' }).getByRole('listitem').filter({ hasText: TOWER.name });
    await expect.poll(() => paid.count(), SOON).toBe(1);
    expect(await paid.innerText()).toContain(`${expected.mina.toLocaleString('en-US')}원`);
    expect(await paid.innerText()).toContain(`세전 ${gross.mina.toLocaleString('en-US')}원 · 세금 ${(gross.mina - expected.mina).toLocaleString('en-US')}원`);
    const row = joon.page.getByRole('region', { name: '받은 배당' }).getByRole('row').filter({ has: joon.page.getByRole('rowheader', { name: TOWER.name }) });
    await expect.poll(() => row.count(), SOON).toBe(1);
    expect((await row.getByRole('cell').allInnerTexts()).slice(1).map(figure)).toEqual([1_540n, 100n, gross.joon, gross.joon - expected.joon, expected.joon]);
    await lookedAt(mina, 'portfolio-after');
  });

  it('f69 staff sees ledger, chain and bank agree on all of it', async () => {
    const { page } = secondTreasurer();
    await page.goto('/staff/reconciliation');
    await page.getByText('모두 일치해요').waitFor(CLOSED);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: TOWER.name }) });
    // Journal, holders, exchange, supply and wallets.
    await expect.poll(async () => (await row.getByRole('cell').allInnerTexts()).slice(0, 5), CLOSED).toEqual(['4,000', '4,000', '4,000', '4,000', '4,000']);
    await row.getByText('일치').waitFor();
    expect(await valueBeside(page.getByRole('region', { name: '은행' }), '은행에 들어온 돈')).toBe(2n * PAID_IN);
    await lookedAt(secondTreasurer(), 'reconciliation');
  });

  it('f1 f7 whoever logs out is nobody, and nothing of theirs is shown', async () => {
    await mina.page.goto('/menu');
    await mina.page.getByRole('button', { name: '로그아웃' }).click();
    await mina.page.getByText('로그인하지 않았어요').waitFor();
    await mina.page.goto('/assets');
    await mina.page.getByText('로그인하면 자산이 보여요').waitFor();
    for (const someone of [administrator, agent, mina, joon, ...staff]) expect(someone.complaints, someone.name).toEqual([]);
  });
});

/** A number of pieces in the portfolio, in a column on large screens and with its unit on small ones. */
function held({ page }: Person, units: string) {
  return page.getByText(new RegExp(`(^|\\s)${units}(조각|\\s|$)`)).filter({ visible: true }).first();
}

async function invitation(page: Page, role: Role): Promise<string> {
  await page.getByLabel('역할').selectOption({ label: role });
  const made = page.getByRole('status').locator('p.font-mono');
  const before = (await made.count()) > 0 ? await made.innerText() : '';
  await page.getByRole('button', { name: '초대 링크 만들기' }).click();
  await expect.poll(async () => ((await made.count()) > 0 ? await made.innerText() : ''), SOON).not.toBe(before);
  const link = new URL(await made.innerText());
  return link.pathname + link.hash;
}

/** Times are typed in the hours of Seoul, which are those of every browser here. */
async function schedule(asset: typeof TOWER, opens: number, closes: number): Promise<void> {
  const { page } = operator();
  await page.goto(`/staff/assets/${asset.code}`);
  const form = page.getByRole('region', { name: '공모 일정' });
  await form.getByLabel('시작 (서울 시각)').fill(inSeoul(opens));
  await form.getByLabel('마감 (서울 시각)').fill(inSeoul(closes));
  await form.getByRole('button', { name: '일정 제안하기' }).click();
  await toast(page, /제안을 올렸어요/);
}

function inSeoul(at: number): string {
  return new Date(at + 9 * 3_600_000).toISOString().slice(0, 19);
}

async function subscribe({ page }: Person, units: string): Promise<void> {
  await page.getByLabel('몇 조각을 청약할까요?').fill(units);
  const understood = page.getByLabel('투자 위험을 이해했어요');
  if (!(await understood.isChecked())) await understood.check();
  await page.getByRole('button', { name: /원 청약하기$/ }).click();
  await toast(page, `${Number(units).toLocaleString('en-US')}조각 청약했어요`);
}

async function availableCash({ page }: Person): Promise<bigint> {
  if (!page.url().endsWith('/assets')) await page.goto('/assets');
  const cash = page.getByRole('region', { name: '현금' });
  await cash.waitFor();
  return await valueBeside(cash, '주문 가능');
}

/** Approves what waits, as the second person. */
async function approveNext({ page }: Person): Promise<void> {
  await page.goto('/staff');
  const proposals = page.getByRole('tabpanel', { name: '승인 대기' }).locator('li');
  await expect.poll(() => proposals.count(), SOON).toBe(1);
  await proposals.first().getByRole('button', { name: '승인하기' }).click();
  await expect.poll(() => proposals.count(), SOON).toBe(0);
}

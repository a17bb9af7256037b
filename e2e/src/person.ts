// People with a browser each: they sign up, log in, prove who they are, and pay in, by clicking and typing.
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

import { violations } from './accessible';
import { pictureFile } from './document';
import { picture, SCREENS, type Screen, type Visitor, visitor } from './visitor';

const PASSWORD = 'orchid-lantern-47';
/** The machine may be busy with other tests. */
export const SOON = { timeout: 30_000 };

export interface Person extends Visitor {
  name: string;
  email: string;
  screen: Screen;
}

let people = 0;

export async function person(browser: Browser, name: string, screen: Screen): Promise<Person> {
  people += 1;
  const someone = await visitor(browser, screen);
  someone.page.setDefaultTimeout(SOON.timeout);
  return { ...someone, name, email: `person-${people}@jogak.test`, screen };
}

/** By the page for everybody, or by an invitation's path. */
export async function signUp({ page, name, email }: Person, as: '투자자' | '발행인 대리인' | { path: string }): Promise<void> {
  await page.goto(typeof as === 'string' ? '/sign-up' : as.path);
  if (typeof as === 'string') await page.getByRole('radio', { name: as }).check();
  await page.getByLabel('이름').fill(name);
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill(PASSWORD);
  for (const consent of ['이용 약관에 동의해요', '개인정보 수집·이용에 동의해요', '원금을 잃을 수 있다는 것을 이해했어요']) await page.getByLabel(consent).check();
  await page.getByRole('button', { name: '가입하기' }).click();
  await page.getByText('가입했어요. 이제 로그인해 주세요.').waitFor();
}

export async function logIn({ page, name, email }: Person): Promise<void> {
  // The page of signing up, which leads here, has fields of the same names.
  await page.getByRole('heading', { name: '로그인', level: 2 }).waitFor();
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill(PASSWORD);
  await page.getByRole('button', { name: '로그인' }).click();
  await page.getByText(`${name}님, 반가워요`).waitFor();
}

/** Hands a document in; staff decides. */
export async function handIn({ page }: Person, idNumber: string): Promise<void> {
  await page.goto('/identity');
  await page.getByLabel('번호').fill(idNumber);
  await page.getByLabel('신분증 사진이나 PDF').setInputFiles(pictureFile('card.png', Number(idNumber.slice(-3))));
  await page.getByRole('button', { name: '올리기' }).click();
  await page.getByRole('heading', { name: '확인하고 있어요' }).waitFor();
}

/** Sends money to the own number by the virtual bank's form. */
export async function payIn({ page }: Person, amount: string): Promise<void> {
  await page.goto('/assets/money');
  const bank = page.getByRole('region', { name: '내 입금 계좌' });
  await bank.getByLabel('금액').fill(amount);
  await bank.getByRole('button', { name: '이 계좌로 보내기' }).click();
  await bank.getByText('입금됐어요').waitFor();
}

/** The page on a phone and a desktop, in light and dark: a picture of each, and nothing that axe finds wrong. */
export async function lookedAt({ page, screen }: Pick<Person, 'page' | 'screen'>, name: string): Promise<void> {
  for (const size of ['phone', 'desktop'] as const) {
    await page.setViewportSize(SCREENS[size]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(page, `${name}.${size}.${colorScheme}`, 'whole');
      expect(await violations(page), `${name} on a ${size} in ${colorScheme}`).toEqual([]);
    }
  }
  await page.setViewportSize(SCREENS[screen]);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

/** The figures of a text such as `4,970,000원`. */
export function figure(text: string): bigint {
  return BigInt(text.replace(/[^\d−-]/g, '').replace('−', '-') || '0');
}

/** A figure that stands beside its label in a list of such. */
export async function valueBeside(within: Pick<Page, 'locator'>, label: string): Promise<bigint> {
  return figure(await within.locator(`dl > div:has(> dt:text-is("${label}")) > dd`).first().innerText());
}

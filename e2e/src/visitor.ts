// Somebody with a browser of their own, who clicks and types and does nothing else.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';

/** Debian's browser. Nothing in it calls home. */
const BROWSER = process.env['E2E_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
];

export const SCREENS = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 }, desktop: { width: 1440, height: 900 } } as const;
export type Screen = keyof typeof SCREENS;
export type Theme = 'light' | 'dark';

const pictures = fileURLToPath(new URL('../out/', import.meta.url));

export async function launched(): Promise<Browser> {
  return await chromium.launch({ executablePath: BROWSER, args: FLAGS });
}

/** What a visitor's browser complains about: scripts that break, and what the page's policy forbids. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  complaints: string[];
}

export async function visitor(browser: Browser, screen: Screen, theme: Theme = 'light'): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: inject('address'),
    viewport: SCREENS[screen],
    deviceScaleFactor: screen === 'phone' ? 2 : 1,
    colorScheme: theme,
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Signs in with the program key of one of the demo's accounts, by the form. */
export async function signIn(page: Page, account: string): Promise<void> {
  const key = inject('keys')[account];
  if (!key) throw new Error(`the demo has no account ${account}`);
  await page.goto('/sign-in/key');
  await page.getByLabel('프로그램 키').fill(key);
  await page.getByRole('button', { name: '로그인' }).click();
  await page.getByText(`${account} 계정으로 로그인했어요`).waitFor();
}

/** Kept as output of the run, to be looked at beside the mock-ups. A whole page is shown in a window as high as itself, so that its bars are at its ends. */
export async function picture(page: Page, name: string, extent: 'window' | 'whole' = 'window'): Promise<void> {
  await mkdir(pictures, { recursive: true });
  const window = page.viewportSize();
  if (extent === 'whole' && window) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...window, height: Math.max(height, window.height) });
  }
  const shot = await page.screenshot({ path: `${pictures}${name}.png` });
  if (window) await page.setViewportSize(window);
  expect(shot.length).toBeGreaterThan(0);
}

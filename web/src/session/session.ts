// Who is using the application: a person by the session's cookie, which no script can read, or a program's key of an account, one for each market, kept for
// as long as the tab is open (session storage) and no longer. A key comes before the cookie, as it does for the server.
import { useSyncExternalStore } from 'react';

import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';

interface Access {
  account: string;
  key: string;
}

/** The account a person acts with in each market, as far as they have signed in. */
export type Accounts = Readonly<Partial<Record<Market, string>>>;

export interface Signed {
  keys: Readonly<Partial<Record<Market, Access>>>;
  /** Somebody has logged in in this browser and not out again. Whether the session still is good, only the server knows. */
  byCookie: boolean;
}

const KEYS = 'jogak.keys';
const COOKIE = 'jogak.logged-in';
const listeners = new Set<() => void>();
let signed: Signed = { keys: readKeys(), byCookie: localStorage.getItem(COOKIE) !== null };

export function useSigned(): Signed {
  return useSyncExternalStore(onSignedChange, () => signed);
}

/** The program key that authorises requests in a market, where one was given. */
export function keyOf(market: Market): string | undefined {
  return signed.keys[market]?.key;
}

/** Calls when somebody came or left. */
export function onSignedChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The server has told which account the key is for. */
export function signedIn(account: components['schemas']['Account'], key: string): void {
  change({ ...signed, keys: { ...signed.keys, [account.market]: { account: account.account, key } } });
}

/** The server has set the cookie. Keys from before are forgotten: it is this person who acts. */
export function loggedIn(): void {
  change({ keys: {}, byCookie: true });
}

/** Nobody is signed in any more, or nobody was. */
export function signedOut(): void {
  change({ keys: {}, byCookie: false });
}

function change(next: Signed): void {
  signed = next;
  sessionStorage.setItem(KEYS, JSON.stringify(next.keys));
  if (next.byCookie) localStorage.setItem(COOKIE, '1');
  else localStorage.removeItem(COOKIE);
  listeners.forEach((listener) => listener());
}

function readKeys(): Signed['keys'] {
  try {
    return JSON.parse(sessionStorage.getItem(KEYS) ?? '{}') as Signed['keys'];
  } catch {
    return {};
  }
}

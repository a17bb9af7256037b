// Who is using the application. This module alone knows how a request is authorised: today by an account's program key, one for each market, kept for
// as long as the tab is open (session storage) and no longer.
import { useSyncExternalStore } from 'react';

import type { components } from '@/api/schema';
import type { Market } from '@/preferences/preferences';

interface Access {
  account: string;
  key: string;
}

/** The account a person acts with in each market, as far as they have signed in. */
export type Accounts = Readonly<Partial<Record<Market, string>>>;

const STORE = 'jogak.keys';
const listeners = new Set<() => void>();
let access: Partial<Record<Market, Access>> = readStore();
let accounts: Accounts = accountsOf(access);

export function useAccounts(): Accounts {
  return useSyncExternalStore(subscribe, () => accounts);
}

/** The headers that authorise a request in a market; none where nobody has signed in. */
export function authorisation(market: Market): Record<string, string> {
  const known = access[market];
  return known ? { Authorization: `Bearer ${known.key}` } : {};
}

/** The server has told which account the key is for. */
export function signedIn(account: components['schemas']['Account'], key: string): void {
  change({ ...access, [account.market]: { account: account.account, key } });
}

export function signOut(): void {
  change({});
}

function change(next: typeof access): void {
  access = next;
  accounts = accountsOf(next);
  sessionStorage.setItem(STORE, JSON.stringify(next));
  listeners.forEach((listener) => listener());
}

function accountsOf(from: typeof access): Accounts {
  return Object.fromEntries(Object.entries(from).map(([market, one]) => [market, one.account]));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readStore(): typeof access {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? '{}') as typeof access;
  } catch {
    return {};
  }
}

import { useSyncExternalStore } from 'react';

import type { components } from '@/api/schema';
import type { Language } from '@/figures/won';

export type Market = components['schemas']['Market'];
export type Theme = 'system' | 'light' | 'dark';
/** Colours of up and down. */
export type DirectionColours = 'red-blue' | 'green-red';

export interface Preferences {
  language: Language;
  theme: Theme;
  directions: DirectionColours;
  /** The market whose pages are shown. */
  market: Market;
}

const STORE = 'jogak.preferences';
const listeners = new Set<() => void>();
let current = stored();

export function preferences(): Preferences {
  return current;
}

export function setPreferences(changed: Partial<Preferences>): void {
  const next = { ...current, ...changed };
  if (Object.entries(next).every(([name, value]) => current[name as keyof Preferences] === value)) return;
  current = next;
  localStorage.setItem(STORE, JSON.stringify(current));
  showOnDocument();
  listeners.forEach((listener) => listener());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** Colours and language hang on the document's element, where the tokens look for them. */
export function showOnDocument(): void {
  const element = document.documentElement;
  element.lang = current.language;
  element.dataset['market'] = current.market;
  element.dataset['direction'] = current.directions;
  if (current.theme === 'system') delete element.dataset['theme'];
  else element.dataset['theme'] = current.theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Preferences {
  const language: Language = navigator.languages.some((tag) => tag.startsWith('ko')) ? 'ko' : 'en';
  const defaults: Preferences = { language, theme: 'system', directions: 'red-blue', market: 'live' };
  const read = readStore();
  return {
    language: oneOf(read['language'], ['ko', 'en'], defaults.language),
    theme: oneOf(read['theme'], ['system', 'light', 'dark'], defaults.theme),
    directions: oneOf(read['directions'], ['red-blue', 'green-red'], defaults.directions),
    market: oneOf(read['market'], ['live', 'practice'], defaults.market),
  };
}

function readStore(): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORE) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // What somebody else left there is as good as nothing.
    return {};
  }
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

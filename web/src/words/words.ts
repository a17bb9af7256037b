import type { Language } from '@/figures/won';
import { preferences, setPreferences, usePreferences } from '@/preferences/preferences';

import type { Words } from './ko';

// Each dictionary is a chunk of its own, so that nobody loads the language they do not read.
const sources: Record<Language, () => Promise<Words>> = {
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
};
const loaded: Partial<Record<Language, Words>> = {};

/** To be waited for before anything is drawn. */
export async function loadWords(language: Language = preferences().language): Promise<void> {
  loaded[language] ??= await sources[language]();
}

/** Changes the language once its words are there. */
export async function changeLanguage(language: Language): Promise<void> {
  await loadWords(language);
  setPreferences({ language });
}

export function useWords(): Words {
  const words = loaded[usePreferences().language];
  if (!words) throw new Error('drawn before the words were loaded');
  return words;
}

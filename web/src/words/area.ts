import type { Language } from '@/figures/won';
import { preferences, setPreferences, usePreferences } from '@/preferences/preferences';

/** The words of one part of the application, in both languages; each is a chunk of its own, so that nobody loads what they do not read. */
export interface Area<W> {
  /** To be waited for before anything with its words is drawn. */
  load: (language?: Language) => Promise<void>;
  use: () => W;
}

const loads: ((language: Language) => Promise<void>)[] = [];

export function area<W>(sources: Record<Language, () => Promise<W>>): Area<W> {
  const loaded: Partial<Record<Language, W>> = {};
  let isUsed = false;
  const load = async (language: Language = preferences().language) => {
    if (!isUsed) loads.push(load);
    isUsed = true;
    loaded[language] ??= await sources[language]();
  };
  const use = () => {
    const words = loaded[usePreferences().language];
    if (!words) throw new Error('drawn before the words were loaded');
    return words;
  };
  return { load, use };
}

/** Changes the language once the words of everything that was shown are there. */
export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all(loads.map((load) => load(language)));
  setPreferences({ language });
}

import { area } from './area';
import type { Words } from './ko';

const all = area<Words>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});

/** To be waited for before anything is drawn. */
export const loadWords = all.load;
export const useWords = all.use;

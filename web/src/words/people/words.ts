import { area } from '@/words/area';
import type { PeopleWords } from './ko';

export const peopleWords = area<PeopleWords>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});
export const usePeopleWords = peopleWords.use;

import { area } from '@/words/area';
import type { HistoryWords } from './ko';

export const historyWords = area<HistoryWords>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});
export const useHistoryWords = historyWords.use;

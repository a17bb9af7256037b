import { area } from '@/words/area';
import type { IssuerWords } from './ko';

export const issuerWords = area<IssuerWords>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});
export const useIssuerWords = issuerWords.use;

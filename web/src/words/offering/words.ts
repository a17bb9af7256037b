import { area } from '@/words/area';
import type { OfferingWords } from './ko';

export const offeringWords = area<OfferingWords>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});
export const useOfferingWords = offeringWords.use;

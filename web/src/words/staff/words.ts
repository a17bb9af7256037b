import { area } from '@/words/area';
import type { StaffWords } from './ko';

export const staffWords = area<StaffWords>({
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
});
export const useStaffWords = staffWords.use;

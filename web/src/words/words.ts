import type { Language } from '@/figures/won';
import { usePreferences } from '@/preferences/preferences';

import { en } from './en';
import { ko, type Words } from './ko';

const dictionaries: Record<Language, Words> = { ko, en };

export function useWords(): Words {
  return dictionaries[usePreferences().language];
}

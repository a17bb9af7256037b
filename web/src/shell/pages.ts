import type { IconName } from '@/parts/icon';
import type { Words } from '@/words/ko';

export interface Page {
  to: string;
  label: string;
  icon: IconName;
}

/** The pages of both menus. What the server cannot do yet has no entry. */
export function pages(words: Words): readonly Page[] {
  return [
    { to: '/', label: words.menu.home, icon: 'home' },
    { to: '/trade', label: words.menu.trade, icon: 'trade' },
    { to: '/assets', label: words.menu.assets, icon: 'pie' },
    { to: '/menu', label: words.menu.all, icon: 'menu' },
  ];
}

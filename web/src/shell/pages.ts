import type { IconName } from '@/parts/icon';
import type { Me } from '@/session/me';
import { isStaff } from '@/session/roles';
import type { Words } from '@/words/ko';

export interface Page {
  to: string;
  label: string;
  icon: IconName;
}

/** The pages of both menus, for whoever is logged in. What the server cannot do yet has no entry. */
export function pages(words: Words, me: Me | null | undefined): readonly Page[] {
  return [
    { to: '/', label: words.menu.home, icon: 'home' },
    { to: '/offerings', label: words.menu.offerings, icon: 'building' },
    { to: '/trade', label: words.menu.trade, icon: 'trade' },
    me && isStaff(me.role) ? { to: '/staff', label: words.menu.staff, icon: 'list' } : { to: '/assets', label: words.menu.assets, icon: 'pie' },
    { to: '/menu', label: words.menu.all, icon: 'menu' },
  ];
}

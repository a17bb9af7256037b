import { NavLink } from 'react-router';

import { Icon } from '@/parts/icon';
import { useMe } from '@/session/me';
import { useWords } from '@/words/words';

import { pages } from './pages';

export function TabBar() {
  const words = useWords();
  return (
    <nav
      aria-label={words.menu.tabs}
      className="fixed inset-x-0 bottom-0 z-20 grid h-[calc(var(--tabbar)+env(safe-area-inset-bottom))] auto-cols-fr grid-flow-col border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] desktop:hidden"
    >
      {pages(words, useMe()).map((page) => (
        <NavLink
          key={page.to}
          to={page.to}
          end={page.to === '/'}
          className="group flex flex-col items-center justify-center gap-[3px] text-xs/tight font-medium text-ink-3 aria-[current=page]:font-bold aria-[current=page]:text-ink"
        >
          <Icon name={page.icon} className="size-6 group-aria-[current=page]:text-accent" />
          {page.label}
        </NavLink>
      ))}
    </nav>
  );
}

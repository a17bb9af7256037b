import { Link, NavLink, useMatch, useNavigate } from 'react-router';

import { useInstruments } from '@/market/instruments';
import { useNameOf } from '@/market/naming';
import { Segments } from '@/parts/choices';
import { Icon, Logo } from '@/parts/icon';
import { type Market, setPreferences, usePreferences } from '@/preferences/preferences';
import { useAccounts, useMe } from '@/session/me';
import { useWords } from '@/words/words';

import { pages } from './pages';
import { PracticeBadge } from './practice-badge';
import { SearchBox } from './search-box';

export function TopBar() {
  const words = useWords();
  const nameOf = useNameOf();
  const { market } = usePreferences();
  const me = useMe();
  const account = useAccounts()[market] ?? me?.name;
  const trading = useMatch('/trade/:code');
  const navigate = useNavigate();
  const practice = market === 'practice';
  const ground = practice ? 'bg-[color-mix(in_srgb,var(--accent-soft)_55%,var(--surface))] shadow-[inset_0_-2px_var(--accent-fill)]' : 'bg-surface border-b border-line';
  return (
    <header className={`sticky top-0 z-20 flex h-(--topbar) flex-none items-center gap-2 px-4 desktop:gap-6 desktop:px-6 ${ground}`}>
      {trading && (
        <button type="button" aria-label={words.back} onClick={() => void navigate('/')} className="-ml-2.5 grid size-11 place-items-center rounded-control text-ink-2 desktop:hidden">
          <Icon name="back" className="size-6" />
        </button>
      )}
      <Link to="/" aria-label={`${words.brand} ${words.menu.home}`} className={`items-center gap-2 text-[1.1875rem] font-extrabold tracking-[-0.03em] ${trading ? 'hidden desktop:inline-flex' : 'inline-flex'}`}>
        <Logo />
        {words.brand}
      </Link>
      {practice && <PracticeBadge />}
      {trading?.params.code && <span className="truncate text-xl font-bold tracking-[-0.02em] desktop:hidden">{nameOf(trading.params.code)}</span>}
      <nav aria-label={words.menu.main} className="hidden self-stretch desktop:flex">
        {pages(words, me).map((page) => (
          <NavLink
            key={page.to}
            to={page.to}
            end={page.to === '/'}
            className="relative grid place-items-center px-3.5 font-medium text-ink-2 hover:text-ink aria-[current=page]:font-bold aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-3.5 aria-[current=page]:after:bottom-0 aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent-fill"
          >
            {page.label}
          </NavLink>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-1 desktop:gap-3">
        <SearchBox />
        <MarketSwitch className="hidden desktop:block" />
        {!trading && (
          <Link to="/search" aria-label={words.menu.search} className="grid size-11 place-items-center rounded-control text-ink-2 hover:bg-inset desktop:hidden">
            <Icon name="search" />
          </Link>
        )}
        {account ? (
          <Link to="/menu" className="figures max-w-40 truncate rounded-full bg-accent-soft px-3 py-1.5 text-sm font-bold text-accent">
            {account}
          </Link>
        ) : (
          <Link to="/sign-in" className="rounded-key px-2.5 py-1.5 text-md font-semibold text-accent hover:bg-accent-soft">
            {words.signInLink}
          </Link>
        )}
      </div>
    </header>
  );
}

/** Changes the market; on the trading page that means another instrument. */
export function MarketSwitch({ className = '' }: { className?: string }) {
  const words = useWords();
  const { market } = usePreferences();
  const trading = useMatch('/trade/:code');
  const navigate = useNavigate();
  const { data } = useInstruments();
  const change = (chosen: Market) => {
    setPreferences({ market: chosen });
    const first = data?.find((instrument) => instrument.market === chosen);
    if (trading && first) void navigate(`/trade/${first.code}`);
  };
  const choices = [
    { value: 'live', label: words.market.live },
    { value: 'practice', label: words.market.practice },
  ] as const;
  return <Segments<Market> legend={words.market.choose} choices={choices} value={market} onChange={change} className={className} />;
}

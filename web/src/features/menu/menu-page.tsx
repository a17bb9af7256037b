import { Link } from 'react-router';

import type { Language } from '@/figures/won';
import { Button, ButtonLink } from '@/parts/button';
import { Card, CardHead } from '@/parts/card';
import { Segments } from '@/parts/choices';
import { Icon, type IconName } from '@/parts/icon';
import { Page } from '@/parts/page';
import { type DirectionColours, type Market, setPreferences, type Theme, usePreferences } from '@/preferences/preferences';
import { type Me, useAccounts, useLogOut, useMe } from '@/session/me';
import { isStaff, mayTrade } from '@/session/roles';
import { changeLanguage } from '@/words/area';
import { useWords } from '@/words/words';

const MARKETS: readonly Market[] = ['live', 'practice'];

/** Everything that has no tab of its own: the account, the market, how it all looks. */
export function MenuPage() {
  const words = useWords();
  return (
    <Page title={words.all.title}>
      <title>{`${words.all.title} · ${words.brand}`}</title>
      <div className="grid items-start gap-4 tablet:grid-cols-2 desktop:gap-5">
        <AccountCard />
        <MarketCards />
        <Display />
        <Links />
      </div>
    </Page>
  );
}

function AccountCard() {
  const words = useWords();
  const accounts = useAccounts();
  const me = useMe();
  const logOut = useLogOut();
  const known = MARKETS.filter((market) => accounts[market]);
  return (
    <Card label={words.all.account}>
      <CardHead title={words.all.account} />
      {known.length === 0 && !me && <p className="mb-3 text-ink-2">{words.all.signedOut}</p>}
      {me && (
        <p className="mb-3">
          <b>{me.name}</b> <span className="text-sm text-ink-3">{words.all.roles[me.role]}</span>
        </p>
      )}
      <ul className="mb-3 grid gap-2">
        {known.map((market) => (
          <li key={market} className="flex items-center gap-3">
            <span className="grid size-9 place-items-center rounded-full bg-accent-soft text-accent">
              <Icon name="key" className="size-[18px]" />
            </span>
            <b className="figures">{accounts[market]}</b>
            <span className="text-sm text-ink-3">{words.market[market]}</span>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        {!me && known.length < MARKETS.length && (
          <>
            <ButtonLink to="/sign-in" look="main" className="grow">
              {words.signInLink}
            </ButtonLink>
            <ButtonLink to="/sign-up" className="grow">
              {words.signUpLink}
            </ButtonLink>
          </>
        )}
        {(me || known.length > 0) && (
          <Button className="grow" disabled={logOut.isPending} onClick={() => logOut.mutate()}>
            {words.all.signOut}
          </Button>
        )}
      </div>
    </Card>
  );
}

function MarketCards() {
  const words = useWords();
  const { market: chosen } = usePreferences();
  return (
    <div role="group" aria-label={words.market.choose} className="grid grid-cols-2 gap-3">
      {MARKETS.map((market) => (
        <button
          key={market}
          type="button"
          aria-pressed={market === chosen}
          onClick={() => setPreferences({ market })}
          className="rounded-card bg-surface p-4 text-left shadow-[inset_0_0_0_1px_var(--line)] aria-pressed:shadow-[inset_0_0_0_2px_var(--accent-fill)]"
        >
          <span className="flex items-center gap-1.5 font-semibold">
            {words.market[market]}
            {market === chosen && <Icon name="check" className="size-4 text-accent" />}
          </span>
          <span className="block text-sm text-ink-3">{words.home.otherMarketText[market === 'live' ? 'practice' : 'live']}</span>
        </button>
      ))}
    </div>
  );
}

function Display() {
  const words = useWords();
  const { theme, language, directions } = usePreferences();
  const themes = (['system', 'light', 'dark'] as const).map((value) => ({ value, label: words.all.themes[value] }));
  const languages = (['ko', 'en'] as const).map((value) => ({ value, label: words.all.languages[value] }));
  const colours = (['red-blue', 'green-red'] as const).map((value) => ({ value, label: words.all.directionColours[value] }));
  return (
    <Card label={words.all.display}>
      <CardHead title={words.all.display} />
      <div className="grid gap-4">
        <Setting label={words.all.theme}>
          <Segments<Theme> legend={words.all.theme} choices={themes} value={theme} onChange={(value) => setPreferences({ theme: value })} />
        </Setting>
        <Setting label={words.all.language}>
          <Segments<Language> legend={words.all.language} choices={languages} value={language} onChange={(value) => void changeLanguage(value)} />
        </Setting>
        <Setting label={words.all.directions}>
          <Segments<DirectionColours> legend={words.all.directions} choices={colours} value={directions} onChange={(value) => setPreferences({ directions: value })} />
        </Setting>
      </div>
    </Card>
  );
}

function Setting({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <span aria-hidden="true" className="text-sm font-medium text-ink-2">
        {label}
      </span>
      {children}
    </div>
  );
}

function Links() {
  const words = useWords();
  const me = useMe();
  return (
    <Card label={words.all.pages}>
      <CardHead title={words.all.pages} />
      <ul>
        {me && <OwnLines me={me} />}
        <Line to="/assets/statement" icon="list" label={words.assets.toStatement} />
        <Line to="/search" icon="search" label={words.find.title} />
        <Line href="/status" icon="chart" label={words.all.status} />
        <Line href="/openapi.json" icon="info" label={words.all.api} />
        <Line href="https://www.tradingview.com/" icon="info" label={words.all.charts} />
        <Line href="/licences.txt" icon="info" label={words.all.licences} />
      </ul>
    </Card>
  );
}

/** What the role of who is logged in brings with it. */
function OwnLines({ me }: { me: Me }) {
  const words = useWords();
  return (
    <>
      {mayTrade(me.role) && <Line to="/identity" icon="key" label={words.all.identity} />}
      {mayTrade(me.role) && <Line to="/assets/money" icon="coins" label={words.all.money} />}
      {me.role === 'agent' && <Line to="/listings" icon="building" label={words.all.listings} />}
      {isStaff(me.role) && <Line to="/staff" icon="list" label={words.all.staffWork} />}
      {isStaff(me.role) && <Line to="/staff/assets" icon="building" label={words.all.staffAssets} />}
      {isStaff(me.role) && <Line to="/staff/reconciliation" icon="check" label={words.all.reconciliation} />}
      {me.role === 'administrator' && <Line to="/staff/invitations" icon="plus" label={words.all.invitations} />}
    </>
  );
}

function Line({ to, href, icon, label }: { to?: string; href?: string; icon: IconName; label: string }) {
  const shape = 'flex min-h-13 items-center gap-3 text-md hover:text-accent';
  const inside = (
    <>
      <Icon name={icon} className="size-5 text-ink-3" />
      <span className="grow">{label}</span>
      <Icon name="right" className="size-4 text-ink-3" />
    </>
  );
  return (
    <li className="border-line not-first:border-t">
      {to ? (
        <Link to={to} className={shape}>
          {inside}
        </Link>
      ) : (
        <a href={href} className={shape}>
          {inside}
        </a>
      )}
    </li>
  );
}

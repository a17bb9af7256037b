import { basisPoints } from '@/figures/change';
import { useBalance, useTickers } from '@/live/use-live';
import { useInstruments } from '@/market/instruments';
import { sum, type Valued, valued } from '@/market/valuation';
import { Badge } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Fact, Facts, Pair, Pairs } from '@/parts/card';
import { WonChange } from '@/parts/change';
import { Icon } from '@/parts/icon';
import { LeadingWon, Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Empty, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useHistoryWords } from '@/words/history/words';
import { useWords } from '@/words/words';

import { Distributions } from './distributions';
import { Holdings } from './holdings';
import { Weights } from './weights';

/** What is owned, what it cost and what it is worth, to the won. */
export function PortfolioPage() {
  const words = useWords();
  const { market } = usePreferences();
  const account = useAccounts()[market];
  const noAccount = useNoAccountText(words.assets.signedOut);
  const { orders } = useHistoryWords();
  const past = (
    <>
      <ButtonLink to="/assets/orders" size="s">
        <Icon name="trade" className="size-4" />
        {orders.toOrders}
      </ButtonLink>
      <ButtonLink to="/assets/statement" size="s">
        <Icon name="list" className="size-4" />
        {words.assets.toStatement}
      </ButtonLink>
    </>
  );
  return (
    <Page title={words.assets.title} end={account && past}>
      <title>{`${words.assets.title} · ${words.brand}`}</title>
      {account ? (
        <Figures account={account} />
      ) : (
        <Card>
          <Empty
            icon="pie"
            title={noAccount}
            action={<WayIn />}
          />
        </Card>
      )}
    </Page>
  );
}

function Figures({ account }: { account: string }) {
  const words = useWords();
  const { market } = usePreferences();
  const balance = useBalance(market);
  const { data: instruments } = useInstruments();
  const tickers = useTickers();
  if (!balance || !instruments || !tickers) {
    return (
      <Card>
        <SkeletonRows rows={5} />
      </Card>
    );
  }
  const holdings = valued(balance, instruments, tickers);
  return (
    <div className="grid gap-4 desktop:gap-5">
      <div className="grid gap-4 desktop:grid-cols-[minmax(0,1fr)_368px] desktop:gap-5">
        <Summary holdings={holdings} />
        <Card label={words.assets.cash}>
          <CardHead title={words.assets.cash} end={<span className="text-sm text-ink-3">{account}</span>} />
          <Pairs>
            <Pair label={words.assets.available}>
              <Won amount={balance.cash.available} />
            </Pair>
            <Pair label={words.assets.held}>
              <Won amount={balance.cash.held} />
            </Pair>
            <Pair label={words.assets.total} total>
              <Won amount={balance.cash.total} />
            </Pair>
          </Pairs>
        </Card>
      </div>
      <Holdings holdings={holdings} />
      {holdings.length > 0 && <Weights holdings={holdings} cash={BigInt(balance.cash.total)} />}
      <Distributions key={account} account={account} />
    </div>
  );
}

function Summary({ holdings }: { holdings: readonly Valued[] }) {
  const words = useWords();
  const { market } = usePreferences();
  const value = sum(holdings.map((holding) => holding.value));
  const cost = sum(holdings.map((holding) => holding.cost));
  return (
    <Card label={words.assets.value}>
      <p className="mb-1 flex items-center gap-2 text-sm text-ink-2">
        {words.assets.value}
        {market === 'practice' && <Badge tone="accent">{words.virtual}</Badge>}
      </p>
      <p className="text-5xl leading-tight">
        <LeadingWon amount={value} />
      </p>
      <p className="mt-1 text-md">
        <WonChange amount={value - cost} bps={basisPoints(value, cost)} /> <span className="text-ink-2">{words.assets.profit}</span>
      </p>
      <Facts className="mt-5 border-t border-line pt-5">
        <Fact label={words.assets.put}>
          <Won amount={cost} />
        </Fact>
        <Fact label={words.assets.kinds}>{words.assets.kindsCount(holdings.length)}</Fact>
      </Facts>
    </Card>
  );
}

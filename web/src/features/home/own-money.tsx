import { useBalance, useTickers } from '@/live/use-live';
import { basisPoints } from '@/figures/change';
import { useInstruments } from '@/market/instruments';
import { sum, valued } from '@/market/valuation';
import { Badge } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, Fact, Facts } from '@/parts/card';
import { WonChange } from '@/parts/change';
import { LeadingWon, Won } from '@/parts/money';
import { Skeleton } from '@/parts/states';
import type { Market } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useWords } from '@/words/words';

export function OwnMoney({ market }: { market: Market }) {
  const words = useWords();
  const account = useAccounts()[market];
  return (
    <Card label={words.home.mine}>
      <p className="mb-1 flex items-center gap-2 text-sm text-ink-2">
        {words.home.mine}
        {market === 'practice' && <Badge tone="accent">{words.virtual}</Badge>}
      </p>
      {account ? <Figures market={market} /> : <SignedOut />}
    </Card>
  );
}

function Figures({ market }: { market: Market }) {
  const words = useWords();
  const balance = useBalance(market);
  const { data: instruments } = useInstruments();
  const tickers = useTickers();
  if (!balance || !instruments || !tickers) return <Skeleton className="h-11 w-56" />;
  const holdings = valued(balance, instruments, tickers);
  const value = sum(holdings.map((holding) => holding.value));
  const cost = sum(holdings.map((holding) => holding.cost));
  return (
    <>
      <p className="text-5xl leading-tight">
        <LeadingWon amount={value + BigInt(balance.cash.total)} />
      </p>
      <p className="mt-1 text-md">
        <WonChange amount={value - cost} bps={basisPoints(value, cost)} /> <span className="text-ink-2">{words.home.profit}</span>
      </p>
      <div className="mt-4 flex gap-2">
        <ButtonLink to="/trade" look="main" className="grow tablet:grow-0 tablet:px-8">
          {words.menu.trade}
        </ButtonLink>
        <ButtonLink to="/assets" className="grow tablet:grow-0 tablet:px-8">
          {words.menu.assets}
        </ButtonLink>
        <ButtonLink to="/assets/statement">{words.menu.statement}</ButtonLink>
      </div>
      <Facts className="mt-5 border-t border-line pt-5 tablet:grid-cols-3">
        <Fact label={words.home.invested}>
          <Won amount={value} />
        </Fact>
        <Fact label={words.home.available}>
          <Won amount={balance.cash.available} />
        </Fact>
        <Fact label={words.home.held}>
          <Won amount={balance.cash.held} />
        </Fact>
      </Facts>
    </>
  );
}

function SignedOut() {
  const words = useWords();
  return (
    <div className="flex flex-wrap items-center gap-4">
      <div className="min-w-0 grow">
        <p className="text-2xl font-bold tracking-[-0.02em]">{useNoAccountText(words.home.signedOutTitle)}</p>
        <p className="text-md text-ink-2">{words.home.signedOutText}</p>
      </div>
      <WayIn />
    </div>
  );
}

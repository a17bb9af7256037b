import { useQuery } from '@tanstack/react-query';

import { anybody, ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { useBalance } from '@/live/use-live';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Empty, Failed, Skeleton } from '@/parts/states';
import { useAccounts } from '@/session/me';
import { useSigned } from '@/session/session';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

import { TransferForm } from './transfer-form';
import { WithdrawForm } from './withdraw-form';

/** Money into the live market and out of it. */
export function BankPage() {
  const words = useWords();
  const { bank } = usePeopleWords();
  const account = useAccounts().live;
  return (
    <Page title={bank.title} end={<ButtonLink to="/assets/statement">{bank.toStatement}</ButtonLink>}>
      <title>{`${bank.title} · ${words.brand}`}</title>
      {account ? (
        <Bank key={account} account={account} />
      ) : (
        <Empty icon="coins" title={bank.needsAccount} action={<ButtonLink to="/identity" look="main">{bank.toIdentity}</ButtonLink>} />
      )}
    </Page>
  );
}

function Bank({ account }: { account: string }) {
  const { bank } = usePeopleWords();
  const balance = useBalance('live');
  const { keys } = useSigned();
  const isPerson = keys.live === undefined;
  return (
    <div className="grid items-start gap-4 desktop:grid-cols-2 desktop:gap-5">
      <div className="grid min-w-0 gap-4">
        <Card label={bank.available}>
          <CardHead title={bank.available} end={<span className="text-sm text-ink-3">{account}</span>} />
          {balance ? (
            <>
              <p className="text-4xl font-bold">
                <Won amount={balance.cash.available} />
              </p>
              <p className="mt-1 text-sm text-ink-3">
                {bank.held} <Won amount={balance.cash.held} />
              </p>
            </>
          ) : (
            <Skeleton className="h-10 w-48" />
          )}
        </Card>
        {isPerson && <OwnNumber />}
      </div>
      <div className="grid min-w-0 gap-4">
        <Card label={bank.withdraw}>
          <CardHead title={bank.withdraw} />
          <WithdrawForm available={balance?.cash.available} />
        </Card>
        <UnderWay account={account} />
      </div>
    </div>
  );
}

function OwnNumber() {
  const { bank } = usePeopleWords();
  const number = useQuery({ queryKey: ['own', 'bank-number'], queryFn: async () => (await answered(anybody.GET('/virtual-bank/account'))).account_number, staleTime: Infinity });
  if (number.error) return <Failed error={number.error} onRetry={() => void number.refetch()} />;
  return (
    <Card label={bank.account}>
      <CardHead title={bank.account} end={<span className="text-sm text-ink-3">{bank.virtualBank}</span>} />
      {number.data === undefined ? <Skeleton className="h-8 w-56" /> : <p className="figures text-2xl font-bold">{number.data}</p>}
      <p className="mt-1 mb-5 text-md text-ink-2">{bank.accountText}</p>
      <p className="mb-3 text-sm text-ink-3">{bank.virtualText}</p>
      {number.data !== undefined && <TransferForm number={number.data} />}
    </Card>
  );
}

const ASK_MS = 2_000;

function UnderWay({ account }: { account: string }) {
  const { bank } = usePeopleWords();
  const { data } = useQuery({
    queryKey: ['own', 'payments', account],
    queryFn: () => answered(ownClient('live').GET('/payments')),
    refetchInterval: ASK_MS,
  });
  const lines = [
    ...(data?.deposits ?? []).map((one) => ({ ...one, label: bank.deposit })),
    ...(data?.withdrawals ?? []).map((one) => ({ ...one, label: bank.withdrawal })),
  ];
  return (
    <Card label={bank.underWay}>
      <CardHead title={bank.underWay} />
      {lines.length === 0 && <p className="text-md text-ink-3">{bank.noneUnderWay}</p>}
      <Pairs>
        {lines.map((one) => (
          <Pair key={one.id} label={one.label}>
            <Won amount={one.amount} />
          </Pair>
        ))}
      </Pairs>
    </Card>
  );
}

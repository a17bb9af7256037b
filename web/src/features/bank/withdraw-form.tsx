import { useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { useAct } from '@/api/use-act';
import { won } from '@/figures/won';
import { Button } from '@/parts/button';
import { Trouble, WholeField } from '@/parts/fields';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { usePeopleWords } from '@/words/people/words';

export function WithdrawForm({ available }: { available: string | undefined }) {
  const { bank } = usePeopleWords();
  const { language } = usePreferences();
  const say = useToast();
  const [amount, setAmount] = useState('');
  const act = useAct(
    (body: { amount: string }, key: string) => answered(ownClient('live').POST('/withdrawals', { body, params: { header: { 'Idempotency-Key': key } } })),
    (payment) => {
      say({ text: bank.withdrawn(won(payment.amount, language)) });
      setAmount('');
    },
  );
  const isTooMuch = available !== undefined && amount !== '' && BigInt(amount) > BigInt(available);
  const isReady = amount !== '' && amount !== '0' && !isTooMuch;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !act.isPending) act.mutate({ amount });
      }}
    >
      <p className="text-md text-ink-2">{bank.withdrawText}</p>
      <WholeField
        label={bank.amount}
        unit={language === 'ko' ? '원' : '₩'}
        value={amount}
        onChange={setAmount}
        error={isTooMuch ? bank.tooMuch(won(available, language)) : null}
      />
      <Trouble error={act.error} />
      <Button type="submit" disabled={!isReady || act.isPending}>
        {bank.withdraw}
      </Button>
    </form>
  );
}

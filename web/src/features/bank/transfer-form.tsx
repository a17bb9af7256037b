import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { anybody, newActKey } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { won } from '@/figures/won';
import { Button } from '@/parts/button';
import { Trouble, WholeField } from '@/parts/fields';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { usePeopleWords } from '@/words/people/words';

type Transfer = components['schemas']['BankTransfer'];

/** How often the bank is asked how far a transfer has come. */
const ASK_MS = 700;

const tell = (body: Transfer) => answered(anybody.POST('/virtual-bank/transfers', { body }));

/** Acts as the other bank: told again under the same number, a transfer says how far it has come and moves nothing. */
export function TransferForm({ number }: { number: string }) {
  const { bank } = usePeopleWords();
  const { language } = usePreferences();
  const [amount, setAmount] = useState('');
  const send = useMutation({ mutationFn: tell, retry: 3 });
  const { data: state } = useTransfer(send.data ? send.variables : undefined);
  const shown = state?.state ?? send.data?.state;
  const isUnderWay = send.isPending || shown === 'received' || shown === 'announced';
  const say = useToast();
  const credited = shown === 'credited' ? send.variables?.amount : undefined;
  useEffect(() => {
    if (credited !== undefined) say({ text: bank.credited(won(credited, language)) });
  }, [credited, say, bank, language]);
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (amount !== '' && !isUnderWay) send.mutate({ transfer_id: newActKey(), account_number: number, amount });
      }}
    >
      <WholeField label={bank.amount} unit={language === 'ko' ? '원' : '₩'} value={amount} onChange={setAmount} />
      <Trouble error={send.error} />
      {shown && (
        <p role="status" className="text-sm text-ink-2">
          {bank.states[shown]}
          {state?.reason != null && ` (${state.reason})`}
        </p>
      )}
      <Button type="submit" look="main" disabled={amount === '' || isUnderWay}>
        {isUnderWay ? bank.sending : bank.send}
      </Button>
    </form>
  );
}

function useTransfer(sent: Transfer | undefined) {
  return useQuery({
    queryKey: ['own', 'transfer', sent?.transfer_id],
    queryFn: () => tell(sent as Transfer),
    enabled: sent !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'credited' || state.data?.state === 'refused' ? false : ASK_MS),
  });
}

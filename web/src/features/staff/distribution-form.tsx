import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { anybody, ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { Button } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { Trouble, WholeField } from '@/parts/fields';
import { Won } from '@/parts/money';
import { usePreferences } from '@/preferences/preferences';
import { useStaffWords } from '@/words/staff/words';

import { useProposal } from './use-proposal';

/** Holders change while a distribution is thought about. */
const ASK_MS = 3_000;

/** What a distribution would pay, as it is typed; then a proposal of it. */
export function DistributionForm({ code }: { code: string }) {
  const { distribution } = useStaffWords();
  const { language } = usePreferences();
  const [total, setTotal] = useState('');
  const isAmount = total !== '' && total !== '0';
  const preview = useQuery({
    queryKey: ['staff', 'distribution', code, total],
    queryFn: () => answered(anybody.GET('/instruments/{code}/distributions/preview', { params: { path: { code }, query: { total } } })),
    enabled: isAmount,
    refetchInterval: ASK_MS,
    placeholderData: keepPreviousData,
  });
  const act = useProposal(
    (body: components['schemas']['PayDistribution'], key) =>
      ownClient('live').POST('/instruments/{code}/distributions', { body, params: { path: { code }, header: { 'Idempotency-Key': key } } }),
    () => setTotal(''),
  );
  // What an asset earns is paid by its owner; the server says who that is.
  const payer = preview.data?.owner;
  const isReady = isAmount && payer != null;
  return (
    <Card label={distribution.title}>
      <CardHead title={distribution.title} />
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !act.isPending) act.mutate({ total, payer });
        }}
      >
        <WholeField label={distribution.total} unit={language === 'ko' ? '원' : '₩'} value={total} onChange={setTotal} />
        {isAmount && preview.data && <Preview of={preview.data} />}
        <Trouble error={preview.error ?? act.error} />
        <Button type="submit" look="main" disabled={!isReady || act.isPending}>
          {distribution.submit}
        </Button>
      </form>
    </Card>
  );
}

function Preview({ of }: { of: components['schemas']['DistributionPreview'] }) {
  const { distribution } = useStaffWords();
  return (
    <section aria-label={distribution.preview} className="rounded-control bg-inset p-4">
      <Pairs>
        {of.owner != null && <Pair label={distribution.payer}>{of.owner}</Pair>}
        <Pair label={distribution.perUnit}>
          <Won amount={of.per_unit} />
        </Pair>
        <Pair label={distribution.holders}>{distribution.people(of.holders)}</Pair>
        <Pair label={distribution.gross}>
          <Won amount={of.gross} />
        </Pair>
        <Pair label={distribution.tax}>
          <Won amount={BigInt(of.income_tax) + BigInt(of.local_tax)} />
        </Pair>
        <Pair label={distribution.ownersPart}>
          <Won amount={of.owners_part} />
        </Pair>
        <Pair label={distribution.remainder}>
          <Won amount={of.remainder} />
        </Pair>
        <Pair label={distribution.net} total>
          <Won amount={of.net} />
        </Pair>
      </Pairs>
    </section>
  );
}

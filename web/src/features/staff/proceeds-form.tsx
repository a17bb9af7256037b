import { useState } from 'react';

import { ownClient } from '@/api/client';
import type { components } from '@/api/schema';
import { won } from '@/figures/won';
import type { Offering } from '@/market/assets';
import { Button } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { TextField, Trouble, WholeField } from '@/parts/fields';
import { usePreferences } from '@/preferences/preferences';
import { useStaffWords } from '@/words/staff/words';

import { useProposal } from './use-proposal';

const EVIDENCE = /^[0-9a-f]{64}$/;

/** Pays the owner from what an offering raised, for a reason that a document shows. */
export function ProceedsForm({ code, offering }: { code: string; offering: Offering }) {
  const { proceeds } = useStaffWords();
  const { language } = usePreferences();
  const left = BigInt(offering.raised) - BigInt(offering.released);
  const [amount, setAmount] = useState(left.toString());
  const [evidence, setEvidence] = useState('');
  const act = useProposal((body: components['schemas']['ReleaseProceeds'], key) =>
    ownClient('live').POST('/assets/{code}/proceeds', { body, params: { path: { code }, header: { 'Idempotency-Key': key } } }),
  );
  const isReady = amount !== '' && amount !== '0' && BigInt(amount) <= left && EVIDENCE.test(evidence.trim());
  return (
    <Card label={proceeds.title}>
      <CardHead title={proceeds.title} />
      <Pairs className="mb-4">
        <Pair label={proceeds.left}>{won(left, language)}</Pair>
      </Pairs>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !act.isPending) act.mutate({ amount, evidence: evidence.trim() });
        }}
      >
        <WholeField label={proceeds.amount} unit={language === 'ko' ? '원' : '₩'} value={amount} onChange={setAmount} />
        <TextField label={proceeds.evidence} hint={proceeds.evidenceHint} maxLength={64} autoComplete="off" value={evidence} onChange={setEvidence} />
        <Trouble error={act.error} />
        <Button type="submit" look="main" disabled={!isReady || act.isPending}>
          {proceeds.submit}
        </Button>
      </form>
    </Card>
  );
}

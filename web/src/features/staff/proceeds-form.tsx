import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { base64Of } from '@/api/base64';
import { anybody, ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { won } from '@/figures/won';
import type { Offering } from '@/market/assets';
import { Button } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { FileField, Trouble, WholeField } from '@/parts/fields';
import { usePreferences } from '@/preferences/preferences';
import { useStaffWords } from '@/words/staff/words';

import { useProposal } from './use-proposal';

/** Pays the owner from what an offering raised, for a reason that a document shows. */
export function ProceedsForm({ code, offering }: { code: string; offering: Offering }) {
  const { proceeds } = useStaffWords();
  const { language } = usePreferences();
  const left = BigInt(offering.raised) - BigInt(offering.released);
  const [amount, setAmount] = useState(left.toString());
  const keep = useMutation({
    mutationFn: async (file: File) => await answered(anybody.POST('/staff/evidence', { body: { document: await base64Of(file) } })),
  });
  const evidence = keep.data?.evidence;
  const act = useProposal((body: components['schemas']['ReleaseProceeds'], key) =>
    ownClient('live').POST('/assets/{code}/proceeds', { body, params: { path: { code }, header: { 'Idempotency-Key': key } } }),
  );
  const isReady = amount !== '' && amount !== '0' && BigInt(amount) <= left && evidence !== undefined;
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
          if (isReady && !act.isPending) act.mutate({ amount, evidence });
        }}
      >
        <WholeField label={proceeds.amount} unit={language === 'ko' ? '원' : '₩'} value={amount} onChange={setAmount} />
        <FileField
          label={proceeds.evidence}
          hint={proceeds.evidenceHint}
          accept="image/png,image/jpeg,application/pdf"
          onChange={(file) => {
            keep.reset();
            if (file) keep.mutate(file);
          }}
        />
        <div role="status" className="text-sm text-ink-3">
          {keep.isPending && proceeds.keeping}
          {evidence !== undefined && (
            <>
              {proceeds.kept} <span className="font-mono break-all">{evidence}</span>
            </>
          )}
        </div>
        <Trouble error={keep.error ?? act.error} />
        <Button type="submit" look="main" disabled={!isReady || act.isPending}>
          {proceeds.submit}
        </Button>
      </form>
    </Card>
  );
}

import { useState } from 'react';

import { ownClient } from '@/api/client';
import type { Instrument } from '@/market/instruments';
import { StateBadge } from '@/market/state-badge';
import { Button } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { TextArea, Trouble } from '@/parts/fields';
import { useStaffWords } from '@/words/staff/words';

import { useProposal } from './use-proposal';

/** Halts trading with a reason, and lets it go on. */
export function TradingForm({ instrument }: { instrument: Instrument }) {
  const staff = useStaffWords();
  const [reason, setReason] = useState('');
  const { code } = instrument;
  const isHalted = instrument.state === 'halted';
  const halt = useProposal(
    (body: { reason: string }, key) => ownClient('live').POST('/instruments/{code}/halt', { body, params: { path: { code }, header: { 'Idempotency-Key': key } } }),
    () => setReason(''),
  );
  const resume = useProposal((_: string, key) => ownClient('live').POST('/instruments/{code}/resume', { params: { path: { code }, header: { 'Idempotency-Key': key } } }));
  return (
    <Card label={staff.trading.title}>
      <CardHead title={staff.trading.title} />
      <Pairs className="mb-4">
        <Pair label={staff.trading.state}>
          <StateBadge instrument={instrument} state={instrument.state} />
        </Pair>
        {isHalted && instrument.reason != null && <Pair label={staff.trading.haltReason}>{instrument.reason}</Pair>}
      </Pairs>
      {isHalted ? (
        <div className="grid gap-3">
          <Trouble error={resume.error} />
          <Button look="main" disabled={resume.isPending} onClick={() => resume.mutate(code)}>
            {staff.trading.resume}
          </Button>
        </div>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() !== '' && !halt.isPending) halt.mutate({ reason: reason.trim() });
          }}
        >
          <TextArea label={staff.trading.haltReason} maxLength={200} value={reason} onChange={setReason} />
          <Trouble error={halt.error} />
          <Button type="submit" look="danger" disabled={reason.trim() === '' || halt.isPending}>
            {staff.trading.halt}
          </Button>
        </form>
      )}
    </Card>
  );
}

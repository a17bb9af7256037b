import { useState } from 'react';

import { ownClient } from '@/api/client';
import type { components } from '@/api/schema';
import type { Asset } from '@/market/assets';
import { Button } from '@/parts/button';
import { Card, CardHead } from '@/parts/card';
import { TextArea, TextField, Trouble, WholeField } from '@/parts/fields';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { useProposal } from './use-proposal';

type Schedule = components['schemas']['ScheduleOffering'];

/** Fields of time are those of Seoul, wherever the desk stands. */
const SEOUL = '+09:00';
/** Of the offered units, what counts as success at first. */
const TARGET_PART = 5n;

export function ScheduleForm({ asset }: { asset: Asset }) {
  const words = useWords();
  const { schedule } = useStaffWords();
  const [opensAt, setOpensAt] = useState('');
  const [closesAt, setClosesAt] = useState('');
  const [minimum, setMinimum] = useState('1');
  const [maximum, setMaximum] = useState(asset.offered_units);
  const [target, setTarget] = useState(((BigInt(asset.offered_units) * 4n) / TARGET_PART).toString());
  const act = useProposal(
    (body: Schedule, key) => ownClient('live').POST('/assets/{code}/offering', { body, params: { path: { code: asset.instrument }, header: { 'Idempotency-Key': key } } }),
    () => {
      setOpensAt('');
      setClosesAt('');
    },
  );
  const isBackwards = opensAt !== '' && closesAt !== '' && closesAt <= opensAt;
  const isReady = opensAt !== '' && closesAt !== '' && !isBackwards && [minimum, maximum, target].every((units) => units !== '');
  const piece = words.instrument.piece.trim();
  return (
    <Card label={schedule.title}>
      <CardHead title={schedule.title} />
      <form
        className="grid gap-4 tablet:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !act.isPending) act.mutate({ opens_at: inSeoul(opensAt), closes_at: inSeoul(closesAt), minimum, maximum, target });
        }}
      >
        <TextField label={schedule.opensAt} type="datetime-local" step={1} value={opensAt} onChange={setOpensAt} />
        <TextField label={schedule.closesAt} type="datetime-local" step={1} value={closesAt} onChange={setClosesAt} error={isBackwards ? schedule.order : null} />
        <WholeField label={schedule.minimum} unit={piece} value={minimum} onChange={setMinimum} />
        <WholeField label={schedule.maximum} unit={piece} value={maximum} onChange={setMaximum} />
        <WholeField label={schedule.target} unit={piece} value={target} onChange={setTarget} hint={schedule.targetHint} />
        <div className="grid gap-3 tablet:col-span-2">
          <Trouble error={act.error} />
          <Button type="submit" look="main" disabled={!isReady || act.isPending}>
            {schedule.submit}
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function CancelOfferingForm({ code }: { code: string }) {
  const staff = useStaffWords();
  const [reason, setReason] = useState('');
  const act = useProposal(
    (body: { reason: string }, key) => ownClient('live').POST('/assets/{code}/offering/cancel', { body, params: { path: { code }, header: { 'Idempotency-Key': key } } }),
    () => setReason(''),
  );
  return (
    <Card label={staff.cancelOffering.title}>
      <CardHead title={staff.cancelOffering.title} />
      <p className="mb-4 text-md text-ink-2">{staff.cancelOffering.text}</p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '' && !act.isPending) act.mutate({ reason: reason.trim() });
        }}
      >
        <TextArea label={staff.reason} maxLength={500} value={reason} onChange={setReason} />
        <Trouble error={act.error} />
        <Button type="submit" look="danger" disabled={reason.trim() === '' || act.isPending}>
          {staff.cancelOffering.submit}
        </Button>
      </form>
    </Card>
  );
}

/** A time as the server reads it. Seconds are left out of a field where they are zero. */
function inSeoul(local: string): string {
  return new Date(`${local}${SEOUL}`).toISOString();
}

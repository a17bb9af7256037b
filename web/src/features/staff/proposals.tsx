import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { useAct } from '@/api/use-act';
import { dayAndTime } from '@/figures/time';
import { ASSETS_KEY } from '@/market/assets';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { Button } from '@/parts/button';
import { TextArea, Trouble } from '@/parts/fields';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { type Market, usePreferences } from '@/preferences/preferences';
import type { Me } from '@/session/me';
import { useStaffWords } from '@/words/staff/words';

import { ActionFacts } from './action-facts';
import { mayDo } from './duties';
import { type Proposal, PROPOSALS_KEY, useProposals } from './queues';

/** What somebody of staff has proposed and another has to approve. */
export function OpenProposals({ me, market }: { me: Me; market: Market }) {
  const staff = useStaffWords();
  const proposals = useProposals(market);
  if (proposals.error) return <Failed error={proposals.error} onRetry={() => void proposals.refetch()} />;
  if (!proposals.data) return <SkeletonRows rows={3} />;
  if (proposals.data.open.length === 0) return <Empty icon="check" title={staff.nothing} />;
  return (
    <ul className="grid gap-4">
      {proposals.data.open.map((proposal) => (
        <li key={proposal.proposal} className="border-line not-first:border-t not-first:pt-4">
          <Head proposal={proposal} me={me} />
          <ActionFacts action={proposal.action} />
          {mayDo(me.role, proposal.action.kind) && <Decide proposal={proposal} me={me} market={market} />}
        </li>
      ))}
    </ul>
  );
}

function Head({ proposal, me }: { proposal: Proposal; me?: Me }) {
  const staff = useStaffWords();
  const { language } = usePreferences();
  const nameOf = useNameOf();
  const { action } = proposal;
  return (
    <p className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-1">
      <b className="text-lg">{staff.actions[action.kind]}</b>
      {'instrument' in action && <span>{nameOf(action.instrument)}</span>}
      {proposal.proposed_by.person === me?.person && <Badge tone="warn">{staff.ownProposal}</Badge>}
      <span className="ml-auto text-sm text-ink-3">{staff.proposedBy(proposal.proposed_by.name, dayAndTime(proposal.proposed_at, language))}</span>
    </p>
  );
}

function Decide({ proposal, me, market }: { proposal: Proposal; me: Me; market: Market }) {
  const staff = useStaffWords();
  const queries = useQueryClient();
  const say = useToast();
  const [reason, setReason] = useState('');
  const isOwn = proposal.proposed_by.person === me.person;
  const renew = () => {
    void queries.invalidateQueries({ queryKey: PROPOSALS_KEY });
    void queries.invalidateQueries({ queryKey: ASSETS_KEY });
  };
  const path = { proposal: proposal.proposal };
  const approve = useAct(
    (_: string, key: string) => answered(ownClient(market).POST('/proposals/{proposal}/approval', { params: { path, header: { 'Idempotency-Key': key } } })),
    () => {
      say({ text: staff.approved });
      renew();
    },
  );
  const reject = useAct(
    (body: { reason: string }, key: string) => answered(ownClient(market).POST('/proposals/{proposal}/rejection', { body, params: { path, header: { 'Idempotency-Key': key } } })),
    () => {
      say({ text: isOwn ? staff.takenBack : staff.rejected });
      renew();
    },
  );
  const isBusy = approve.isPending || reject.isPending;
  return (
    <div className="mt-4 grid gap-3">
      <TextArea label={staff.rejectionReason} maxLength={500} value={reason} onChange={setReason} />
      {isOwn && <p className="text-sm text-ink-3">{staff.needsAnother}</p>}
      <Trouble error={approve.error ?? reject.error} />
      <div className="flex gap-2">
        <Button look="danger" disabled={isBusy || reason.trim() === ''} onClick={() => reject.mutate({ reason: reason.trim() })}>
          {isOwn ? staff.takeBack : staff.reject}
        </Button>
        {!isOwn && (
          <Button look="main" className="grow" disabled={isBusy} onClick={() => approve.mutate(proposal.proposal)}>
            {staff.approve}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What was decided last. */
export function Decided({ market }: { market: Market }) {
  const staff = useStaffWords();
  const { language } = usePreferences();
  const { data } = useProposals(market);
  if (!data) return <SkeletonRows rows={3} />;
  if (data.decided.length === 0) return <Empty icon="list" title={staff.nothing} />;
  return (
    <ul className="grid gap-4">
      {data.decided.map((proposal) => (
        <li key={proposal.proposal} className="border-line not-first:border-t not-first:pt-4">
          <Head proposal={proposal} />
          {proposal.decision != null && (
            <p className="mb-3 flex flex-wrap items-center gap-2 text-sm text-ink-2">
              <Badge tone={proposal.decision.is_approved ? 'accent' : 'danger'}>{proposal.decision.is_approved ? staff.wasApproved : staff.wasRejected}</Badge>
              {staff.decisionOf(proposal.decision.by.name, dayAndTime(proposal.decision.at, language))}
              {proposal.decision.reason != null && <span>{proposal.decision.reason}</span>}
            </p>
          )}
          <ActionFacts action={proposal.action} />
        </li>
      ))}
    </ul>
  );
}

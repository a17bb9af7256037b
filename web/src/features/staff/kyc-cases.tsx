import { useMutation, useQueryClient } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { dayAndTime } from '@/figures/time';
import { Pair, Pairs } from '@/parts/card';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import type { Me } from '@/session/me';
import { useStaffWords } from '@/words/staff/words';

import { DecisionForm } from './decision-form';
import { DocumentView } from './document-view';
import { KYC_KEY, type KycCase, useKycCases } from './queues';

export function KycCases({ me }: { me: Me }) {
  const staff = useStaffWords();
  const cases = useKycCases(me.role);
  if (cases.error) return <Failed error={cases.error} onRetry={() => void cases.refetch()} />;
  if (!cases.data) return <SkeletonRows rows={3} />;
  if (cases.data.length === 0) return <Empty icon="check" title={staff.nothing} />;
  return (
    <ul className="grid gap-5">
      {cases.data.map((one) => (
        <Case key={one.case} one={one} decides={me.role === 'reviewer'} />
      ))}
    </ul>
  );
}

function Case({ one, decides }: { one: KycCase; decides: boolean }) {
  const staff = useStaffWords();
  const { language } = usePreferences();
  const queries = useQueryClient();
  const say = useToast();
  const decision = useMutation({
    mutationFn: (body: components['schemas']['DecideKyc']) => answered(anybody.POST('/staff/kyc/{case}/decision', { body, params: { path: { case: one.case } } })),
    onSuccess: (_, body) => {
      say({ text: staff.decidedKyc[body.decision] });
      void queries.invalidateQueries({ queryKey: KYC_KEY });
    },
  });
  return (
    <li aria-label={one.name} className="grid gap-4 border-line not-first:border-t not-first:pt-5 tablet:grid-cols-[240px_minmax(0,1fr)]">
      <DocumentView address={`/api/v1/staff/kyc/${one.case}/document`} mediaType={one.media_type} label={staff.document} />
      <div className="min-w-0">
        <p className="mb-2 flex flex-wrap items-baseline gap-x-2">
          <b className="text-lg">{one.name}</b>
          <span className="text-sm text-ink-3">{staff.submittedAt(dayAndTime(one.submitted_at, language))}</span>
        </p>
        <Pairs>
          <Pair label={staff.documentKinds[one.document_kind]}>{one.id_number_masked}</Pair>
          <Pair label={staff.country}>{one.country}</Pair>
        </Pairs>
        {decides && <DecisionForm decide={(what, reason) => decision.mutate({ decision: what, reason })} isBusy={decision.isPending} error={decision.error} />}
      </div>
    </li>
  );
}

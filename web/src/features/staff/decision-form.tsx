import { useState } from 'react';

import type { components } from '@/api/schema';
import { Button } from '@/parts/button';
import { TextArea, Trouble } from '@/parts/fields';
import { useStaffWords } from '@/words/staff/words';

type Decision = components['schemas']['Decision'];

interface DecisionFormProps {
  decide: (decision: Decision, reason: string) => void;
  isBusy: boolean;
  /** False while something that an approval needs is missing. */
  mayApprove?: boolean;
  error: unknown;
}

/** Yes or no with a reason, which the person it is about reads. */
export function DecisionForm({ decide, isBusy, mayApprove = true, error }: DecisionFormProps) {
  const staff = useStaffWords();
  const [reason, setReason] = useState('');
  const isMissing = reason.trim() === '';
  return (
    <div className="mt-4 grid gap-3">
      <TextArea label={staff.reason} maxLength={500} value={reason} onChange={setReason} />
      <Trouble error={error} />
      <div className="flex gap-2">
        <Button look="danger" disabled={isBusy || isMissing} onClick={() => decide('reject', reason.trim())}>
          {staff.reject}
        </Button>
        <Button look="main" className="grow" disabled={isBusy || isMissing || !mayApprove} onClick={() => decide('approve', reason.trim())}>
          {staff.approve}
        </Button>
      </div>
    </div>
  );
}

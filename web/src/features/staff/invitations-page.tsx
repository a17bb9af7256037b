import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { Button } from '@/parts/button';
import { Card } from '@/parts/card';
import { SelectField, Trouble } from '@/parts/fields';
import { Note } from '@/parts/states';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { StaffPage } from './staff-page';

type StaffRole = components['schemas']['StaffRole'];
const ROLES: readonly StaffRole[] = ['reviewer', 'treasurer', 'market_operator', 'auditor', 'administrator'];

/** Links by which new staff signs up, each in the role it was made for. */
export function InvitationsPage() {
  const { invitations } = useStaffWords();
  return (
    <StaffPage title={invitations.title} refusal={invitations.adminsOnly} admits={(me) => me.role === 'administrator'}>
      {() => <Invite />}
    </StaffPage>
  );
}

function Invite() {
  const words = useWords();
  const { invitations } = useStaffWords();
  const [role, setRole] = useState<StaffRole>('reviewer');
  const invite = useMutation({ mutationFn: (chosen: StaffRole) => answered(anybody.POST('/staff/invitations', { body: { role: chosen } })) });
  return (
    <Card label={invitations.title} className="max-w-[720px]">
      <p className="mb-4 text-md text-ink-2">{invitations.text}</p>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate(role);
        }}
      >
        <SelectField<StaffRole> label={invitations.role} choices={ROLES.map((value) => ({ value, label: words.all.roles[value] }))} value={role} onChange={setRole} />
        <Trouble error={invite.error} />
        <Button type="submit" look="main" disabled={invite.isPending}>
          {invitations.submit}
        </Button>
      </form>
      {invite.data && (
        <div role="status" className="mt-5 grid gap-2">
          <p className="text-sm font-medium text-ink-2">
            {invitations.link} · {words.all.roles[invite.data.role]}
          </p>
          <p className="rounded-control bg-inset p-3.5 font-mono text-sm break-all">{`${location.origin}/sign-up/staff#${invite.data.token}`}</p>
          <Note tone="warn" icon="key">
            {invitations.note}
          </Note>
        </div>
      )}
    </Card>
  );
}

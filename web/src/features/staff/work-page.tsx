import { useState } from 'react';

import { ButtonLink } from '@/parts/button';
import { Card, Fact } from '@/parts/card';
import { Tabs } from '@/parts/choices';
import { usePreferences } from '@/preferences/preferences';
import type { Me } from '@/session/me';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { mayDo, seesReviews } from './duties';
import { KycCases } from './kyc-cases';
import { ListingReviews } from './listing-reviews';
import { Decided, OpenProposals } from './proposals';
import { useKycCases, useListings, useProposals } from './queues';
import { StaffPage } from './staff-page';

type Tab = 'proposals' | 'kyc' | 'listings' | 'decided';

/** Everything that waits for somebody of staff. */
export function WorkPage() {
  const words = useWords();
  const staff = useStaffWords();
  return (
    <StaffPage title={staff.workTitle} end={<ButtonLink to="/staff/assets">{words.all.staffAssets}</ButtonLink>}>
      {(me) => <Work me={me} />}
    </StaffPage>
  );
}

function Work({ me }: { me: Me }) {
  const staff = useStaffWords();
  const { market } = usePreferences();
  const open = useProposals(market).data?.open ?? [];
  const cases = useKycCases(me.role).data ?? [];
  const listings = useListings(me.role).data ?? [];
  const reviews = seesReviews(me.role);
  const [chosen, setChosen] = useState<Tab>(reviews ? 'kyc' : 'proposals');
  const mine = open.filter((one) => one.proposed_by.person !== me.person && mayDo(me.role, one.action.kind)).length;
  const tabs = [
    { value: 'proposals' as const, label: staff.proposals, count: open.length },
    ...(reviews ? [{ value: 'kyc' as const, label: staff.kycCases, count: cases.length }] : []),
    ...(reviews ? [{ value: 'listings' as const, label: staff.listings, count: listings.length }] : []),
    { value: 'decided' as const, label: staff.decided },
  ];
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-2 gap-3 tablet:grid-cols-4 desktop:gap-4 [&>div]:rounded-card [&>div]:bg-surface [&>div]:p-4">
        <Fact label={staff.tiles.mine}>{staff.count(mine)}</Fact>
        <Fact label={staff.tiles.others}>{staff.count(open.length - mine)}</Fact>
        {reviews && <Fact label={staff.tiles.kyc}>{staff.count(cases.length)}</Fact>}
        {reviews && <Fact label={staff.tiles.listings}>{staff.count(listings.length)}</Fact>}
      </dl>
      <Card label={staff.workTitle}>
        <Tabs<Tab> legend={staff.workTitle} choices={tabs} value={chosen} onChange={setChosen} panel="work" className="mb-4 border-b border-line" />
        <div id="work" role="tabpanel" aria-label={tabs.find((tab) => tab.value === chosen)?.label} tabIndex={0} className="rounded-key">
          {chosen === 'proposals' && <OpenProposals me={me} market={market} />}
          {chosen === 'kyc' && <KycCases me={me} />}
          {chosen === 'listings' && <ListingReviews me={me} />}
          {chosen === 'decided' && <Decided market={market} />}
        </div>
      </Card>
    </div>
  );
}

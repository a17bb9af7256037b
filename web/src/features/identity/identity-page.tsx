import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { day } from '@/figures/time';
import { Badge, type Tone } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { Page } from '@/parts/page';
import { Empty, Note, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { type Me, useMe } from '@/session/me';
import { usePeopleWords } from '@/words/people/words';
import { useWords } from '@/words/words';

import { DocumentForm } from './document-form';

const tones: Record<Me['kyc_state'], Tone> = { none: 'plain', submitted: 'warn', approved: 'accent', rejected: 'danger' };

/** Who somebody is, as far as staff has checked it. */
export function IdentityPage() {
  const words = useWords();
  const { identity } = usePeopleWords();
  const me = useMe();
  return (
    <Page title={identity.title}>
      <title>{`${identity.title} · ${words.brand}`}</title>
      {me === undefined && <SkeletonRows rows={4} />}
      {me === null && <Empty icon="key" title={identity.signedOut} action={<ButtonLink to="/sign-in" look="main">{words.signInLink}</ButtonLink>} />}
      {me && me.role !== 'investor' && me.role !== 'agent' && <Empty icon="info" title={identity.notForStaff} />}
      {me && (me.role === 'investor' || me.role === 'agent') && <Identity me={me} />}
    </Page>
  );
}

function Identity({ me }: { me: Me }) {
  const words = useWords();
  const { identity } = usePeopleWords();
  const { data: cases } = useQuery({
    queryKey: ['own', 'kyc', me.kyc_state],
    queryFn: async () => (await answered(anybody.GET('/kyc'))).cases,
  });
  const mayHandIn = me.kyc_state === 'none' || me.kyc_state === 'rejected';
  return (
    <div className="grid items-start gap-4 desktop:grid-cols-[minmax(0,1fr)_368px] desktop:gap-5">
      <div className="grid min-w-0 gap-4">
        <Card label={identity.title}>
          <CardHead title={identity.states[me.kyc_state]} beside={<Badge tone={tones[me.kyc_state]}>{me.name}</Badge>} />
          <p className="text-md text-ink-2">{mayHandIn ? identity.text : identity.stateTexts[me.kyc_state]}</p>
          {me.kyc_state === 'rejected' && <p className="mt-2 text-md text-danger">{identity.stateTexts.rejected}</p>}
        </Card>
        {mayHandIn && (
          <Card label={identity.handIn}>
            <DocumentForm />
          </Card>
        )}
        {cases?.map((one) => <Case key={one.case} one={one} />)}
      </div>
      <Card label={identity.accounts}>
        <CardHead title={identity.accounts} />
        <Pairs>
          {me.accounts.map((one) => (
            <Pair key={one.market} label={words.market[one.market]}>
              {one.account ?? (one.refused != null ? identity.notOpened(one.refused) : me.kyc_state === 'approved' ? identity.opening : '–')}
            </Pair>
          ))}
        </Pairs>
        {me.accounts.some((one) => one.market === 'live' && one.account != null) && (
          <ButtonLink to="/assets/money" look="main" className="mt-4 w-full">
            {identity.toBank}
          </ButtonLink>
        )}
      </Card>
    </div>
  );
}

function Case({ one }: { one: components['schemas']['KycCase'] }) {
  const { identity } = usePeopleWords();
  const { language } = usePreferences();
  return (
    <Card label={identity.cases}>
      <CardHead title={identity.kinds[one.document_kind]} beside={<Badge tone={tones[one.state]}>{identity.states[one.state]}</Badge>} />
      <Pairs>
        <Pair label={identity.idNumber}>{one.id_number_masked}</Pair>
        <Pair label={identity.country}>{identity.countries[one.country.toString()] ?? one.country}</Pair>
      </Pairs>
      {one.reason != null && (
        <div className="mt-4">
          <Note tone={one.state === 'approved' ? 'ok' : 'danger'} icon="info">
            {identity.reason}: {one.reason}
            {one.verified_until != null && <span className="block">{identity.until(day(one.verified_until, language))}</span>}
          </Note>
        </div>
      )}
    </Card>
  );
}

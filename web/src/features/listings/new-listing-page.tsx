import { ButtonLink } from '@/parts/button';
import { Page } from '@/parts/page';
import { Empty, SkeletonRows } from '@/parts/states';
import { useAccounts, useMe } from '@/session/me';
import { useIssuerWords } from '@/words/issuer/words';
import { useWords } from '@/words/words';

import { ListingForm } from './listing-form';

export function NewListingPage() {
  const words = useWords();
  const own = useIssuerWords();
  const me = useMe();
  const account = useAccounts().live;
  return (
    <Page title={own.newTitle}>
      <title>{`${own.newTitle} · ${words.brand}`}</title>
      <p className="-mt-3 mb-4 text-md text-ink-2">{own.newText}</p>
      {me === undefined && <SkeletonRows rows={5} />}
      {me !== undefined && me?.role !== 'agent' && <Empty icon="building" title={own.agentsOnly} />}
      {me?.role === 'agent' && !account && <Empty icon="key" title={own.needsAccount} action={<ButtonLink to="/identity" look="main">{own.toIdentity}</ButtonLink>} />}
      {me?.role === 'agent' && account && <ListingForm />}
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { dayAndTime } from '@/figures/time';
import { Badge, type Tone } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Fact, Facts } from '@/parts/card';
import { Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Empty, Failed, Note, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useMe } from '@/session/me';
import { useIssuerWords } from '@/words/issuer/words';
import { useWords } from '@/words/words';

type Listing = components['schemas']['Listing'];

const ASK_MS = 2_000;
const tones: Record<Listing['state'], Tone> = { submitted: 'warn', reviewed: 'warn', confirmed: 'warn', registered: 'accent', rejected: 'danger', refused: 'danger' };

/** What an agent has handed in, and how far each has come. */
export function ListingsPage() {
  const words = useWords();
  const own = useIssuerWords();
  const me = useMe();
  const add = (
    <ButtonLink to="/listings/new" look="main">
      {own.add}
    </ButtonLink>
  );
  return (
    <Page title={own.title} end={me?.role === 'agent' && add}>
      <title>{`${own.title} · ${words.brand}`}</title>
      {me === undefined && <SkeletonRows rows={4} />}
      {me?.role === 'agent' && <Listings />}
      {me !== undefined && me?.role !== 'agent' && <Empty icon="building" title={own.agentsOnly} />}
    </Page>
  );
}

function Listings() {
  const own = useIssuerWords();
  const listings = useQuery({
    queryKey: ['own', 'listings'],
    queryFn: async () => (await answered(anybody.GET('/listings'))).listings,
    refetchInterval: ASK_MS,
  });
  if (listings.error) return <Failed error={listings.error} onRetry={() => void listings.refetch()} />;
  if (!listings.data) return <SkeletonRows rows={4} />;
  return (
    <div className="grid gap-4">
      <p className="text-md text-ink-2">{own.text}</p>
      {listings.data.length === 0 && <Empty icon="building" title={own.none} />}
      {listings.data.map((listing) => (
        <ListingCard key={listing.listing} listing={listing} />
      ))}
    </div>
  );
}

function ListingCard({ listing }: { listing: Listing }) {
  const own = useIssuerWords();
  const { language } = usePreferences();
  return (
    <Card label={listing.name}>
      <CardHead
        title={listing.name}
        beside={<Badge tone={tones[listing.state]}>{own.states[listing.state]}</Badge>}
        end={<span className="figures text-sm text-ink-3">{dayAndTime(listing.submitted_at, language)}</span>}
      />
      <Facts>
        <Fact label={own.appraisal}>
          <Won amount={listing.appraisal} />
        </Fact>
        <Fact label={own.unitPrice}>
          <Won amount={listing.unit_price} />
        </Fact>
        <Fact label={own.owner}>{listing.owner}</Fact>
        {listing.code != null && <Fact label={own.code}>{listing.code}</Fact>}
      </Facts>
      {listing.reason != null && (
        <div className="mt-4">
          <Note icon="info">
            {own.reason}: {listing.reason}
            {listing.refusal != null && <span className="block">{own.refusal(listing.refusal)}</span>}
          </Note>
        </div>
      )}
      {listing.state === 'registered' && listing.code != null && (
        <ButtonLink to={`/offerings/${listing.code}`} look="soft" className="mt-4">
          {own.toOffering}
        </ButtonLink>
      )}
    </Card>
  );
}

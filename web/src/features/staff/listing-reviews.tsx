import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { dayAndTime } from '@/figures/time';
import { ASSETS_KEY } from '@/market/assets';
import { Badge } from '@/parts/badge';
import { Pair, Pairs } from '@/parts/card';
import { TextField } from '@/parts/fields';
import { Won } from '@/parts/money';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import type { Me } from '@/session/me';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { DecisionForm } from './decision-form';
import { DocumentView } from './document-view';
import { type Listing, LISTINGS_KEY, useListings } from './queues';

/** Assets that wait for the first or the second of two reviewers. */
export function ListingReviews({ me }: { me: Me }) {
  const staff = useStaffWords();
  const listings = useListings(me.role);
  if (listings.error) return <Failed error={listings.error} onRetry={() => void listings.refetch()} />;
  if (!listings.data) return <SkeletonRows rows={3} />;
  if (listings.data.length === 0) return <Empty icon="check" title={staff.nothing} />;
  return (
    <ul className="grid gap-5">
      {listings.data.map((listing) => (
        <ListingRow key={listing.listing} listing={listing} me={me} />
      ))}
    </ul>
  );
}

function ListingRow({ listing, me }: { listing: Listing; me: Me }) {
  const words = useWords();
  const staff = useStaffWords();
  const { language } = usePreferences();
  return (
    <li aria-label={listing.name} className="grid gap-4 border-line not-first:border-t not-first:pt-5 tablet:grid-cols-[240px_minmax(0,1fr)]">
      <DocumentView address={`/api/v1/staff/listings/${listing.listing}/document`} mediaType={listing.media_type} label={staff.appraisalReport} />
      <div className="min-w-0">
        <p className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1">
          <b className="text-lg">{listing.name}</b>
          <Badge>{staff.classes[listing.class]}</Badge>
          <Badge tone="warn">{listing.state === 'submitted' || listing.state === 'reviewed' ? staff.listingStates[listing.state] : listing.state}</Badge>
          <span className="text-sm text-ink-3">{staff.submittedAt(dayAndTime(listing.submitted_at, language))}</span>
        </p>
        <p className="mb-3 text-md whitespace-pre-line text-ink-2">{listing.summary}</p>
        <Pairs>
          <Pair label={staff.agent}>{listing.agent.name}</Pair>
          <Pair label={staff.place}>
            <span className="whitespace-normal">{listing.place}</span>
          </Pair>
          <Pair label={staff.appraisal}>
            <Won amount={listing.appraisal} />
          </Pair>
          <Pair label={staff.unitPrice}>
            <Won amount={listing.unit_price} />
          </Pair>
          <Pair label={staff.offered}>
            {grouped(listing.offered_units) + words.instrument.piece} · {share(BigInt(listing.share_bps))}
          </Pair>
          {listing.code != null && <Pair label={staff.code}>{listing.code}</Pair>}
          {listing.reviewed_by != null && <Pair label={staff.reviewedBy}>{listing.reviewed_by.name}</Pair>}
        </Pairs>
        {me.role === 'reviewer' && <Review listing={listing} me={me} />}
      </div>
    </li>
  );
}

function Review({ listing, me }: { listing: Listing; me: Me }) {
  const staff = useStaffWords();
  const queries = useQueryClient();
  const say = useToast();
  const [code, setCode] = useState('');
  const isFirst = listing.state === 'submitted';
  const review = useMutation({
    mutationFn: ({ decision, reason }: components['schemas']['ConfirmListing']) => {
      const params = { path: { listing: listing.listing } };
      if (!isFirst) return answered(anybody.POST('/staff/listings/{listing}/confirmation', { params, body: { decision, reason } }));
      const named = decision === 'approve' ? { code: code.trim() } : {};
      return answered(anybody.POST('/staff/listings/{listing}/review', { params, body: { decision, reason, ...named } }));
    },
    onSuccess: (_, { decision }) => {
      say({ text: staff.listingDone[decision] });
      void queries.invalidateQueries({ queryKey: LISTINGS_KEY });
      void queries.invalidateQueries({ queryKey: ASSETS_KEY });
    },
  });
  if (listing.reviewed_by?.person === me.person) return <p className="mt-4 text-md text-ink-2">{staff.alreadyYours}</p>;
  return (
    <div className="mt-4">
      {isFirst && <TextField label={staff.code} hint={staff.codeHint} maxLength={20} value={code} onChange={setCode} />}
      <DecisionForm
        decide={(decision, reason) => review.mutate({ decision, reason })}
        isBusy={review.isPending}
        mayApprove={!isFirst || code.trim() !== ''}
        error={review.error}
      />
    </div>
  );
}

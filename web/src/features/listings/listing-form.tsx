import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { base64Of } from '@/api/base64';
import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import type { components } from '@/api/schema';
import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { won } from '@/figures/won';
import { Badge } from '@/parts/badge';
import { Button } from '@/parts/button';
import { Card, CardHead, Fact, Pair, Pairs } from '@/parts/card';
import { FileField, SelectField, TextArea, TextField, Trouble, WholeField } from '@/parts/fields';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useIssuerWords } from '@/words/issuer/words';
import { useWords } from '@/words/words';

import { divide, type Division, REAL_ESTATE_BELOW_BPS, WHOLE_BPS } from './division';

type AssetClass = components['schemas']['AssetClass'];
const CLASSES: readonly AssetClass[] = ['real_estate', 'intellectual_property', 'start_up', 'company'];
const SHARE_AT_FIRST_BPS = 4_000;
const SHARE_STEP_BPS = 100;

/** What the asset is, what it is worth, and into how many pieces it is divided. */
export function ListingForm() {
  const words = useWords();
  const own = useIssuerWords();
  const { language } = usePreferences();
  const navigate = useNavigate();
  const say = useToast();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<AssetClass>('real_estate');
  const [place, setPlace] = useState('');
  const [summary, setSummary] = useState('');
  const [appraisal, setAppraisal] = useState('');
  const [totalUnits, setTotalUnits] = useState('');
  const [shareBps, setShareBps] = useState(SHARE_AT_FIRST_BPS);
  const [file, setFile] = useState<File | null>(null);
  const submit = useMutation({
    mutationFn: async (document: File) => {
      const described = { name: name.trim(), class: kind, place: place.trim(), summary: summary.trim() };
      const body = { ...described, appraisal, total_units: totalUnits, share_bps: shareBps, document: await base64Of(document) };
      return await answered(anybody.POST('/listings', { body }));
    },
    onSuccess: (listing) => {
      say({ text: own.done(listing.name) });
      void navigate('/listings');
    },
  });
  const division = divide(appraisal, totalUnits, shareBps);
  const isTooCheap = division !== null && division.unitPrice === 0n;
  const shareMost = kind === 'real_estate' ? REAL_ESTATE_BELOW_BPS - SHARE_STEP_BPS : WHOLE_BPS;
  const isDescribed = [name, place, summary].every((text) => text.trim() !== '');
  const isReady = isDescribed && division !== null && !isTooCheap && file !== null;
  return (
    <form
      className="grid items-start gap-4 desktop:grid-cols-[minmax(0,1fr)_368px] desktop:gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (file && isReady && !submit.isPending) submit.mutate(file);
      }}
    >
      <div className="grid min-w-0 gap-4">
        <Card label={own.assetPart}>
          <CardHead title={own.assetPart} />
          <div className="grid gap-4 tablet:grid-cols-2">
            <TextField label={own.name} maxLength={80} value={name} onChange={setName} />
            <SelectField<AssetClass>
              label={own.kind}
              choices={CLASSES.map((value) => ({ value, label: own.classes[value] }))}
              value={kind}
              onChange={(chosen) => {
                setKind(chosen);
                if (chosen === 'real_estate') setShareBps(Math.min(shareBps, REAL_ESTATE_BELOW_BPS - SHARE_STEP_BPS));
              }}
            />
            <div className="tablet:col-span-2">
              <TextField label={own.place} maxLength={120} value={place} onChange={setPlace} />
            </div>
            <div className="tablet:col-span-2">
              <TextArea label={own.summary} maxLength={2_000} value={summary} onChange={setSummary} />
            </div>
          </div>
        </Card>
        <Card label={own.valuePart}>
          <CardHead title={own.valuePart} />
          <div className="grid gap-4 tablet:grid-cols-2">
            <WholeField label={own.appraisal} unit={language === 'ko' ? '원' : '₩'} value={appraisal} onChange={setAppraisal} />
            <WholeField label={own.totalUnits} unit={words.instrument.piece.trim()} value={totalUnits} onChange={setTotalUnits} error={isTooCheap ? own.belowOneWon : null} />
            <label className="grid gap-1.5 tablet:col-span-2">
              <span className="flex justify-between text-sm font-medium text-ink-2">
                {own.share}
                <b className="figures text-lg text-ink">{percentOf(shareBps)}</b>
              </span>
              <input
                type="range"
                min={SHARE_STEP_BPS}
                max={shareMost}
                step={SHARE_STEP_BPS}
                value={shareBps}
                onChange={(event) => setShareBps(Number(event.target.value))}
                className="h-8 w-full accent-(--accent-fill)"
              />
              <span className="text-sm text-ink-3">
                {own.shareValue(percentOf(shareBps))} {kind === 'real_estate' && own.shareLimit}
              </span>
            </label>
          </div>
          {division && <Outcome division={division} />}
        </Card>
        <Card label={own.documentPart}>
          <CardHead title={own.documentPart} />
          <FileField label={own.document} hint={own.documentHint} accept="application/pdf,image/png,image/jpeg" onChange={setFile} />
        </Card>
      </div>
      <Card label={own.preview} className="desktop:sticky desktop:top-20">
        <CardHead title={own.preview} />
        <p className="mb-1 flex items-center gap-2">
          <b className="min-w-0 truncate text-lg">{name === '' ? own.name : name}</b>
          <Badge>{own.classes[kind]}</Badge>
        </p>
        <p className="mb-4 truncate text-md text-ink-2">{place === '' ? own.place : place}</p>
        <Pairs>
          <Pair label={own.unitPrice}>{division ? won(division.unitPrice, language) : '–'}</Pair>
          <Pair label={own.offered}>{division ? grouped(division.offeredUnits.toString()) + words.instrument.piece : '–'}</Pair>
          <Pair label={own.raise} total>
            {division ? won(division.raise, language) : '–'}
          </Pair>
        </Pairs>
        <div className="mt-4 grid gap-3">
          <Trouble error={submit.error} />
          <Button type="submit" look="main" size="l" disabled={!isReady || submit.isPending}>
            {own.submit}
          </Button>
        </div>
      </Card>
    </form>
  );
}

function Outcome({ division }: { division: Division }) {
  const words = useWords();
  const own = useIssuerWords();
  const { language } = usePreferences();
  return (
    <dl className="mt-5 grid gap-4 rounded-control bg-inset p-4 tablet:grid-cols-3">
      <Fact label={own.unitPrice}>
        {won(division.unitPrice, language)} <span className="block text-xs font-normal text-ink-3">{own.unitPriceNote}</span>
      </Fact>
      <Fact label={own.offered}>{grouped(division.offeredUnits.toString()) + words.instrument.piece}</Fact>
      <Fact label={own.raise}>{won(division.raise, language)}</Fact>
    </dl>
  );
}

function percentOf(bps: number): string {
  return share(BigInt(bps));
}

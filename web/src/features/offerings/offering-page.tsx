import { useParams } from 'react-router';

import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { dayAndTime } from '@/figures/time';
import { compactWon } from '@/figures/won';
import { type Asset, raiseOf, useAsset } from '@/market/assets';
import { useDescription } from '@/market/descriptions';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Fact, Facts } from '@/parts/card';
import { Icon } from '@/parts/icon';
import { Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Empty, Note, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useOfferingWords } from '@/words/offering/words';
import { useWords } from '@/words/words';

import { AssetPicture } from './asset-picture';
import { OfferingStateBadge } from './offering-state';
import { SubscribeCard } from './subscribe-card';

/** All that is known of an asset before one subscribes it, and the form to do so. */
export function OfferingPage() {
  const { code = '' } = useParams();
  const words = useWords();
  const own = useOfferingWords();
  const asset = useAsset(code);
  const name = useNameOf()(code);
  return (
    <Page title={name} heading="heard">
      <title>{`${name} ${own.title} · ${words.brand}`}</title>
      {asset === undefined && <SkeletonRows rows={6} />}
      {asset === null && <Empty icon="building" title={own.notFound} action={<ButtonLink to="/offerings">{own.back}</ButtonLink>} />}
      {asset && (
        <div className="grid items-start gap-4 desktop:grid-cols-[minmax(0,1fr)_368px] desktop:gap-5">
          <div className="grid min-w-0 gap-4">
            <AssetPicture kind={asset.class} className="h-44 rounded-card desktop:h-64" />
            <Head asset={asset} name={name} />
          </div>
          <div className="desktop:row-span-2">
            <SubscribeCard asset={asset} />
          </div>
          <div className="grid min-w-0 gap-4">
            {asset.offering != null && <Schedule offering={asset.offering} />}
            <About asset={asset} />
            <Card label={own.know}>
              <CardHead title={own.know} />
              <div className="grid gap-2">
                <Note tone="warn" icon="warn">
                  {own.risk}
                </Note>
                <Note icon="info">{own.liquidity}</Note>
              </div>
            </Card>
          </div>
        </div>
      )}
    </Page>
  );
}

function Head({ asset, name }: { asset: Asset; name: string }) {
  const own = useOfferingWords();
  const { language } = usePreferences();
  const description = useDescription(asset.instrument);
  return (
    <Card label={name}>
      <p className="flex flex-wrap gap-1.5">
        <OfferingStateBadge offering={asset.offering} />
        <Badge>{own.classes[asset.class]}</Badge>
        <Badge>{own.firstCome}</Badge>
      </p>
      <h2 className="mt-2 text-3xl desktop:text-4xl">{name}</h2>
      {description && <p className="mt-1 text-md text-ink-2">{description.place}</p>}
      <Facts className="mt-5">
        <Fact label={own.unitPrice}>
          <Won amount={asset.unit_price} />
        </Fact>
        <Fact label={own.raise}>{compactWon(raiseOf(asset), language)}</Fact>
        <Fact label={own.share}>
          {share(BigInt(asset.share_bps))} {asset.class === 'real_estate' && <span className="text-sm font-normal text-ink-3">{own.shareLimit}</span>}
        </Fact>
        <Fact label={own.appraisal}>{compactWon(asset.appraisal, language)}</Fact>
      </Facts>
    </Card>
  );
}

function Schedule({ offering }: { offering: NonNullable<Asset['offering']> }) {
  const own = useOfferingWords();
  const { language } = usePreferences();
  const reached = { before: 0, open: 1, closing: 2, closed: 3 }[offering.state];
  const isFunded = offering.outcome == null || offering.outcome === 'funded';
  const steps = [
    { label: own.opens, at: dayAndTime(offering.opens_at, language) },
    { label: own.closes, at: dayAndTime(offering.closes_at, language) },
    { label: own.allots, at: offering.closed_at != null ? dayAndTime(offering.closed_at, language) : own.atOnce },
    ...(isFunded ? [{ label: own.trades, at: own.afterAllotment }] : []),
  ];
  return (
    <Card label={own.schedule}>
      <CardHead title={own.schedule} />
      <ol className="grid gap-3 tablet:grid-cols-4">
        {steps.map((step, at) => (
          <li key={step.label} className="flex gap-2.5 tablet:block">
            <span className={`mt-1 grid size-4 flex-none place-items-center rounded-full tablet:mb-1.5 ${at < reached ? 'bg-accent-fill text-white' : 'shadow-[inset_0_0_0_2px_var(--edge)]'}`}>
              {at < reached && <Icon name="check" className="size-3" />}
            </span>
            <span>
              <b className="block text-md">{step.label}</b>
              <span className="figures text-sm text-ink-3">{step.at}</span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function About({ asset }: { asset: Asset }) {
  const own = useOfferingWords();
  const words = useWords();
  const description = useDescription(asset.instrument);
  return (
    <Card label={own.about}>
      <CardHead title={own.about} />
      {description && <p className="mb-4 text-md whitespace-pre-line">{description.summary}</p>}
      <Facts className="tablet:!grid-cols-3">
        {description && <Fact label={own.place}>{description.place}</Fact>}
        <Fact label={own.units}>{grouped(asset.total_units) + words.instrument.piece}</Fact>
        <Fact label={own.offered}>{grouped(asset.offered_units) + words.instrument.piece}</Fact>
      </Facts>
      {description && (
        <a
          href={`/api/v1/assets/${encodeURIComponent(asset.instrument)}/document`}
          target="_blank"
          rel="noreferrer"
          className="mt-5 flex min-h-12 items-center gap-2.5 border-t border-line pt-4 text-md font-medium hover:text-accent"
        >
          <Icon name="file" className="size-5 text-ink-3" />
          {own.document}
          <Icon name="right" className="ml-auto size-4 text-ink-3" />
        </a>
      )}
    </Card>
  );
}

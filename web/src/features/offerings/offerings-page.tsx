import { useState } from 'react';
import { Link } from 'react-router';

import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { compactWon } from '@/figures/won';
import { type Asset, progressOf, raiseOf, useAssets } from '@/market/assets';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { Fact } from '@/parts/card';
import { Chips } from '@/parts/choices';
import { Won } from '@/parts/money';
import { Page } from '@/parts/page';
import { Progress } from '@/parts/progress';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { usePreferences } from '@/preferences/preferences';
import { useOfferingWords } from '@/words/offering/words';
import { useWords } from '@/words/words';

import { AssetPicture } from './asset-picture';
import { OfferingStateBadge } from './offering-state';
import { useSubscriptions } from './subscriptions';

const FILTERS = ['running', 'coming', 'over', 'mine'] as const;
type Filter = (typeof FILTERS)[number];

/** What can be subscribed, will be, and was. Offerings belong to the live market, whichever is looked at. */
export function OfferingsPage() {
  const words = useWords();
  const own = useOfferingWords();
  const [filter, setFilter] = useState<Filter>('running');
  const assets = useAssets();
  const subscriptions = useSubscriptions();
  const mine = new Set(subscriptions?.map((one) => one.instrument));
  const belongs: Record<Filter, (asset: Asset) => boolean> = {
    running: ({ offering }) => offering?.state === 'open' || offering?.state === 'closing',
    coming: ({ offering }) => offering == null || offering.state === 'before',
    over: ({ offering }) => offering?.state === 'closed',
    mine: ({ instrument }) => mine.has(instrument),
  };
  const shown = assets.data?.filter(belongs[filter]) ?? [];
  return (
    <Page title={own.title}>
      <title>{`${own.title} · ${words.brand}`}</title>
      <p className="-mt-3 mb-4 text-md text-ink-2">{own.text}</p>
      <Chips<Filter> legend={own.filter} choices={FILTERS.map((value) => ({ value, label: own.filters[value] }))} value={filter} onChange={setFilter} className="mb-4 py-0.5" />
      {assets.error && <Failed error={assets.error} onRetry={() => void assets.refetch()} />}
      {assets.isPending && <SkeletonRows rows={5} />}
      {assets.data && shown.length === 0 && <Empty icon="building" title={own.none} text={own.noneText} />}
      <ul className="grid gap-4 tablet:grid-cols-2 desktop:grid-cols-3 desktop:gap-5">
        {shown.map((asset) => (
          <OfferingCard key={asset.instrument} asset={asset} />
        ))}
      </ul>
    </Page>
  );
}

function OfferingCard({ asset }: { asset: Asset }) {
  const own = useOfferingWords();
  const words = useWords();
  const { language } = usePreferences();
  const name = useNameOf()(asset.instrument);
  const bps = Number(progressOf(asset));
  return (
    <li className="min-w-0 overflow-hidden rounded-card bg-surface">
      <Link to={`/offerings/${asset.instrument}`} className="block hover:brightness-98">
        <AssetPicture kind={asset.class} className="h-32" />
        <div className="p-5">
          <p className="flex flex-wrap items-center gap-1.5">
            <OfferingStateBadge offering={asset.offering} />
            <Badge>{own.classes[asset.class]}</Badge>
          </p>
          <h2 className="mt-2 truncate text-xl">{name}</h2>
          {asset.offering != null && (
            <div className="mt-3 grid gap-1.5">
              <p className="figures flex justify-between text-sm">
                <b className="text-accent">{share(BigInt(bps))}</b>
                <span className="text-ink-3">
                  {own.subscribed(grouped(asset.offering.subscribed), `${grouped(asset.offering.target)}${words.instrument.piece}`)}
                </span>
              </p>
              <Progress bps={bps} label={own.progress} />
            </div>
          )}
          <dl className="mt-4 grid grid-cols-2 gap-3 border-t border-line pt-3">
            <Fact label={own.unitPrice}>
              <Won amount={asset.unit_price} />
            </Fact>
            <Fact label={own.raise}>{compactWon(raiseOf(asset), language)}</Fact>
          </dl>
        </div>
      </Link>
    </li>
  );
}

import { Link } from 'react-router';

import { type Asset, useAssets } from '@/market/assets';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card } from '@/parts/card';
import { Icon } from '@/parts/icon';
import { Won } from '@/parts/money';
import { Empty, Failed, SkeletonRows } from '@/parts/states';
import { Tile } from '@/parts/tile';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { StaffPage } from './staff-page';

export function StaffAssetsPage() {
  const words = useWords();
  const staff = useStaffWords();
  return (
    <StaffPage title={staff.assetsTitle} end={<ButtonLink to="/staff">{words.all.staffWork}</ButtonLink>}>
      {() => <Assets />}
    </StaffPage>
  );
}

function Assets() {
  const staff = useStaffWords();
  const assets = useAssets();
  if (assets.error) return <Failed error={assets.error} onRetry={() => void assets.refetch()} />;
  if (!assets.data) return <SkeletonRows rows={4} />;
  return (
    <Card label={staff.assetsTitle}>
      {assets.data.length === 0 && <Empty icon="building" title={staff.noAssets} />}
      <ul>
        {assets.data.map((asset) => (
          <AssetRow key={asset.instrument} asset={asset} />
        ))}
      </ul>
    </Card>
  );
}

function AssetRow({ asset }: { asset: Asset }) {
  const staff = useStaffWords();
  const nameOf = useNameOf();
  return (
    <li className="border-line not-first:border-t">
      <Link to={`/staff/assets/${asset.instrument}`} className="flex min-h-16 items-center gap-3 hover:bg-inset">
        <Tile code={asset.instrument} />
        <span className="min-w-0 grow">
          <b className="block truncate">{nameOf(asset.instrument)}</b>
          <span className="text-sm text-ink-3">
            {asset.instrument} · {staff.classes[asset.class]}
          </span>
        </span>
        <Badge>{standingOf(asset, staff)}</Badge>
        <Won amount={asset.unit_price} className="max-tablet:hidden" />
        <Icon name="right" className="size-4 text-ink-3" />
      </Link>
    </li>
  );
}

/** Where its offering stands, in a word. */
export function standingOf({ offering }: Asset, staff: ReturnType<typeof useStaffWords>): string {
  if (offering == null) return staff.offeringStates.none;
  return offering.outcome == null ? staff.offeringStates[offering.state] : staff.outcomes[offering.outcome];
}

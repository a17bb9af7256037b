import { useParams } from 'react-router';

import { grouped } from '@/figures/decimal';
import { type Asset, useAsset } from '@/market/assets';
import { type Instrument, useInstrument } from '@/market/instruments';
import { useNameOf } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Fact, Facts } from '@/parts/card';
import { Won } from '@/parts/money';
import { Empty, Note, SkeletonRows } from '@/parts/states';
import type { Me } from '@/session/me';
import { useStaffWords } from '@/words/staff/words';
import { useWords } from '@/words/words';

import { standingOf } from './assets-page';
import { DistributionForm } from './distribution-form';
import { mayDo } from './duties';
import { CancelOfferingForm, ScheduleForm } from './offering-forms';
import { ProceedsForm } from './proceeds-form';
import { StaffPage } from './staff-page';
import { TradingForm } from './trading-form';

/** One asset, with what one's role may propose about it. */
export function StaffAssetPage() {
  const { code = '' } = useParams();
  const staff = useStaffWords();
  const name = useNameOf()(code);
  const asset = useAsset(code);
  const instrument = useInstrument(code);
  return (
    <StaffPage title={name} end={<ButtonLink to="/staff/assets">{staff.assetsTitle}</ButtonLink>}>
      {(me) => {
        if (asset === undefined || instrument === undefined) return <SkeletonRows rows={5} />;
        if (asset === null || instrument === null) return <Empty icon="building" title={staff.noAssets} />;
        return <Duties asset={asset} instrument={instrument} me={me} />;
      }}
    </StaffPage>
  );
}

function Duties({ asset, instrument, me }: { asset: Asset; instrument: Instrument; me: Me }) {
  const staff = useStaffWords();
  const words = useWords();
  const { offering } = asset;
  const isFunded = offering?.outcome === 'funded';
  const forms = [
    mayDo(me.role, 'schedule_offering') && offering == null && <ScheduleForm key="schedule" asset={asset} />,
    mayDo(me.role, 'cancel_offering') && (offering?.state === 'before' || offering?.state === 'open') && <CancelOfferingForm key="cancel" code={asset.instrument} />,
    mayDo(me.role, 'release_proceeds') && isFunded && <ProceedsForm key="proceeds" code={asset.instrument} offering={offering} />,
    mayDo(me.role, 'pay_distribution') && asset.issued_units !== '0' && <DistributionForm key="distribution" code={asset.instrument} />,
    mayDo(me.role, 'halt_instrument') && isFunded && <TradingForm key="trading" instrument={instrument} />,
  ].filter(Boolean);
  return (
    <div className="grid gap-4 desktop:gap-5">
      <Card label={asset.instrument}>
        <CardHead title={asset.instrument} beside={<Badge>{standingOf(asset, staff)}</Badge>} end={<ButtonLink to={`/offerings/${asset.instrument}`} size="s">{staff.toOffering}</ButtonLink>} />
        <Facts>
          <Fact label={staff.unitPrice}>
            <Won amount={asset.unit_price} />
          </Fact>
          <Fact label={staff.offered}>{grouped(asset.offered_units) + words.instrument.piece}</Fact>
          <Fact label={staff.issued}>{grouped(asset.issued_units) + words.instrument.piece}</Fact>
          <Fact label={staff.raised}>
            <Won amount={offering?.raised ?? '0'} />
          </Fact>
        </Facts>
      </Card>
      <div className="grid items-start gap-4 desktop:grid-cols-2 desktop:gap-5">
        {forms.length > 0 ? forms : <Note icon="info">{staff.noActions}</Note>}
      </div>
    </div>
  );
}

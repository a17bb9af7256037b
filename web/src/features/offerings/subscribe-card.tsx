import { share } from '@/figures/change';
import { grouped } from '@/figures/decimal';
import { type Asset, progressOf } from '@/market/assets';
import { ButtonLink } from '@/parts/button';
import { Card, CardHead, Pair, Pairs } from '@/parts/card';
import { Won } from '@/parts/money';
import { Progress } from '@/parts/progress';
import { useAccounts, useMe } from '@/session/me';
import { isStaff } from '@/session/roles';
import { useOfferingWords } from '@/words/offering/words';
import { useWords } from '@/words/words';

import { OfferingStateBadge } from './offering-state';
import { OwnPart } from './own-part';
import { SubscribeForm } from './subscribe-form';
import { useSubscriptions } from './subscriptions';

/** How far the offering is, what the own part of it is, and what can be done now. */
export function SubscribeCard({ asset }: { asset: Asset }) {
  const own = useOfferingWords();
  const { offering } = asset;
  const subscription = useSubscriptions()?.find((one) => one.instrument === asset.instrument);
  return (
    <Card label={own.subscribe} className="desktop:sticky desktop:top-20">
      <CardHead title={own.subscribe} end={<OfferingStateBadge offering={offering} />} />
      {offering != null && <Standing asset={asset} offering={offering} />}
      {subscription && <OwnPart subscription={subscription} isOpen={offering?.state === 'open'} />}
      <NextStep asset={asset} />
    </Card>
  );
}

function Standing({ asset, offering }: { asset: Asset; offering: NonNullable<Asset['offering']> }) {
  const words = useWords();
  const own = useOfferingWords();
  const bps = Number(progressOf(asset));
  const pieces = (units: string) => `${grouped(units)}${words.instrument.piece}`;
  return (
    <div className="mb-5 grid gap-1.5">
      <p className="figures flex items-baseline justify-between">
        <b className="text-2xl text-accent">{share(BigInt(bps))}</b>
        <span className="text-sm text-ink-3">{own.subscribed(grouped(offering.subscribed), pieces(offering.target))}</span>
      </p>
      <Progress bps={bps} label={own.progress} />
      <p className="flex justify-between text-sm text-ink-3">
        <span>{offering.state !== 'closed' && own.subscribers(offering.subscribers)}</span>
        <span>{own.competition((bps / 10_000).toFixed(2))}</span>
      </p>
      {offering.state === 'closed' && (
        <Pairs className="mt-3">
          <Pair label={own.raised}>
            <Won amount={offering.raised} />
          </Pair>
          <Pair label={own.released}>
            <Won amount={offering.released} />
          </Pair>
          <Pair label={own.allots}>{own.settled(offering.settled)}</Pair>
        </Pairs>
      )}
    </div>
  );
}

function NextStep({ asset }: { asset: Asset }) {
  const own = useOfferingWords();
  const me = useMe();
  const account = useAccounts().live;
  const { offering } = asset;
  const note = (text: string) => <p className="text-md text-ink-2">{text}</p>;
  if (offering == null || offering.state === 'before') return note(own.notOpenYet);
  if (offering.state !== 'open') {
    return (
      <div className="grid gap-3">
        {note(own.over)}
        {offering.outcome === 'funded' && account && (
          <ButtonLink to="/assets" look="main">
            {own.toAssets}
          </ButtonLink>
        )}
        {offering.outcome === 'funded' && <ButtonLink to={`/trade/${asset.instrument}`}>{own.toTrade}</ButtonLink>}
      </div>
    );
  }
  if (account) return <SubscribeForm asset={asset} offering={offering} />;
  if (me && isStaff(me.role)) return note(own.staffOnlyLooks);
  return (
    <div className="grid gap-3">
      {me && note(own.needsAccount)}
      <ButtonLink to={me ? '/identity' : '/sign-in'} look="main">
        {me ? own.toIdentity : own.signedOut}
      </ButtonLink>
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { useAct } from '@/api/use-act';
import { grouped } from '@/figures/decimal';
import { won } from '@/figures/won';
import { useBalance } from '@/live/use-live';
import { type Asset, ASSETS_KEY, type Offering } from '@/market/assets';
import { Button, MiniButton } from '@/parts/button';
import { Pair, Pairs } from '@/parts/card';
import { Check, Trouble, WholeField } from '@/parts/fields';
import { Won } from '@/parts/money';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useOfferingWords } from '@/words/offering/words';
import { useWords } from '@/words/words';

import { SUBSCRIPTIONS_KEY } from './subscriptions';

const MORE = ['10', '100', '1000'] as const;

/** Units to be subscribed; their price is held until the offering ends. */
export function SubscribeForm({ asset, offering }: { asset: Asset; offering: Offering }) {
  const words = useWords();
  const own = useOfferingWords();
  const { language } = usePreferences();
  const queries = useQueryClient();
  const say = useToast();
  const available = useBalance('live')?.cash.available;
  const pieces = (count: string) => `${grouped(count)}${words.instrument.piece}`;
  const [quantity, setQuantity] = useState(offering.minimum);
  const [understood, setUnderstood] = useState(false);
  const act = useAct(
    (body: { quantity: string }, key: string) =>
      answered(ownClient('live').POST('/assets/{code}/subscriptions', { body, params: { path: { code: asset.instrument }, header: { 'Idempotency-Key': key } } })),
    (subscription, asked) => {
      const got = pieces(subscription.quantity);
      say({ text: subscription.quantity === asked.quantity ? own.done(got) : own.fewer(got) });
      void queries.invalidateQueries({ queryKey: ASSETS_KEY });
      void queries.invalidateQueries({ queryKey: SUBSCRIPTIONS_KEY });
    },
  );
  const units = BigInt(quantity === '' ? 0 : quantity);
  const amount = units * BigInt(asset.unit_price);
  const most = available === undefined ? 0n : smaller(BigInt(offering.maximum), BigInt(available) / BigInt(asset.unit_price));
  const fault = faultOf();
  function faultOf(): string | null {
    if (units < BigInt(offering.minimum)) return own.tooFew(pieces(offering.minimum));
    if (units > BigInt(offering.maximum)) return own.tooMany(pieces(offering.maximum));
    if (available !== undefined && amount > BigInt(available)) return own.tooMuch(won(available, language));
    return null;
  }
  const isReady = fault === null && understood && available !== undefined;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !act.isPending) act.mutate({ quantity });
      }}
    >
      <div className="grid gap-2">
        <WholeField label={own.quantity} unit={words.instrument.piece.trim()} value={quantity} onChange={setQuantity} error={fault} />
        <div className="grid grid-cols-4 gap-2">
          {MORE.map((more) => (
            <MiniButton key={more} className="justify-center bg-track" onClick={() => setQuantity((units + BigInt(more)).toString())}>
              +{grouped(more)}
            </MiniButton>
          ))}
          <MiniButton className="justify-center bg-track" onClick={() => setQuantity(most.toString())}>
            {own.most}
          </MiniButton>
        </div>
      </div>
      <Pairs>
        <Pair label={own.available}>{available === undefined ? '–' : <Won amount={available} />}</Pair>
        <Pair label={`${pieces(units.toString())} × ${won(asset.unit_price, language)}`}>
          <Won amount={amount} />
        </Pair>
        <Pair label={own.amount} total>
          <Won amount={amount} />
        </Pair>
      </Pairs>
      <Check label={own.understood} checked={understood} onChange={setUnderstood} />
      <Trouble error={act.error} />
      {act.isUncertain && <p className="text-sm text-ink-2">{words.trade.unanswered}</p>}
      <Button type="submit" look="main" size="l" disabled={!isReady || act.isPending}>
        {own.doSubscribe(won(amount, language))}
      </Button>
      <p className="text-sm text-ink-3">{own.amountNote}</p>
    </form>
  );
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

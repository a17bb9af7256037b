import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { useAct } from '@/api/use-act';
import { grouped } from '@/figures/decimal';
import { won } from '@/figures/won';
import { ASSETS_KEY } from '@/market/assets';
import { Button } from '@/parts/button';
import { Pair, Pairs } from '@/parts/card';
import { Dialog } from '@/parts/dialog';
import { Trouble } from '@/parts/fields';
import { Won } from '@/parts/money';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useOfferingWords } from '@/words/offering/words';
import { useWords } from '@/words/words';

import { type OwnSubscription, SUBSCRIPTIONS_KEY } from './subscriptions';

/** What the own account has subscribed, and giving it up. */
export function OwnPart({ subscription, isOpen }: { subscription: OwnSubscription; isOpen: boolean }) {
  const words = useWords();
  const own = useOfferingWords();
  const [asks, setAsks] = useState(false);
  return (
    <section aria-label={own.own} className="mb-5 rounded-control bg-inset p-4">
      <h3 className="mb-2 text-md">{own.own}</h3>
      <Pairs>
        <Pair label={own.ownUnits}>{grouped(subscription.quantity) + words.instrument.piece}</Pair>
        <Pair label={own.ownHeld}>
          <Won amount={subscription.amount} />
        </Pair>
      </Pairs>
      {isOpen && (
        <Button size="s" look="line" className="mt-3 w-full" onClick={() => setAsks(true)}>
          {own.cancel}
        </Button>
      )}
      {asks && <CancelDialog subscription={subscription} onClose={() => setAsks(false)} />}
    </section>
  );
}

function CancelDialog({ subscription, onClose }: { subscription: OwnSubscription; onClose: () => void }) {
  const own = useOfferingWords();
  const { language } = usePreferences();
  const queries = useQueryClient();
  const say = useToast();
  const act = useAct(
    (code: string, key: string) => answered(ownClient('live').DELETE('/assets/{code}/subscriptions', { params: { path: { code }, header: { 'Idempotency-Key': key } } })),
    (given) => {
      say({ text: own.cancelled(won(given.amount, language)) });
      void queries.invalidateQueries({ queryKey: ASSETS_KEY });
      void queries.invalidateQueries({ queryKey: SUBSCRIPTIONS_KEY });
      onClose();
    },
  );
  return (
    <Dialog title={own.cancelTitle} onClose={onClose}>
      <p className="mb-4 text-md text-ink-2">{own.cancelText(won(subscription.amount, language))}</p>
      <Trouble error={act.error} />
      <div className="mt-3 grid grid-cols-2 gap-2">
        <Button onClick={onClose}>{own.keep}</Button>
        <Button look="danger" disabled={act.isPending} onClick={() => act.mutate(subscription.instrument)}>
          {own.cancel}
        </Button>
      </div>
    </Dialog>
  );
}

import { useId } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { grouped, toDecimal, typed, units } from '@/figures/decimal';
import { clock } from '@/figures/time';
import { won } from '@/figures/won';
import type { Order } from '@/live/messages';
import { useConnection, useOwnOrders } from '@/live/use-live';
import { quantityWithUnit } from '@/market/naming';
import { Button } from '@/parts/button';
import { Pair, Pairs } from '@/parts/card';
import { Empty, Note } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import { lotFaults, priceFaults } from './check';
import { faultText } from './fault-text';
import type { PanelProps } from './order-panel';
import { PriceField, QuantityField } from './place-form';
import { heldBy, orderValue } from './terms';
import { useAct } from '@/api/use-act';

/** Changes price or quantity of an open order, or cancels it. */
export function AmendForm({ instrument, ticker, draft, change, onDone }: PanelProps) {
  const words = useWords();
  const orders = useOwnOrders(instrument.market)?.filter((order) => order.instrument === instrument.code && order.quantity != null) ?? [];
  const chosen = orders.find((order) => order.order_id === draft.orderId) ?? orders[0];
  if (!chosen) return <Empty icon="list" title={words.trade.nothingToEdit} />;
  return (
    <div className="grid gap-2.5 px-4 py-3.5">
      <Choice orders={orders} chosen={chosen} instrument={instrument} onChoose={(orderId) => change({ orderId, price: null, quantity: null })} />
      <Changing key={chosen.order_id} order={chosen} {...{ instrument, ticker, draft, change, onDone }} />
    </div>
  );
}

function Choice({ orders, chosen, instrument, onChoose }: { orders: readonly Order[]; chosen: Order; instrument: PanelProps['instrument']; onChoose: (id: string) => void }) {
  const words = useWords();
  const { language } = usePreferences();
  const name = useId();
  return (
    <fieldset className="grid max-h-[240px] gap-2 overflow-auto p-0.5">
      <legend className="heard">{words.trade.pick}</legend>
      {orders.map((order) => (
        <label
          key={order.order_id}
          className="group relative flex min-h-13 items-center gap-2.5 rounded-control px-3 py-2 text-sm/snug shadow-[inset_0_0_0_1px_var(--edge)] has-checked:shadow-[inset_0_0_0_2px_var(--ink)] has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name={name} checked={order === chosen} onChange={() => onChoose(order.order_id)} className="absolute inset-0 m-0 cursor-pointer opacity-0" />
          <span aria-hidden="true" className="size-[18px] flex-none rounded-full shadow-[inset_0_0_0_1.5px_var(--edge)] group-has-checked:shadow-[inset_0_0_0_5.5px_var(--ink)]" />
          <span className="min-w-0 grow">
            <b className={order.side === 'buy' ? 'text-up' : 'text-down'}>{words.trade[order.side]}</b> <b className="figures">{won(order.price, language)}</b>
            <span className="figures block text-ink-3">
              {clock(order.placed_at, language)} · {words.trade.lifetimes[order.time_in_force]}
            </span>
          </span>
          <span className="figures text-right">
            <b>{quantityWithUnit(order.remaining, instrument, words)}</b> {words.trade.left}
            <span className="block text-ink-3">{words.trade.filledPart(`${grouped(order.filled_quantity)} / ${grouped(order.quantity ?? '0')}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Changing({ order, instrument, ticker, draft, change, onDone }: PanelProps & { order: Order }) {
  const words = useWords();
  const { language } = usePreferences();
  const say = useToast();
  const { reachable } = useConnection();
  const { price_decimals: priceDecimals, quantity_decimals: quantityDecimals } = instrument;
  const priceWritten = draft.price ?? order.price;
  const quantityWritten = draft.quantity ?? order.quantity ?? '0';
  const price = typed(priceWritten, priceDecimals);
  const quantity = typed(quantityWritten, quantityDecimals);
  const faults = [...priceFaults(price, { instrument, ticker }), ...lotFaults(quantity, instrument)];
  const body = {
    ...(price !== null && price !== order.price ? { price } : {}),
    ...(quantity !== null && quantity !== order.quantity ? { quantity } : {}),
  };
  const changed = Object.keys(body).length > 0;
  const client = ownClient(instrument.market);
  const path = { order: order.order_id };
  const finish = (text: string) => {
    change({ orderId: null, price: null, quantity: null });
    say({ text });
    onDone();
  };
  const amend = useAct(
    (asked: typeof body, key: string) => answered(client.PATCH('/orders/{order}', { params: { path, header: { 'Idempotency-Key': key } }, body: asked })),
    () => finish(words.trade.amended),
  );
  const cancel = useAct(
    (asked: typeof path, key: string) => answered(client.DELETE('/orders/{order}', { params: { path: asked, header: { 'Idempotency-Key': key } } })),
    () => finish(words.trade.cancelled),
  );
  const filled = units(order.filled_quantity, quantityDecimals);
  const rest = units(quantity, quantityDecimals) - filled;
  const restText = toDecimal(rest > 0n ? rest : 0n, quantityDecimals);
  const keepsPlace = body.price === undefined && units(quantity, quantityDecimals) <= units(order.quantity, quantityDecimals);
  const error = amend.error ?? cancel.error;
  const pending = amend.isPending || cancel.isPending;
  return (
    <form
      className="grid gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && faults.length === 0 && !pending) amend.mutate(body);
      }}
    >
      <PriceField label={words.trade.price} value={priceWritten} error={faultText(faults, 'price', instrument, words, language)} instrument={instrument} onChange={(text) => change({ price: text })} />
      <QuantityField
        label={words.trade.totalQuantity}
        value={quantityWritten}
        error={faultText(faults, 'quantity', instrument, words, language)}
        hint={words.trade.includesFilled(quantityWithUnit(order.filled_quantity, instrument, words))}
        instrument={instrument}
        onChange={(text) => change({ quantity: text })}
      />
      <Pairs className="!gap-1.5 pt-1">
        <Pair label={words.trade.remaining}>
          <Was text={grouped(order.remaining)} />
          {quantityWithUnit(restText, instrument, words)}
        </Pair>
        {order.side === 'buy' && <Held order={order} price={units(price, priceDecimals)} rest={rest} instrument={instrument} />}
      </Pairs>
      <Note tone={keepsPlace ? 'ok' : 'warn'} icon={keepsPlace ? 'check' : 'clock'}>
        {keepsPlace ? words.trade.keepsPlace : words.trade.losesPlace}
      </Note>
      {error && !pending && (
        <Note tone="danger" icon="warn">
          <span role="alert">{'problem' in error ? error.message : words.states.failed}</span>
        </Note>
      )}
      <div className="flex gap-2">
        <Button look="danger" size="l" disabled={!reachable || pending} onClick={() => cancel.mutate(path)}>
          {words.trade.doCancel(quantityWithUnit(order.remaining, instrument, words))}
        </Button>
        <Button type="submit" look="main" size="l" className="grow" disabled={!reachable || pending || !changed || faults.length > 0}>
          {words.trade.doAmend}
        </Button>
      </div>
      {!reachable && <p className="text-center text-xs text-ink-3">{words.trade.offlineReason}</p>}
      {reachable && !changed && <p className="text-center text-xs text-ink-3">{words.trade.nothingChanged}</p>}
    </form>
  );
}

function Was({ text }: { text: string }) {
  return <span className="font-normal text-ink-3">{text} → </span>;
}

/** What the order would hold, and what comes back or is held in addition. */
function Held({ order, price, rest, instrument }: { order: Order; price: bigint; rest: bigint; instrument: PanelProps['instrument'] }) {
  const words = useWords();
  const { language } = usePreferences();
  const before = BigInt(order.held);
  const after = rest > 0n ? heldBy(orderValue(price, rest, instrument), instrument) : 0n;
  const released = before - after;
  return (
    <>
      <Pair label={words.trade.heldCash}>
        <Was text={grouped(order.held)} />
        {won(after, language)}
      </Pair>
      <Pair label={released < 0n ? words.trade.heldMore : words.trade.givenBack} total>
        {won(released < 0n ? -released : released, language)}
      </Pair>
    </>
  );
}

import { useState } from 'react';

import { ownClient } from '@/api/client';
import { answered } from '@/api/problem';
import { grouped, typed, units } from '@/figures/decimal';
import { tickAt, tickDown, ticksOf, tickUp } from '@/figures/ticks';
import { won } from '@/figures/won';
import { useBalance, useConnection } from '@/live/use-live';
import { baseOf, quantityWithUnit, unitOf } from '@/market/naming';
import { AUCTIONS, TAKES_ORDERS } from '@/market/state-badge';
import { Button } from '@/parts/button';
import { Segments, Select } from '@/parts/choices';
import { NumberField } from '@/parts/number-field';
import { Note } from '@/parts/states';
import { useToast } from '@/parts/toasts';
import { usePreferences } from '@/preferences/preferences';
import { useAccounts } from '@/session/me';
import { useNoAccountText, WayIn } from '@/session/way-in';
import { useWords } from '@/words/words';

import type { Lifetime, Pricing, Side } from '../draft';
import { check } from './check';
import { faultText } from './fault-text';
import { Outcome } from './outcome';
import { OwnPosition } from './own-position';
import type { PanelProps } from './order-panel';
import { affordableQuantity, affordableValue, priceText, quantityText, wholeLots } from './terms';
import { useAct } from '@/api/use-act';

const PARTS = [10, 25, 50, 100];
const LIFETIMES: readonly Lifetime[] = ['gtc', 'day', 'ioc', 'fok', 'post_only'];

/** Writes one order, says what it comes to, and sends it by its last button only. */
export function PlaceForm({ side, instrument, ticker, draft, change, onDone }: PanelProps & { side: Side }) {
  const words = useWords();
  const noAccount = useNoAccountText(words.trade.signInReason(words.market[instrument.market]));
  const { language } = usePreferences();
  const say = useToast();
  const signedIn = useAccounts()[instrument.market] !== undefined;
  const account = useBalance(instrument.market);
  const { reachable } = useConnection();
  const [tried, setTried] = useState(false);
  const filled = withTouch(draft.price, side, ticker);
  const written = { ...draft, price: filled };
  const { body, faults } = check(side, written, { instrument, ticker, account });
  const act = useAct(
    (order: NonNullable<typeof body>, key: string) => answered(ownClient(instrument.market).POST('/orders', { body: order, params: { header: { 'Idempotency-Key': key } } })),
    (answer, order) => {
      setTried(false);
      change({ price: null, quantity: null, amount: '', part: null });
      const what = order.quantity == null ? won(order.amount ?? '0', language) : quantityWithUnit(order.quantity, instrument, words);
      if (answer.filled_quantity === '0' && answer.state !== 'cancelled') say({ text: words.trade.placed(`${words.trade[side]} ${what}`) });
      if (answer.state === 'cancelled') say({ text: words.trade.cancelledRest });
      onDone();
    },
  );

  const isAmount = side === 'buy' && draft.pricing === 'market';
  const takesOrders = TAKES_ORDERS.includes(instrument.state);
  // What has not been typed yet is not a mistake before sending is tried.
  const spoken = faults.filter((fault) => tried || fault.why !== 'missing');
  const fault = (field: 'price' | 'quantity' | 'amount') => faultText(spoken, field, instrument, words, language);
  const quantityPart = (part: number) => {
    if (isAmount) return { amount: affordableValue((BigInt(account?.cash.available ?? 0) * BigInt(part)) / 100n, instrument).toString(), part };
    const quantity =
      side === 'buy'
        ? affordableQuantity(BigInt(account?.cash.available ?? 0), part, units(typed(filled, instrument.price_decimals), instrument.price_decimals), instrument)
        : wholeLots((sellable(account, instrument.code, instrument.quantity_decimals) * BigInt(part)) / 100n, instrument);
    return { quantity: quantityText(quantity, instrument), part };
  };
  const prefix = instrument.market === 'practice' ? words.trade.practicePrefix : '';
  const what = deed(isAmount ? typed(draft.amount, 0) : typed(draft.quantity ?? '', instrument.quantity_decimals));
  function deed(amount: string | null): string {
    const text = amount === null || amount === '0' ? '' : isAmount ? won(amount, language) : quantityWithUnit(amount, instrument, words);
    return (prefix + (side === 'buy' ? words.trade.doBuy(text) : words.trade.doSell(text))).replace(/\s+/g, ' ').trim();
  }
  const reason = !reachable ? words.trade.offlineReason : !takesOrders ? words.trade.closedNote : null;

  return (
    <form
      className="grid gap-2.5 px-4 py-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (body && !act.isPending) act.mutate(body);
      }}
    >
      <div className="flex items-center gap-2">
        <Segments<Pricing>
          legend={words.trade.kind}
          choices={[
            { value: 'limit', label: words.trade.limit },
            { value: 'market', label: words.trade.marketOrder },
          ]}
          value={draft.pricing}
          onChange={(pricing) => change({ pricing, part: null })}
          className="grow"
        />
        {draft.pricing === 'limit' && (
          <Select<Lifetime>
            legend={words.trade.lifetime}
            choices={LIFETIMES.map((value) => ({ value, label: words.trade.lifetimes[value] }))}
            value={draft.lifetime}
            onChange={(lifetime) => change({ lifetime })}
            className="max-w-[120px]"
          />
        )}
      </div>
      {draft.pricing === 'limit' && (
        <PriceField label={words.trade.price} value={filled} error={fault('price')} instrument={instrument} onChange={(price) => change({ price, part: null })} />
      )}
      {isAmount ? (
        <NumberField
          label={words.trade.amount}
          value={shown(draft.amount)}
          onChange={(amount) => change({ amount: amount.replace(/,/g, ''), part: null })}
          suffix={language === 'ko' ? '원' : '₩'}
          error={fault('amount')}
          fractional={false}
        />
      ) : (
        <QuantityField label={words.trade.quantity} value={draft.quantity ?? ''} error={fault('quantity')} instrument={instrument} onChange={(quantity) => change({ quantity, part: null })} />
      )}
      <div role="group" aria-label={words.trade.shares} className="ml-[68px] grid grid-cols-4 gap-1.5">
        {PARTS.map((part) => (
          <button
            key={part}
            type="button"
            aria-pressed={draft.part === part}
            disabled={!account}
            onClick={() => change(quantityPart(part))}
            className="figures min-h-[34px] rounded-key bg-track text-sm font-medium text-ink-2 hover:text-ink disabled:cursor-not-allowed disabled:text-ink-3 aria-pressed:bg-accent-soft aria-pressed:font-bold aria-pressed:text-accent"
          >
            {part}%
          </button>
        ))}
      </div>
      <Outcome side={side} draft={written} instrument={instrument} ticker={ticker} account={account} />
      {act.error && (
        <Note tone="danger" icon="warn">
          <span role="alert">{'problem' in act.error ? act.error.message : words.states.failed}</span>
        </Note>
      )}
      {act.isUncertain && (
        <Note tone="warn" icon="clock">
          <span role="alert">{words.trade.unanswered}</span>
        </Note>
      )}
      {AUCTIONS.includes(instrument.state) && (
        <Note tone="warn" icon="clock">
          {words.trade.auctionNote}
        </Note>
      )}
      {signedIn ? (
        <Button type="submit" look={side} size="l" className="w-full" disabled={reason !== null || act.isPending}>
          {act.isPending ? words.trade.sending : what}
        </Button>
      ) : (
        <WayIn size="l" signIn={words.trade.signInToOrder} />
      )}
      <p className="text-center text-xs text-ink-3">
        {reason ?? (signedIn ? <Touch side={side} price={filled} pricing={draft.pricing} ticker={ticker} /> : noAccount)}
      </p>
      <OwnPosition instrument={instrument} account={account} name={instrument.market === 'live' ? words.instrument.piece.trim() : baseOf(instrument.code)} />
    </form>
  );
}

/** Until a price is typed it is the best one of the other side, or what it last traded at. */
function withTouch(price: string | null, side: Side, ticker: PanelProps['ticker']): string {
  if (price !== null || !ticker) return price ?? '';
  return (side === 'buy' ? ticker.best_ask : ticker.best_bid) ?? ticker.last ?? ticker.previous_close;
}

function sellable(account: ReturnType<typeof useBalance>, code: string, decimals: number): bigint {
  return units(account?.holdings.find((holding) => holding.instrument === code)?.available, decimals);
}

/** With separators while it is a number; as typed while it is not. */
export function shown(text: string): string {
  return /^\d+(\.\d*)?$/.test(text) ? grouped(text) : text;
}

interface FigureProps {
  label: string;
  value: string;
  error: string | null;
  hint?: string;
  instrument: PanelProps['instrument'];
  onChange: (value: string) => void;
}

/** Steps by the tick of the new price. */
export function PriceField({ label, value, error, instrument, onChange }: FigureProps) {
  const words = useWords();
  const { language } = usePreferences();
  const ticks = ticksOf(instrument.ticks, instrument.price_decimals);
  const price = units(typed(value, instrument.price_decimals), instrument.price_decimals);
  const by = (size: bigint) => won(priceText(size, instrument), language);
  return (
    <NumberField
      label={label}
      value={shown(value)}
      onChange={(text) => onChange(text.replace(/,/g, ''))}
      suffix={language === 'ko' ? '원' : '₩'}
      error={error}
      fractional={instrument.price_decimals > 0}
      steps={{
        down: words.trade.stepDown(by(price - tickDown(ticks, price))),
        up: words.trade.stepUp(by(tickAt(ticks, price))),
        onDown: () => onChange(priceText(tickDown(ticks, price), instrument)),
        onUp: () => onChange(priceText(tickUp(ticks, price), instrument)),
      }}
    />
  );
}

/** Steps by a lot, or by a thousandth where lots are finer than anybody would press. */
export function QuantityField({ label, value, error, hint, instrument, onChange }: FigureProps) {
  const words = useWords();
  const decimals = instrument.quantity_decimals;
  const lot = units(instrument.lot, decimals) || 1n;
  const handy = decimals > 3 ? 10n ** BigInt(decimals - 3) : 1n;
  const step = lot > handy ? lot : handy;
  const quantity = units(typed(value, decimals), decimals);
  const stepText = quantityWithUnit(quantityText(step, instrument), instrument, words);
  return (
    <NumberField
      label={label}
      value={shown(value)}
      onChange={(text) => onChange(text.replace(/,/g, ''))}
      suffix={unitOf(instrument, words)}
      error={error}
      {...(hint === undefined ? {} : { hint })}
      fractional={decimals > 0}
      steps={{
        down: words.trade.stepDown(stepText),
        up: words.trade.stepUp(stepText),
        onDown: () => onChange(quantityText(quantity > step ? quantity - step : 0n, instrument)),
        onUp: () => onChange(quantityText(quantity + step, instrument)),
      }}
    />
  );
}

/** Whether the order would meet somebody at once. */
function Touch({ side, price, pricing, ticker }: { side: Side; price: string; pricing: Pricing; ticker: PanelProps['ticker'] }) {
  const words = useWords();
  const { language } = usePreferences();
  const touch = side === 'buy' ? ticker?.best_ask : ticker?.best_bid;
  if (pricing === 'market') return words.trade.marketNote;
  if (touch == null) return null;
  const decimals = 8;
  const [own, best] = [units(typed(price, decimals), decimals), units(touch, decimals)];
  const meets = side === 'buy' ? own >= best : own <= best;
  const text = won(touch, language);
  return `${side === 'buy' ? words.trade.touchAsk(text) : words.trade.touchBid(text)} ${meets ? words.trade.tradesNow : words.trade.waits}`;
}

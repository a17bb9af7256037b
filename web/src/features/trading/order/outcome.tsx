import { useQuery } from '@tanstack/react-query';

import { anybody } from '@/api/client';
import { answered } from '@/api/problem';
import { share } from '@/figures/change';
import { typed, units } from '@/figures/decimal';
import { won } from '@/figures/won';
import type { Balance, Ticker } from '@/live/messages';
import type { Instrument } from '@/market/instruments';
import { quantityWithUnit } from '@/market/naming';
import { Badge } from '@/parts/badge';
import { Pair, Pairs } from '@/parts/card';
import { WonChange } from '@/parts/change';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import type { Draft, Side } from '../draft';
import { costRemoved, expectedTax, feeBps, feeOf, orderValue, type Withholding } from './terms';

interface OutcomeProps {
  side: Side;
  draft: Draft;
  instrument: Instrument;
  ticker: Ticker | undefined;
  account: Balance | undefined;
}

/** What stands above the button: available, value, fee, tax and what moves in the end. */
export function Outcome({ side, draft, instrument, ticker, account }: OutcomeProps) {
  const words = useWords();
  const { language } = usePreferences();
  const rule = useWithholding(instrument);
  const { price_decimals: priceDecimals, quantity_decimals: quantityDecimals } = instrument;
  const isMarket = draft.pricing === 'market';
  const isAmount = side === 'buy' && isMarket;
  const holding = account?.holdings.find((one) => one.instrument === instrument.code);
  const quantity = units(typed(draft.quantity ?? '', quantityDecimals), quantityDecimals);
  // A market sale takes the bids from the best on; what it brings can only be told roughly.
  const price = isMarket ? units(ticker?.best_bid, priceDecimals) : units(typed(draft.price ?? '', priceDecimals), priceDecimals);
  const value = isAmount ? units(typed(draft.amount, 0), 0) : orderValue(price, quantity, instrument);
  const fee = feeOf(value, instrument);
  const practice = instrument.market === 'practice';
  const virtual = practice && <Badge tone="accent">{words.virtual}</Badge>;
  const label = (text: string) => (
    <span className="flex items-center gap-1.5">
      {text} {virtual}
    </span>
  );
  const feeLabel = words.trade.fee(share(feeBps(instrument)));
  if (side === 'buy') {
    return (
      <Pairs className="!gap-1.5 pt-1">
        <Pair label={label(words.trade.available)}>{account ? won(account.cash.available, language) : '–'}</Pair>
        <Pair label={words.trade.value}>{won(value, language)}</Pair>
        <Pair label={feeLabel}>{won(fee, language)}</Pair>
        <Pair label={words.trade.tax}>{words.trade.taxBuy}</Pair>
        <Pair label={label(words.trade.toPay)} total>
          {won(value + fee, language)}
        </Pair>
      </Pairs>
    );
  }
  const gain = holding ? value - fee - costRemoved(BigInt(holding.cost), quantity, units(holding.total, quantityDecimals)) : null;
  const tax = practice || !rule || gain === null ? 0n : expectedTax(gain, rule);
  return (
    <Pairs className="!gap-1.5 pt-1">
      <Pair label={label(words.trade.sellable)}>{account ? quantityWithUnit(holding?.available ?? '0', instrument, words) : '–'}</Pair>
      <Pair label={words.trade.value}>{`${isMarket && value > 0n ? `${words.trade.about} ` : ''}${won(value, language)}`}</Pair>
      <Pair label={feeLabel}>{won(-fee, language)}</Pair>
      {gain !== null && quantity > 0n && (
        <Pair label={words.trade.expectedProfit}>
          <WonChange amount={gain} bps={null} />
        </Pair>
      )}
      <Pair label={words.trade.tax}>{practice ? words.trade.taxPractice : tax > 0n ? `${words.trade.about} ${won(-tax, language)}` : rule ? words.trade.taxSell(share(rule.incomeBps + rule.localBps)) : '–'}</Pair>
      <Pair label={label(words.trade.toGet)} total>
        {`${(isMarket || tax > 0n) && value > 0n ? `${words.trade.about} ` : ''}${won(value - fee - tax, language)}`}
      </Pair>
    </Pairs>
  );
}

const RULES_FRESH_MS = 600_000;

/** The rule of the market for tax on gains, where there is exactly one in force that takes any; otherwise nothing is foretold. */
function useWithholding({ market }: Instrument): Withholding | null {
  const { data } = useQuery({
    queryKey: ['withholding', market],
    queryFn: async () => {
      const { policies } = await answered(anybody.GET('/markets/{market}/policies', { params: { path: { market } } }));
      const rules = policies.flatMap(({ is_in_force: inForce, body }) => (inForce && body.kind === 'withholding' && body.collection === 'withheld' ? [body] : []));
      const rule = rules.length === 1 ? rules[0] : undefined;
      return rule ? { incomeBps: rule.income_bps, localBps: rule.local_bps, roundDownTo: rule.round_down_to, notBelow: rule.not_below } : null;
    },
    staleTime: RULES_FRESH_MS,
  });
  if (!data) return null;
  return { incomeBps: BigInt(data.incomeBps), localBps: BigInt(data.localBps), roundDownTo: BigInt(data.roundDownTo), notBelow: BigInt(data.notBelow) };
}

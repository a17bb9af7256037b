import { hourMinute } from '@/figures/time';
import type { Ticker } from '@/live/messages';
import { Badge, type Tone } from '@/parts/badge';
import { usePreferences } from '@/preferences/preferences';
import { useWords } from '@/words/words';

import type { Instrument } from './instruments';

type State = Ticker['state'];

const tones: Record<State, Tone> = {
  pre_open: 'plain',
  opening_auction: 'warn',
  continuous: 'accent',
  volatility_interruption: 'warn',
  closing_auction: 'warn',
  uncrossing: 'warn',
  closed: 'plain',
  halted: 'danger',
  delisted: 'danger',
};

/** Orders may be placed in these states; the others refuse all. */
export const TAKES_ORDERS: readonly State[] = ['pre_open', 'opening_auction', 'continuous', 'volatility_interruption', 'closing_auction'];
export const AUCTIONS: readonly State[] = ['opening_auction', 'volatility_interruption', 'closing_auction'];

export function StateBadge({ instrument, state }: { instrument: Instrument; state: State }) {
  const words = useWords();
  // Coins of the practice market have no session at all, only a day.
  const aroundTheClock = state === 'continuous' && instrument.market === 'practice';
  return <Badge tone={tones[state]}>{aroundTheClock ? words.instrument.aroundTheClock : words.instrument.states[state]}</Badge>;
}

/** When the phase changes next. */
export function NextPhase({ instrument }: { instrument: Instrument }) {
  const words = useWords();
  const { language } = usePreferences();
  if (!instrument.phase_until) return null;
  return <span className="figures text-xs text-ink-3">{words.instrument.until(hourMinute(instrument.phase_until, language))}</span>;
}

import { timeLeft } from '@/figures/time';
import type { Asset } from '@/market/assets';
import { Badge, type Tone } from '@/parts/badge';
import { useNow } from '@/parts/clock';
import { Icon } from '@/parts/icon';
import { useOfferingWords } from '@/words/offering/words';

const outcomeTones: Record<'funded' | 'missed' | 'cancelled', Tone> = { funded: 'accent', missed: 'danger', cancelled: 'danger' };

/** Where an offering stands, and how long until that changes. */
export function OfferingStateBadge({ offering }: { offering: Asset['offering'] }) {
  const words = useOfferingWords();
  if (offering == null) return <Badge>{words.states.none}</Badge>;
  if (offering.outcome != null) return <Badge tone={outcomeTones[offering.outcome]}>{words.outcomes[offering.outcome]}</Badge>;
  if (offering.state === 'before') return <Countdown until={offering.opens_at} say={words.opensIn} tone="plain" />;
  if (offering.state === 'open') return <Countdown until={offering.closes_at} say={words.closesIn} tone="warn" />;
  return <Badge>{words.states[offering.state]}</Badge>;
}

function Countdown({ until, say, tone }: { until: string; say: (time: string) => string; tone: Tone }) {
  const words = useOfferingWords();
  const left = timeLeft(until, useNow());
  return (
    <Badge tone={tone}>
      <Icon name="clock" className="size-3.5" />
      <span className="figures">{say('days' in left ? words.days(left.days) : left.clock)}</span>
    </Badge>
  );
}

import type { components } from '@/api/schema';

import type { StreamMessage, StreamRequest } from './line';

type Schemas = components['schemas'];
export type Update = Extract<StreamMessage, { type: 'snapshot' | 'delta' }>;
type Subscribe = Schemas['StreamSubscribe'];
/** What is subscribed to: a request without what names it. */
export type Wanted = Omit<Subscribe, 'id'>;

/** Refusals that may be over soon, and after how long it is asked again. */
const PASSING = [429, 503];
const RETRY_MS = 3_000;

export interface Subscription {
  wanted: Wanted;
  /** Updates in order from a snapshot on; after a gap a snapshot comes again. */
  receive: (update: Update) => void;
}

interface Held extends Subscription {
  /** Of the request that has not been answered; what comes before its answer belongs to an earlier one. */
  awaited: string | null;
  /** The next sequence of each channel it is made of. */
  expected: Map<string, number>;
}

/** The subscriptions of one line. Of the same channel only the newest is served; when it ends, the one before it is again. */
export class Subscriptions {
  /** By the name of the channel, the newest last. */
  private readonly held = new Map<string, Held[]>();
  private asked = 0;

  constructor(private readonly send: (request: StreamRequest) => void) {}

  /** The answer ends it. */
  add(subscription: Subscription): () => void {
    const held: Held = { ...subscription, awaited: null, expected: new Map() };
    const names = channelNames(subscription.wanted);
    for (const name of names) this.held.set(name, [...(this.held.get(name) ?? []), held]);
    this.ask(held);
    return () => this.remove(held, names);
  }

  /** Asks for everything anew: the line has come back. */
  askAll(): void {
    for (const held of new Set([...this.held.values()].flatMap((all) => all.slice(-1)))) this.ask(held);
  }

  take(message: StreamMessage): void {
    switch (message.type) {
      case 'subscribed':
        this.all().filter((held) => held.awaited === message.id).forEach((held) => (held.awaited = null));
        return;
      case 'error':
        this.refused(message);
        return;
      case 'snapshot':
      case 'delta':
        this.update(message);
        return;
      case 'unsubscribed':
      case 'authenticated':
      case 'pong':
    }
  }

  private update(update: Update): void {
    const name = [update.channel, update.instrument ?? update.account ?? '', update.interval ?? ''].join(' ');
    const held = this.held.get(name)?.at(-1);
    if (!held || held.awaited !== null) return;
    const expected = held.expected.get(name) ?? 1;
    if (update.sequence !== expected || (expected === 1) !== (update.type === 'snapshot')) {
      this.ask(held);
      return;
    }
    held.expected.set(name, expected + 1);
    held.receive(update);
  }

  private refused(message: Extract<StreamMessage, { type: 'error' }>): void {
    const held = this.all().find((one) => one.awaited !== null && one.awaited === message.id);
    // A refusal without a name is that of too many messages: nobody knows of which.
    const again = held ? [held] : message.id == null ? this.all().filter((one) => one.awaited !== null) : [];
    if (!PASSING.includes(message.problem.status)) return;
    for (const one of again) {
      const awaited = one.awaited;
      setTimeout(() => {
        if (one.awaited === awaited && this.all().includes(one)) this.ask(one);
      }, RETRY_MS);
    }
  }

  private ask(held: Held): void {
    this.asked += 1;
    held.awaited = this.asked.toString();
    held.expected.clear();
    this.send({ ...held.wanted, id: held.awaited, type: 'subscribe' });
  }

  private remove(held: Held, names: readonly string[]): void {
    let isServed = false;
    let before: Held | undefined;
    for (const name of names) {
      const all = this.held.get(name) ?? [];
      isServed ||= all.at(-1) === held;
      const rest = all.filter((one) => one !== held);
      before ??= rest.at(-1);
      if (rest.length === 0) this.held.delete(name);
      else this.held.set(name, rest);
    }
    if (!isServed) return;
    if (before) this.ask(before);
    else this.send({ ...namedBy(held.wanted), id: 'end', type: 'unsubscribe' });
  }

  private all(): Held[] {
    return [...new Set([...this.held.values()].flat())];
  }
}

/** What an update of it will be called: by channel, by instrument or account, and by interval. */
function channelNames({ channel, instrument, instruments, account, interval }: Wanted): string[] {
  const of = instruments ?? [instrument ?? account ?? ''];
  return of.map((one) => [channel, one, interval ?? ''].join(' '));
}

function namedBy({ channel, instrument, instruments, market, interval }: Wanted): Omit<Schemas['StreamUnsubscribe'], 'id'> {
  return {
    channel,
    ...(instrument != null && { instrument }),
    ...(instruments != null && { instruments }),
    ...(market != null && { market }),
    ...(interval != null && { interval }),
  };
}

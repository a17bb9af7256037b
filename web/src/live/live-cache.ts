import type { QueryClient } from '@tanstack/react-query';

import { type Content, type Message, type Topic, topicKey } from './messages';
import { patched } from './patch';
import type { LiveSource } from './source';

/** Whether live data arrives; `lastAt` is when the last of it did. */
export interface Connection {
  reachable: boolean;
  lastAt: string | null;
}

export const CONNECTION_KEY = ['live', 'connection'] as const;

interface Watched {
  topic: Topic;
  end: () => void;
  watchers: number;
  waiting: Message[];
  known: Content | undefined;
}

/**
 * Keeps the query cache at what the source says. Messages are gathered and written once per frame, so that a burst costs one render; the cache keeps the
 * identity of all that did not change.
 */
export class LiveCache {
  private readonly watched = new Map<string, Watched>();
  private frameAsked = false;
  private lastAt: string | null = null;

  constructor(
    private readonly cache: QueryClient,
    private readonly source: LiveSource,
    private readonly nextFrame: (run: () => void) => void = (run) => requestAnimationFrame(run),
  ) {}

  /** Starts watching, or joins those who do. The answer ends it. */
  watch(topic: Topic): () => void {
    const name = JSON.stringify(topicKey(topic));
    const found = this.watched.get(name) ?? this.open(name, topic);
    found.watchers += 1;
    return () => {
      found.watchers -= 1;
      // A page that is left and entered again within one turn keeps its stream.
      queueMicrotask(() => {
        if (found.watchers > 0 || this.watched.get(name) !== found) return;
        found.end();
        this.watched.delete(name);
      });
    };
  }

  private open(name: string, topic: Topic): Watched {
    const entry: Watched = { topic, watchers: 0, waiting: [], known: undefined, end: () => undefined };
    this.watched.set(name, entry);
    entry.end = this.source.open(topic, {
      message: (message) => {
        entry.waiting.push(message);
        this.askFrame();
      },
      reachable: (yes) => this.tell(yes),
    });
    return entry;
  }

  private askFrame(): void {
    if (this.frameAsked) return;
    this.frameAsked = true;
    this.nextFrame(() => {
      this.frameAsked = false;
      this.write();
    });
  }

  private write(): void {
    this.lastAt = new Date().toISOString();
    for (const entry of this.watched.values()) {
      if (entry.waiting.length === 0) continue;
      entry.known = entry.waiting.splice(0).reduce<Content | undefined>(patched, entry.known);
      if (entry.known) this.cache.setQueryData(topicKey(entry.topic), entry.known);
    }
  }

  private tell(reachable: boolean): void {
    const known = this.cache.getQueryData<Connection>(CONNECTION_KEY);
    if (known?.reachable === reachable) return;
    this.cache.setQueryData<Connection>(CONNECTION_KEY, { reachable, lastAt: this.lastAt });
  }
}

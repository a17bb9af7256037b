import type { Message, Topic } from './messages';

/** Where live data comes from. */
export interface LiveSource {
  /** Messages from now on, a snapshot first. */
  open: (topic: Topic, receiver: Receiver) => Stream;
}

export interface Receiver {
  message: (message: Message) => void;
  /** Whether the source can be reached; said whenever it changes. */
  reachable: (yes: boolean) => void;
}

export interface Stream {
  /** Asks for a new snapshot, as of `atLeast` or later where a position is given. */
  renew: (atLeast?: string) => void;
  close: () => void;
}

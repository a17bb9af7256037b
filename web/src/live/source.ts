import type { Message, Topic } from './messages';

/** Where live data comes from. */
export interface LiveSource {
  /** Messages from now on, a snapshot first. The answer ends it. */
  open: (topic: Topic, receiver: Receiver) => () => void;
}

export interface Receiver {
  message: (message: Message) => void;
  /** Whether the source can be reached. */
  reachable: (yes: boolean) => void;
}

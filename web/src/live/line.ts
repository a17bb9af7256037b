import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type StreamRequest = Schemas['StreamRequest'];
export type StreamMessage = Schemas['StreamMessage'];

/** The first pause before it is tried again; each further one is twice as long. */
const PAUSE_MS = 400;
const PAUSE_MAX_MS = 20_000;
/** A line that comes back within this time was never out of reach. */
const GRACE_MS = 1_500;
/** How long nothing may be heard before the server is asked whether it is there, and how long it may take to say so. */
const QUIET_MS = 15_000;
const PONG_MS = 8_000;
/** The server's word for a session that has ended, or a key that was revoked. */
const REVOKED = 4002;

export interface LineEvents {
  /** It is there, for the first time or again: nothing that was said before counts. */
  opened: () => void;
  message: (message: StreamMessage) => void;
  reachable: (yes: boolean) => void;
  revoked: () => void;
}

/** One WebSocket to the server, which comes back by itself: after growing pauses, part of them by chance, so that not all pages come at once. */
export class Line {
  private socket: WebSocket | undefined;
  private failures = 0;
  private closed = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private grace: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: string,
    private readonly events: LineEvents,
  ) {
    this.connect();
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** What cannot be sent is dropped: once the line is there again, everything is asked for anew. */
  send(request: StreamRequest): void {
    if (this.isOpen) this.socket?.send(JSON.stringify(request));
  }

  close(): void {
    this.closed = true;
    for (const timer of [this.again, this.grace, this.quiet]) clearTimeout(timer);
    this.socket?.close();
  }

  private connect(): void {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.listen();
    socket.onopen = () => {
      if (this.closed) return;
      this.failures = 0;
      clearTimeout(this.grace);
      this.grace = undefined;
      this.events.reachable(true);
      this.events.opened();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.closed || this.socket !== socket) return;
      this.listen();
      this.events.message(JSON.parse(event.data) as StreamMessage);
    };
    socket.onclose = (event) => {
      if (this.closed || this.socket !== socket) return;
      if (event.code === REVOKED) this.events.revoked();
      this.comeBack();
    };
  }

  /** A connection that was cut somewhere on the way says nothing at all. */
  private listen(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.send({ id: 'ping', type: 'ping' });
      this.quiet = setTimeout(() => this.giveUp(), PONG_MS);
    }, QUIET_MS);
  }

  private giveUp(): void {
    const silent = this.socket;
    this.socket = undefined;
    silent?.close();
    this.comeBack();
  }

  private comeBack(): void {
    clearTimeout(this.quiet);
    this.grace ??= setTimeout(() => this.events.reachable(false), GRACE_MS);
    const pause = Math.min(PAUSE_MS * 2 ** this.failures, PAUSE_MAX_MS);
    this.failures += 1;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), pause / 2 + (pause / 2) * Math.random());
  }
}

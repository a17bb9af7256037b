import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Line } from './line';

class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;
  constructor(readonly address: string) {
    Socket.all.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  breaks(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const events = { opened: vi.fn(), message: vi.fn(), reachable: vi.fn(), revoked: vi.fn() };
const newest = () => {
  const socket = Socket.all.at(-1);
  if (!socket) throw new Error('no socket was made');
  return socket;
};
let line: Line;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  vi.spyOn(Math, 'random').mockReturnValue(1);
  Socket.all = [];
  for (const event of Object.values(events)) event.mockReset();
  line = new Line('ws://here/stream', events);
});
afterEach(() => {
  line.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the line to the server', () => {
  it('comes back after growing pauses, and says so only where it took long', () => {
    newest().opens();
    expect(events.reachable.mock.calls).toEqual([[true]]);
    newest().breaks();
    vi.advanceTimersByTime(400);
    expect(Socket.all).toHaveLength(2);
    newest().opens();
    vi.advanceTimersByTime(2_000);
    expect(events.opened).toHaveBeenCalledTimes(2);
    expect(events.reachable.mock.calls).toEqual([[true], [true]]);

    newest().breaks();
    for (const pause of [400, 800, 1_600, 3_200]) {
      const made = Socket.all.length;
      vi.advanceTimersByTime(pause - 1);
      expect(Socket.all).toHaveLength(made);
      vi.advanceTimersByTime(1);
      expect(Socket.all).toHaveLength(made + 1);
      newest().breaks();
    }
    expect(events.reachable).toHaveBeenLastCalledWith(false);
    expect(events.reachable).toHaveBeenCalledTimes(3);
  });

  it('does not come at the same time as all others', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    newest().breaks();
    vi.advanceTimersByTime(200);
    expect(Socket.all).toHaveLength(2);
  });

  it('is given up when nothing is heard for long, not even an answer', () => {
    const silent = newest();
    silent.opens();
    vi.advanceTimersByTime(15_000);
    expect(silent.sent).toEqual(['{"id":"ping","type":"ping"}']);
    silent.onmessage?.({ data: '{"type":"pong","id":"ping"}' });
    vi.advanceTimersByTime(15_000 + 8_000 + 400);
    expect(Socket.all).toHaveLength(2);
    // What the old one still says is nobody's business.
    silent.onmessage?.({ data: '{"type":"pong","id":"late"}' });
    expect(events.message).toHaveBeenCalledTimes(1);
  });

  it('tells when the server has ended the session', () => {
    newest().opens();
    newest().breaks(4002);
    expect(events.revoked).toHaveBeenCalledTimes(1);
  });

  it('stays away once it is closed', () => {
    line.close();
    newest().breaks();
    vi.advanceTimersByTime(60_000);
    expect(Socket.all).toHaveLength(1);
  });
});

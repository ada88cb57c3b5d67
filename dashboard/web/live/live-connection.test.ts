import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeCodes, type ClientMessage, type ServerMessage } from '../../live-protocol.ts';
import { createLiveConnection, type Position } from './live-connection.ts';

/** The browser's end of a socket whose other end the test holds. */
class FakeSocket extends EventTarget {
  readyState = 1;
  readonly sent: ClientMessage[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.readyState = 3;
  }

  say(message: ServerMessage): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }

  hello(): void {
    this.say({ type: 'hello', epoch: 'e', seq: 4, serverTime: 0, heartbeatMs: 5_000, screen: 1 });
  }

  break(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

describe('the line to the server', () => {
  let sockets: FakeSocket[];
  let position: Position;
  let events: string[];
  let connection: ReturnType<typeof createLiveConnection>;
  const last = (): FakeSocket => sockets.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets = [];
    events = [];
    position = null;
    connection = createLiveConnection({
      url: 'ws://test/api/live',
      open() {
        sockets.push(new FakeSocket());
        return last() as unknown as WebSocket;
      },
      now: Date.now,
      position: () => position,
      message: () => {},
      synchronised: () => events.push('synchronised'),
      lost: () => events.push('lost'),
      refused: () => events.push('refused'),
    });
    connection.start();
  });
  afterEach(() => {
    connection.stop();
    vi.useRealTimers();
  });

  it('starts anew without a place in the stream, and resumes with one', () => {
    last().hello();
    expect(last().sent[0]).toEqual({ type: 'start' });
    position = { epoch: 'e', seq: 7 };
    last().break();
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
    last().hello();
    expect(last().sent[0]).toEqual({ type: 'resume', epoch: 'e', seq: 7 });
    last().say({ type: 'resumed', seq: 9, missed: 2 });
    expect(events).toEqual(['lost', 'synchronised']);
  });

  it('begins again where the greeting did not come before all else', () => {
    last().say({ type: 'heartbeat', seq: 4, serverTime: 0, canary: null });
    expect(events).toEqual(['lost']);
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
    last().hello();
    expect(last().sent).toContainEqual({ type: 'start' });
  });

  it('subscribes again after it came back', () => {
    last().hello();
    connection.subscribe(['d1']);
    last().break();
    vi.advanceTimersByTime(1_000);
    last().hello();
    expect(last().sent).toContainEqual({ type: 'subscribe', devices: ['d1'] });
  });

  it('tells what is open once it stays open, and again after it came back', () => {
    last().hello();
    for (const id of ['a', 'b', 'c']) connection.view(`alert:${id}`);
    vi.advanceTimersByTime(1_000);
    const views = (): readonly ClientMessage[] => last().sent.filter(({ type }) => type === 'view');
    expect(views()).toEqual([{ type: 'view', subject: 'alert:c' }]);
    last().break();
    vi.advanceTimersByTime(1_000);
    last().hello();
    expect(views()).toEqual([{ type: 'view', subject: 'alert:c' }]);
    connection.view(null);
    vi.advanceTimersByTime(1_000);
    expect(views().at(-1)).toEqual({ type: 'view', subject: null });
  });

  it('asks the time several times at the beginning, one answer after the other, then seldom', () => {
    last().hello();
    const pings = (): number => last().sent.filter(({ type }) => type === 'ping').length;
    expect(pings()).toBe(1);
    for (let n = 1; n < 6; n += 1) {
      last().say({ type: 'pong', t: Date.now(), serverTime: 0 });
      vi.advanceTimersByTime(200);
      expect(pings()).toBe(n + 1);
    }
    last().say({ type: 'pong', t: Date.now(), serverTime: 0 });
    vi.advanceTimersByTime(5_000);
    expect(pings()).toBe(6);
    vi.advanceTimersByTime(6_000);
    expect(pings()).toBe(7);
  });

  it('waits longer after each failure, and not forever', () => {
    const opened: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      const before = Date.now();
      last().break();
      const count = sockets.length;
      while (sockets.length === count) vi.advanceTimersByTime(50);
      opened.push(Date.now() - before);
    }
    expect(opened[0]).toBeLessThanOrEqual(550);
    expect(opened[8]).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...opened)).toBeLessThanOrEqual(10_050);
  });

  it('calls the data stale after two missed heartbeats, and connects anew', () => {
    last().hello();
    last().say({
      type: 'snapshot',
      epoch: 'e',
      seq: 4,
      serverTime: 0,
      alerts: [],
      incidents: [],
      cases: [],
      plans: [],
      floods: [],
      fleet: [],
    });
    vi.advanceTimersByTime(9_000);
    expect(events).toEqual(['synchronised']);
    vi.advanceTimersByTime(3_000);
    expect(events).toEqual(['synchronised', 'lost']);
    expect(sockets).toHaveLength(2);
  });

  it('waits for the greeting of a new line as long as for a heartbeat', () => {
    last().hello();
    vi.advanceTimersByTime(12_000);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(9_000);
    expect(sockets).toHaveLength(2);
    last().hello();
    expect(last().sent).toContainEqual({ type: 'start' });
  });

  it('asks who is logged in when it is refused or sent away, not when the line just breaks', () => {
    last().hello();
    last().break();
    expect(events).not.toContain('refused');
    vi.advanceTimersByTime(1_000);
    last().break();
    expect(events).toContain('refused');
    events.length = 0;
    vi.advanceTimersByTime(2_000);
    last().hello();
    last().break(closeCodes.sessionEnded);
    expect(events).toContain('refused');
  });

  it('stops when told to', () => {
    last().hello();
    connection.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});

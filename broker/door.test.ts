import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Door, toAddressKey, type Visitor } from './door.ts';
import { EnrolmentBrake } from './enrolment-brake.ts';
import { defaultBrokerLimits, type BrokerLimits } from './limits.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function openDoor(changes: Partial<BrokerLimits> = {}) {
  const refused: string[] = [];
  const entered: string[] = [];
  const turnedAway: string[] = [];
  const door = new Door({ ...defaultBrokerLimits, ...changes }, (reason) => void refused.push(reason));
  const arrive = (name: string, details: Partial<Visitor> = {}): Visitor => {
    const visitor: Visitor = {
      address: 'a',
      isTls: false,
      enter: () => void entered.push(name),
      turnAway: () => void turnedAway.push(name),
      ...details,
    };
    door.arrive(visitor);
    return visitor;
  };
  return { door, refused, entered, turnedAway, arrive };
}

describe('the door', () => {
  it('lets ten thousand that come at once behind one address in, at its pace, and refuses none', () => {
    const { door, entered, refused, arrive } = openDoor();
    const names = Array.from({ length: 10_000 }, (_, index) => `${index}`);
    for (const name of names) {
      const visitor: Visitor = arrive(name, {
        enter() {
          entered.push(name);
          setTimeout(() => door.leave(visitor), 500); // how long it needs to say who it is
        },
      });
    }
    expect(entered).toHaveLength(100);
    for (let second = 1; second <= 9; second += 1) {
      vi.advanceTimersByTime(1_000);
      expect(Math.abs(entered.length - second * 1_000)).toBeLessThan(200);
    }
    vi.advanceTimersByTime(2_000);
    expect([entered.length, refused]).toEqual([10_000, []]);
    expect(entered).toEqual(names);
    expect(door.waiting).toBe(0);
  });

  it('lets fewer in per second where each has a TLS handshake', () => {
    const { entered, arrive } = openDoor();
    for (let index = 0; index < 2_000; index += 1) arrive(`${index}`, { isTls: true });
    const atOnce = entered.length;
    vi.advanceTimersByTime(1_000);
    expect(atOnce).toBeLessThan(100);
    expect(entered.length - atOnce).toBeGreaterThan(380);
    expect(entered.length - atOnce).toBeLessThan(420);
  });

  it('gives addresses their turns one after the other, however many come from one', () => {
    const { entered, arrive } = openDoor({ connectsPerSecondMax: 100 });
    for (let index = 0; index < 5_000; index += 1) arrive('flood');
    arrive('quiet', { address: 'b' });
    expect(entered).not.toContain('quiet');
    vi.advanceTimersByTime(60);
    expect(entered).toContain('quiet');
  });

  it('lets no more in than may be unauthenticated, in all and of one address, until one is through or gone', () => {
    const { door, entered, arrive } = openDoor({ connectingMax: 3, connectingPerAddressMax: 2 });
    const first = arrive('a1');
    for (const name of ['a2', 'a3']) arrive(name);
    for (const name of ['b1', 'b2']) arrive(name, { address: 'b' });
    vi.advanceTimersByTime(1_000);
    expect([entered, door.connecting, door.waiting]).toEqual([['a1', 'a2', 'b1'], 3, 2]);
    door.leave(first);
    door.leave(first);
    vi.advanceTimersByTime(1_000);
    expect([entered.length, door.connecting, door.waiting]).toEqual([4, 3, 1]);
  });

  it('turns away, beyond what may wait, the newest of an address with more than its share', () => {
    const { refused, turnedAway, arrive } = openDoor({ connectingMax: 0, waitingMax: 4 });
    for (const name of ['a1', 'a2', 'a3', 'a4']) arrive(name);
    arrive('b1', { address: 'b' });
    arrive('a5');
    expect(turnedAway).toEqual(['a4', 'a5']);
    expect(refused).toEqual(['waiting', 'waiting']);
  });

  it('closes who has waited too long, and who was let in and says nothing', () => {
    const { door, refused, turnedAway, arrive } = openDoor({ connectingMax: 1, connectTimeoutMs: 40_000 });
    arrive('in');
    arrive('waits');
    vi.advanceTimersByTime(29_900);
    expect(refused).toEqual([]);
    vi.advanceTimersByTime(200);
    expect([refused, turnedAway]).toEqual([['waiting-timeout'], ['waits']]);
    vi.advanceTimersByTime(10_000);
    expect([refused.at(-1), turnedAway.at(-1)]).toEqual(['connect-timeout', 'in']);
    expect([door.connecting, door.waiting]).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  [undefined, ''],
])('the address %s counts as %s', (address, key) => {
  expect(toAddressKey(address)).toBe(key);
});

describe('the brake on enrolment', () => {
  it('is on for an address after too many failures, until the window is over', () => {
    const brake = new EnrolmentBrake({ failuresPerAddressMax: 3, failuresWindowMs: 1_000 });
    for (const at of [0, 10, 20]) {
      expect(brake.isOn('a', at)).toBe(false);
      brake.noteFailure('a', at);
    }
    expect([brake.isOn('a', 999), brake.isOn('b', 999), brake.isOn('a', 1_000)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('remembers a bounded number of addresses, the latest', () => {
    const brake = new EnrolmentBrake({ failuresPerAddressMax: 1, failuresWindowMs: 1_000 });
    for (let index = 0; index <= 10_000; index += 1) brake.noteFailure(`${index}`, 0);
    expect([brake.isOn('0', 1), brake.isOn('1', 1), brake.isOn('10000', 1)]).toEqual([false, true, true]);
  });
});

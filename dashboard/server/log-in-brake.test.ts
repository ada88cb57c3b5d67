import { describe, expect, it } from 'vitest';
import { createLogInBrake, toNetwork, type LogInBrakeOptions, type LogInTry } from './log-in-brake.ts';

const make = (changes: Partial<LogInBrakeOptions> = {}) =>
  createLogInBrake({
    freePerUsername: 3,
    freePerAddress: 6,
    firstDelayMs: 1_000,
    delayMsMax: 8_000,
    knownDelayMsMax: 2_000,
    keptMs: 60_000,
    entriesMax: 100,
    ...changes,
  });

const li: LogInTry = { username: 'li', address: '10.0.0.1', known: null };

/** Tries as soon as it may, `times` times, and tells how long each had to wait for its turn. */
function guess(brake: ReturnType<typeof make>, attempt: LogInTry, times: number): number[] {
  let now = 0;
  return Array.from({ length: times }, () => {
    const { waitMs } = brake.begin(attempt, now);
    now += waitMs;
    if (waitMs > 0) brake.begin(attempt, now);
    return waitMs;
  });
}

describe('the brake on guessing passwords', () => {
  it('lets some fail, then doubles the wait up to the longest', () => {
    expect(guess(make(), li, 8)).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  it('tells when the longest is reached', () => {
    const brake = make({ freePerUsername: 1, delayMsMax: 2_000 });
    expect(brake.begin(li, 0)).toMatchObject({ nextWaitMs: 1_000, isLongest: false });
    expect(brake.begin(li, 1_000)).toMatchObject({ nextWaitMs: 2_000, isLongest: true });
  });

  it('is not prolonged by what comes too soon', () => {
    const brake = make({ freePerUsername: 1 });
    brake.begin(li, 0);
    for (let now = 0; now < 1_000; now += 100) expect(brake.begin(li, now).waitMs).toBe(1_000 - now);
    expect(brake.begin(li, 1_000).waitMs).toBe(0);
  });

  it('counts those who try at once before any is judged', () => {
    const brake = make();
    const permits = Array.from({ length: 20 }, () => brake.begin(li, 0));
    expect(permits.filter(({ waitMs }) => waitMs === 0)).toHaveLength(3);
  });

  it('forgets a person who gets in, but not what their address did to others', () => {
    const brake = make();
    for (const username of ['a', 'b', 'c', 'd', 'e']) brake.begin({ ...li, username }, 0);
    const permit = brake.begin({ ...li, username: 'mallory' }, 0);
    expect(permit).toMatchObject({ nextWaitMs: 1_000 });
    if (!permit.isTooSoon) permit.succeed();
    // The fifth stranger's failure stands; the next one is the sixth.
    expect(brake.begin({ ...li, username: 'f' }, 0).waitMs).toBe(0);
    expect(brake.begin({ ...li, username: 'g' }, 0).waitMs).toBe(1_000);
  });

  it('keeps strangers out of a name without keeping the person out', () => {
    const brake = make();
    guess(brake, { ...li, address: '6.6.6.6' }, 50);
    expect(brake.begin(li, 0).waitMs).toBeGreaterThan(0);
    expect(brake.begin({ ...li, known: 'desk-1' }, 0).waitMs).toBe(0);
  });

  it('does not let a known browser guess on for ever, nor its success help strangers', () => {
    const brake = make();
    expect(guess(brake, { ...li, known: 'desk-1' }, 6)).toEqual([0, 0, 0, 1_000, 2_000, 2_000]);
    const strangers = guess(brake, li, 4);
    const permit = brake.begin({ ...li, known: 'desk-2' }, 0);
    if (!permit.isTooSoon) permit.succeed();
    expect(strangers.at(-1)).toBe(1_000);
    expect(brake.begin(li, 0).waitMs).toBeGreaterThan(0);
  });

  it('counts a whole /64 as one address', () => {
    const brake = make({ freePerUsername: 100 });
    for (let n = 1; n <= 6; n += 1) {
      brake.begin({ username: `u${n}`, address: `2001:db8:1:2::${n}`, known: null }, 0);
    }
    expect(brake.begin({ ...li, address: '2001:db8:1:2:ffff::1' }, 0).waitMs).toBe(1_000);
    expect(brake.begin({ ...li, address: '2001:db8:1:3::1' }, 0).waitMs).toBe(0);
  });

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::1', '0:0:0:0'],
    ['2001:0db8::1', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('takes %s for %s', (address, network) => {
    expect(toNetwork(address)).toBe(network);
  });

  it('has bounded memory, and guessing at many names clears no count that matters', () => {
    const brake = make({ freePerUsername: 1, entriesMax: 20, delayMsMax: 60_000 });
    for (let n = 0, now = 0; n < 5; n += 1) {
      const { waitMs } = brake.begin(li, now);
      now += waitMs;
    }
    brake.begin(li, 1_000);
    for (let n = 0; n < 1_000; n += 1) {
      brake.begin({ username: `u${n}`, address: `10.1.${n % 256}.${n >> 8}`, known: null }, 0);
    }
    expect(brake.begin({ ...li, address: '10.9.9.9' }, 1_000).waitMs).toBeGreaterThan(0);
  });

  it('forgets in time, and at once when an administrator says so', () => {
    const brake = make({ freePerUsername: 1 });
    brake.begin(li, 0);
    expect(brake.begin(li, 0).waitMs).toBe(1_000);
    brake.forgive('li');
    expect(brake.begin(li, 0).waitMs).toBe(0);
    expect(brake.begin(li, 61_001)).toMatchObject({ waitMs: 0, nextWaitMs: 1_000 });
  });
});

import { describe, expect, it } from 'vitest';
import { createClockOffset } from './clock-offset.ts';

describe('the clock offset', () => {
  it('believes the quickest of several round trips, and says how wrong it may be', () => {
    const clock = createClockOffset();
    expect(clock.offset()).toBe(0);
    clock.add({ sentAt: 1_000, receivedAt: 3_000, serverTime: 9_000 });
    // The one ping of a page that is still loading took two seconds: nothing is measured by it.
    expect(clock.error()).toBeNull();
    clock.add({ sentAt: 5_000, receivedAt: 5_010, serverTime: 12_005 });
    clock.add({ sentAt: 6_000, receivedAt: 6_400, serverTime: 13_000 });
    expect(clock.offset()).toBe(7_000);
    expect(clock.error()).toBe(5);
  });

  it('begins anew when the line is new, and keeps its offset until then', () => {
    const clock = createClockOffset();
    for (const sentAt of [0, 100, 200])
      clock.add({ sentAt, receivedAt: sentAt + 2, serverTime: sentAt + 51 });
    expect([clock.offset(), clock.error()]).toEqual([50, 1]);
    clock.renew();
    expect([clock.offset(), clock.error()]).toEqual([50, null]);
    for (const sentAt of [900, 1_000, 1_100])
      clock.add({ sentAt, receivedAt: sentAt + 4, serverTime: sentAt });
    expect([clock.offset(), clock.error()]).toEqual([-2, 2]);
  });

  it('notices that a clock was set', () => {
    const clock = createClockOffset();
    for (const sentAt of [0, 100, 200]) clock.add({ sentAt, receivedAt: sentAt + 2, serverTime: sentAt + 1 });
    clock.add({ sentAt: 300, receivedAt: 500, serverTime: 400 });
    expect(clock.offset()).toBe(0);
    clock.add({ sentAt: 400, receivedAt: 460, serverTime: 60_430 });
    expect([clock.offset(), clock.error()]).toEqual([60_000, null]);
  });

  it('takes no round trip that ended before it began', () => {
    const clock = createClockOffset();
    for (let n = 0; n < 3; n += 1) clock.add({ sentAt: 1_000, receivedAt: 400, serverTime: 0 });
    expect(clock.error()).toBeNull();
  });
});

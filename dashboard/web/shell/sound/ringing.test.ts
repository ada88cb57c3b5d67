import { describe, expect, it } from 'vitest';
import { testAlert } from '../../alerts/test-alert.ts';
import { createRinging, type RingingAlert } from './ringing.ts';
import { tuneLengthMs, tunes } from './tunes.ts';

const alert = (id: string, changes: Parameters<typeof testAlert>[0] = {}): RingingAlert =>
  testAlert({ id, rangAt: 0, ...changes });

/** The seconds in which something sounds, as `second:severity`, asked every second. */
function listen(
  ringing: ReturnType<typeof createRinging>,
  { from_s = 0, to_s }: { from_s?: number; to_s: number },
): string[] {
  const heard: string[] = [];
  for (let s = from_s; s <= to_s; s += 1) {
    const severity = ringing.next(s * 1_000);
    if (severity !== null) heard.push(`${s}:${severity}`);
  }
  return heard;
}

describe('what rings', () => {
  it('repeats critical quickly and major slowly, and says the others once', () => {
    const heard = ([1, 2, 3, 4] as const).map((severity) => {
      const ringing = createRinging();
      ringing.take([], 0);
      ringing.take([alert('a', { severity })], 0);
      return listen(ringing, { to_s: 45 });
    });
    expect(heard).toEqual([
      ['0:1', '6:1', '12:1', '18:1', '24:1', '30:1', '36:1', '42:1'],
      ['0:2', '20:2', '40:2'],
      ['0:3'],
      ['0:4'],
    ]);
  });

  it.each([
    ['acknowledged', { operator: 'acknowledged' }],
    ['silenced for everybody', { silencedAt: 5 }],
    ['shelved', { suppression: 'shelved' }],
    ['about the past', { retrospective: true }],
    ['closed', { closedAt: 5 }],
  ] as const)('does not sound what is %s', (_name, changes) => {
    const ringing = createRinging();
    ringing.take([], 0);
    ringing.take([alert('a')], 0);
    expect(ringing.next(0)).toBe(1);
    ringing.take([alert('a', changes)], 1_000);
    expect(listen(ringing, { to_s: 60 })).toEqual([]);
    expect(ringing.isRepeating()).toBe(false);
  });

  it('silences what rings now; what rings after it, and what rings again, is heard', () => {
    const ringing = createRinging();
    ringing.take([alert('a'), alert('b', { severity: 2 })], 0);
    expect(ringing.next(0)).toBe(1);
    expect(ringing.silence()).toEqual(['a@0', 'b@0']);
    expect(listen(ringing, { from_s: 1, to_s: 60 })).toEqual([]);
    ringing.take([alert('a'), alert('b', { severity: 2 }), alert('c', { severity: 4 })], 60_000);
    expect(ringing.next(60_000)).toBe(4);
    expect(ringing.isRepeating()).toBe(false);
    ringing.take([alert('a', { rangAt: 61_000 })], 61_000);
    expect(ringing.next(61_000)).toBe(1);
    expect(ringing.isRepeating()).toBe(true);
  });

  it('takes what another window silenced', () => {
    const ringing = createRinging();
    ringing.take([alert('a')], 0);
    ringing.silenceThese(['a@0', 'unknown@0']);
    expect(ringing.next(10_000)).toBeNull();
  });

  it('sounds the worst first, and repeats only the worst', () => {
    const ringing = createRinging();
    ringing.take([], 0);
    ringing.take([alert('a', { severity: 3 }), alert('b', { severity: 2 }), alert('c')], 0);
    expect([ringing.next(0), ringing.next(0), ringing.next(0), ringing.next(0)]).toEqual([1, 2, 3, null]);
    expect(listen(ringing, { from_s: 1, to_s: 20 })).toEqual(['6:1', '12:1', '18:1']);
  });

  it('sounds what became worse', () => {
    const ringing = createRinging();
    ringing.take([alert('a', { severity: 3 })], 0);
    ringing.take([alert('a', { severity: 1 })], 5_000);
    expect(ringing.next(5_000)).toBe(1);
  });

  it('says of what was there before the page only what still repeats', () => {
    const ringing = createRinging();
    ringing.take([alert('a', { severity: 3 }), alert('b', { severity: 2 })], 0);
    expect(listen(ringing, { to_s: 25 })).toEqual(['0:2', '20:2']);
  });

  it('keeps in step with another window', () => {
    const ringing = createRinging();
    ringing.take([alert('a')], 0);
    ringing.next(0);
    ringing.sounded(1, 3_000);
    expect(ringing.nextAt()).toBe(9_000);
  });

  it('tells when it wants to be asked again', () => {
    const ringing = createRinging();
    expect(ringing.nextAt()).toBeNull();
    ringing.take([alert('a')], 0);
    expect(ringing.nextAt()).toBe(0);
    ringing.next(1_000);
    expect(ringing.nextAt()).toBe(7_000);
  });
});

describe('the tunes', () => {
  it('differ in rhythm, end before they repeat, and are never shrill', () => {
    const rhythms = Object.values(tunes).map(({ tones }) =>
      tones.map(({ start_s, length_s }) => `${start_s.toFixed(2)}+${length_s}`).join(' '),
    );
    expect(new Set(rhythms).size).toBe(rhythms.length);
    for (const tune of Object.values(tunes)) {
      expect(tuneLengthMs(tune)).toBeLessThan(3_000);
      for (const { pitch_Hz } of tune.tones) {
        expect(pitch_Hz).toBeGreaterThan(250);
        expect(pitch_Hz).toBeLessThan(1_200);
      }
    }
  });
});

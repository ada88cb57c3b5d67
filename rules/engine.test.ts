import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import type { JournalRecord } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { rulesLimits } from './limits.ts';
import type { Rule } from './rule.ts';
import { toReading, toTelemetry, waterRule } from './test-history.ts';
import { asLoaded } from './test-snapshot.ts';

const start = 1_800_000_000_000;
const second = 1000;

/** Depth readings and ticks, in seconds from the start: what the engine says, and when by the device's clock. */
function play(rule: Rule, records: readonly JournalRecord[]): string[] {
  const engine = createRulesEngine({ rules: [rule] });
  return records.flatMap((record, index) => engine.evaluate({ offset: index + 1, record }).map(toLine));
}

/** The same, with the engine stopped and continued before each record. */
function playInPieces(rule: Rule, records: readonly JournalRecord[]): string[] {
  let engine = createRulesEngine({ rules: [rule] });
  return records.flatMap((record, index) => {
    const state = asLoaded(engine.snapshot());
    engine = createRulesEngine({ rules: [rule] });
    engine.restore(state);
    return engine.evaluate({ offset: index + 1, record }).map(toLine);
  });
}

function toLine(change: AlertChange): string {
  const mark = change.retrospective ? ' (past)' : '';
  return `${(change.eventTime - start) / second}: ${change.change} ${change.severity}${mark}`;
}

function depth(time_s: number, depth_m: number, rest: Partial<Reading> = {}): JournalRecord {
  return toTelemetry([{ ...toReading('water', start + time_s * second, { depth_m }), ...rest }]);
}

/** Depth measured at `time_s` and arriving at `at_s`. */
function arriving(time_s: number, depth_m: number, at_s: number): JournalRecord {
  return toTelemetry([toReading('water', start + time_s * second, { depth_m, at: start + at_s * second })]);
}

function tick(time_s: number): JournalRecord {
  return { type: 'tick', at: start + time_s * second };
}

function rain(time_s: number): JournalRecord {
  return toTelemetry([toReading('water', start + time_s * second, { rain_mm_h: 1 })]);
}

function pumping(time_s: number, depth_m: number, pump_running: number): JournalRecord {
  return toTelemetry([toReading('water', start + time_s * second, { depth_m, pump_running })]);
}

function idOf(rule: Rule, records: readonly JournalRecord[]): string | undefined {
  const engine = createRulesEngine({ rules: [rule] });
  return records.flatMap((record, index) => engine.evaluate({ offset: index + 7, record }))[0]?.alertId;
}

describe('a rule that asks for a second reading', () => {
  const rule = waterRule({ on_readings: 2, on_delay_s: 5 });
  const leveled = waterRule({
    severity: undefined,
    on_readings: 2,
    when: {
      metric: 'depth_m',
      levels: [
        { at_least: 0.1, severity: 'minor' },
        { at_least: 0.3, severity: 'major' },
      ],
    },
  });

  it.each<[string, readonly JournalRecord[], readonly string[]]>([
    ['one alone is a bad sample, however long it holds', [depth(0, 4), tick(50), depth(60, 0)], []],
    ['the second one settles it', [depth(0, 0.4), tick(50), depth(60, 0.4)], ['60: raise 2']],
    ['within the delay both must hold', [depth(0, 0.4), depth(2, 0.4), tick(10)], ['5: raise 2']],
    ['a normal one in between begins anew', [depth(0, 1), depth(60, 0), depth(120, 1), tick(170)], []],
    ['the same one twice is one', [depth(0, 1), depth(0, 1), tick(50)], []],
    ['something else that is measured says nothing of it', [depth(0, 1), rain(60), tick(100)], []],
    [
      'however slow the gauge',
      [depth(0, 1), tick(500), depth(900, 1), tick(905), tick(1300), depth(1800, 1)],
      ['905: raise 2', '1200: unknown 2', '1800: known 2'],
    ],
    [
      'late ones count one another',
      [depth(0, 0), depth(900, 0), arriving(300, 1, 901), arriving(360, 1, 902), arriving(420, 1, 903)],
      ['360: raise 2 (past)'],
    ],
  ])('%s', (_name, records, said) => {
    expect(play(rule, records)).toEqual(said);
    expect(playInPieces(rule, records)).toEqual(said);
  });

  it('believes at once that it is worse', () => {
    const records = [depth(0, 0.2), depth(60, 0.2), depth(120, 0.4), depth(180, 0)];
    expect(play(leveled, records)).toEqual(['60: raise 3', '120: worsen 2', '180: return 2']);
    expect(play(leveled, [depth(0, 0.4), depth(60, 0.4)])).toEqual(['60: raise 2']);
  });
});

describe('a threshold', () => {
  it.each([
    ['at_least', 0.3, 0.29],
    ['at_most', 0.3, 0.31],
    ['equals', 0.3, 0.31],
    ['not_equals', 0.31, 0.3],
  ])('%s is met by %d and not by %d', (operator, breach, normal) => {
    const rule = waterRule({ when: { metric: 'depth_m', [operator]: 0.3 } });
    expect(play(rule, [depth(0, normal), depth(60, breach), depth(120, normal)])).toEqual([
      '60: raise 2',
      '120: return 2',
    ]);
  });

  it('is left only beyond the deadband', () => {
    const rule = waterRule({ when: { metric: 'depth_m', at_least: 0.3, deadband: 0.1 } });
    expect(play(rule, [depth(0, 0.3), depth(60, 0.25), depth(120, 0.3), depth(180, 0.19)])).toEqual([
      '0: raise 2',
      '180: return 2',
    ]);
  });

  it('names the worst of several metrics, and returns when all that took part are normal', () => {
    const rule = waterRule({ when: { metrics: ['depth_m', 'rain_mm_h'], at_least: 1 } });
    const engine = createRulesEngine({ rules: [rule] });
    const say = (offset: number, values: Record<string, number>) =>
      engine.evaluate({
        offset,
        record: toTelemetry([toReading('water', start + offset * 60 * second, values)]),
      });
    expect(say(1, { depth_m: 2, rain_mm_h: 9 })[0]?.evidence).toMatchObject({
      metric: 'rain_mm_h',
      value: 9,
      threshold: 1,
    });
    expect(say(2, { depth_m: 2, rain_mm_h: 0 })).toEqual([]);
    expect(say(3, { depth_m: 0, rain_mm_h: 0 })).toMatchObject([{ change: 'return' }]);
  });

  it('worsens and eases by its levels, each with its own deadband', () => {
    const levels = [
      { at_least: 0.15, severity: 'minor' },
      { at_least: 0.27, severity: 'major' },
      { at_least: 0.4, severity: 'critical' },
    ];
    const rule = waterRule({ severity: undefined, when: { metric: 'depth_m', levels, deadband: 0.03 } });
    const depths = [0.1, 0.2, 0.5, 0.38, 0.36, 0.13, 0.11];
    expect(
      play(
        rule,
        depths.map((value, index) => depth(index * 60, value)),
      ),
    ).toEqual(['60: raise 3', '120: worsen 1', '240: ease 2', '300: ease 3', '360: return 3']);
  });
});

describe('delays', () => {
  const rule = waterRule({ on_delay_s: 120, off_delay_s: 120 });

  it('must be filled before it is raised, and before it returns', () => {
    const history = [0.4, 0.1, 0.4, 0.4, 0.4, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1];
    expect(
      play(
        rule,
        history.map((value, index) => depth(index * 60, value)),
      ),
    ).toEqual(['240: raise 2', '600: return 2']);
  });

  it('end at their own moment, however late the tick or the reading that shows it', () => {
    const early = play(rule, [depth(0, 0.4), depth(60, 0.4), tick(119), tick(120), depth(180, 0.4)]);
    const late = play(rule, [depth(0, 0.4), depth(60, 0.4), tick(155), depth(180, 0.4)]);
    const none = play(rule, [depth(0, 0.4), depth(60, 0.4), depth(180, 0.4)]);
    expect([early, late, none]).toEqual([['120: raise 2'], ['120: raise 2'], ['120: raise 2']]);
  });

  it('give the same id whichever record shows their end', () => {
    const id = idOf(rule, [depth(0, 0.4), depth(60, 0.4), tick(130)]);
    expect(id).toMatch(/^[0-9a-f]{20}$/);
    expect(idOf(rule, [tick(-1), depth(0, 0.4), depth(60, 0.4), depth(180, 0.4)])).toBe(id);
  });
});

describe('missing data', () => {
  const slow = waterRule({ on_delay_s: 600, off_delay_s: 600 });

  it('does not let an on-delay run on', () => {
    // Water gauges count as silent after 300 s.
    const history = [depth(0, 0.4), tick(700), depth(720, 0.4), depth(1000, 0.4)];
    expect(play(slow, [...history, tick(1310), tick(2000)])).toEqual([]);
    expect(play(slow, [...history, depth(1290, 0.4), tick(1319), tick(1330)])).toEqual(['1320: raise 2']);
    expect(play(slow, [depth(0, 0.4), depth(620, 0.4)])).toEqual([]);
  });

  it('raises on one reading when the device burns after it, for an on-delay that the reading covers', () => {
    expect(play(waterRule({ on_delay_s: 5 }), [depth(0, 0.4), tick(5)])).toEqual(['5: raise 2']);
  });

  it('does not let an off-delay run on', () => {
    const rule = waterRule({ off_delay_s: 200 });
    expect(play(rule, [depth(0, 0.4), depth(60, 0.1), rain(261), depth(262, 0.1)])).toEqual([
      '0: raise 2',
      '262: return 2',
    ]);
  });

  it('never clears: silence makes an alert unknown', () => {
    const rule = waterRule({ off_delay_s: 60 });
    const history = [depth(0, 0.4), depth(60, 0.1), tick(200), tick(360), tick(361), tick(9999)];
    expect(play(rule, history)).toEqual(['0: raise 2', '360: unknown 2']);
    expect(play(rule, [...history, depth(10_000, 0.1), depth(10_060, 0.1)])).toEqual([
      '0: raise 2',
      '360: unknown 2',
      '10000: known 2',
      '10060: return 2',
    ]);
  });

  it('holds while other metrics are told, until the value is too old', () => {
    const history = [depth(0, 0.4), rain(100), rain(300), rain(301), depth(400, 0.4)];
    expect(play(waterRule(), history)).toEqual(['0: raise 2', '300: unknown 2', '400: known 2']);
  });

  it.each([
    ['a value that cannot be', depth(60, 900)],
    ['a value that is no number', depth(60, NaN, { flags: ReadingFlag.badValue })],
  ])('%s is missing at once', (_name, bad) => {
    expect(play(waterRule(), [depth(0, 0.4), bad, depth(120, 0.4)])).toEqual([
      '0: raise 2',
      '60: unknown 2',
      '120: known 2',
    ]);
    expect(play(waterRule({ on_delay_s: 90 }), [depth(0, 0.4), bad, depth(100, 0.4), tick(150)])).toEqual([]);
    expect(play(waterRule(), [bad])).toEqual([]);
  });

  it('of a side condition is not its breach', () => {
    const rule = waterRule({ and: [{ metric: 'rain_mm_h', at_least: 1 }] });
    expect(play(rule, [depth(0, 0.4)])).toEqual([]);
    const both = toTelemetry([toReading('water', start, { depth_m: 0.4, rain_mm_h: 2 })]);
    expect(play(rule, [both, depth(200, 0.4), depth(301, 0.4)])).toEqual(['0: raise 2', '300: unknown 2']);
  });
});

describe('unless', () => {
  const rule = waterRule({ unless: [{ metric: 'pump_running', equals: 1 }] });
  it('keeps it from being raised, and raises when it ends', () => {
    expect(play(rule, [pumping(0, 0.4, 1), pumping(60, 0.4, 0)])).toEqual(['60: raise 2']);
  });

  it('never clears what is raised', () => {
    expect(play(rule, [pumping(0, 0.4, 0), pumping(60, 0.4, 1), pumping(120, 0.1, 1)])).toEqual([
      '0: raise 2',
      '120: return 2',
    ]);
  });

  it('counts as "not" while nobody knows', () => {
    expect(play(rule, [depth(0, 0.4)])).toEqual(['0: raise 2']);
  });
});

describe('late readings', () => {
  const live = [depth(0, 0.1), depth(60, 0.1)];

  it('raise a silent alert about the past, once', () => {
    const flush = arriving(600, 0.4, 4000);
    const repeat = arriving(600, 0.4, 4060);
    const history = [
      ...live,
      arriving(540, 0.1, 4000),
      flush,
      arriving(660, 0.4, 4000),
      depth(4001, 0.1),
      repeat,
    ];
    expect(play(waterRule(), history)).toEqual(['600: raise 2 (past)']);
  });

  it('must cover the on-delay among themselves', () => {
    const rule = waterRule({ on_delay_s: 120 });
    const flush = [600, 660, 720].map((time) => arriving(time, 0.4, 4000));
    expect(play(rule, [...live, ...flush])).toEqual(['720: raise 2 (past)']);
    expect(play(rule, [...live, ...flush.slice(0, 2), tick(4100), depth(4001, 0.1)])).toEqual([]);
  });

  it('change nothing about what is live', () => {
    const history = [depth(0, 0.4), arriving(-30, 0.1, 10), depth(60, 0.4)];
    expect(play(waterRule(), history)).toEqual(['0: raise 2']);
  });

  it('that lead up to now without a gap count towards the on-delay', () => {
    const rule = waterRule({ on_delay_s: 600 });
    const flush = [0, 200, 400, 600].map((time) => arriving(3000 + time, 0.4, 4000));
    expect(play(rule, [...live, ...flush, depth(3800, 0.4, { receivedAt: start + 4001 * second })])).toEqual([
      '3600: raise 2 (past)',
      '3600: raise 2',
    ]);
  });

  it('of an alert that was live then are nothing new', () => {
    const history = [depth(0, 0.4), depth(60, 0.1), depth(120, 0.1), arriving(0, 0.4, 130)];
    expect(play(waterRule(), history)).toEqual(['0: raise 2', '60: return 2']);
  });

  describe('that tell of danger to lives', () => {
    const danger = waterRule({ severity: 'critical', latching: true });

    it('ring where nothing newer is known, and are over when a newer one says so', () => {
      const told = [...live, arriving(600, 0.4, 4000)];
      expect(play(danger, told)).toEqual(['600: raise 1']);
      expect(play(danger, [...told, depth(4001, 0.1), depth(4061, 0.1)])).toEqual([
        '600: raise 1',
        '4001: return 1',
      ]);
      expect(playInPieces(danger, told)).toEqual(['600: raise 1']);
    });

    it('are past where something newer is known, of the same message too', () => {
      expect(play(danger, [...live, arriving(30, 0.4, 4000)])).toEqual(['30: raise 1 (past)']);
      const readings = [600, 660].map((time) =>
        toReading('water', start + time * second, {
          depth_m: time === 600 ? 0.4 : 0.1,
          at: start + 4000 * second,
        }),
      );
      expect(play(danger, [...live, toTelemetry(readings)])).toEqual(['600: raise 1 (past)']);
    });

    it('are past when they are hours old', () => {
      const tooLate_s = rulesLimits.lateDanger_ms_max / second + 1;
      expect(play(danger, [...live, arriving(600, 0.4, 600 + tooLate_s)])).toEqual(['600: raise 1 (past)']);
      expect(play(danger, [...live, arriving(600, 0.4, 600 + tooLate_s - 1)])).toEqual(['600: raise 1']);
    });

    it.each([
      { severity: 'critical', latching: false },
      { severity: 'major', latching: true },
    ] as const)('are no others: %o', (rule) => {
      const [line = ''] = play(waterRule(rule), [...live, arriving(600, 0.4, 4000)]);
      expect(line).toMatch(/ \(past\)$/);
    });
  });

  it('in one message: only the newest is live at first contact', () => {
    const readings = [0, 60, 3600].map((time) =>
      toReading('water', start + time * second, {
        depth_m: time === 0 ? 0.4 : 0.1,
        at: start + 3600 * second,
      }),
    );
    expect(play(waterRule(), [toTelemetry(readings)])).toEqual(['0: raise 2 (past)']);
    expect(play(waterRule(), [toTelemetry(readings.toReversed())])).toEqual(['0: raise 2 (past)']);
  });
});

describe('a wrong clock', () => {
  const year = 365 * 24 * 3600;

  it.each([-20 * year, -8 * 3600, 3600, 20 * year])('off by %d s all the time is no lateness', (off) => {
    const rule = waterRule({ on_delay_s: 90 });
    const say = (time_s: number, value: number) => arriving(time_s + off, value, time_s);
    const lines = play(rule, [say(0, 0.1), say(60, 0.4), say(120, 0.4), tick(149), tick(150), tick(700)]);
    expect(lines).toEqual([`${off + 150}: raise 2`, `${off + 420}: unknown 2`]);
  });

  it('set back by years rings at once', () => {
    expect(play(waterRule(), [depth(0, 0.1), arriving(-20 * year, 0.4, 60)])).toEqual([
      `${-20 * year}: raise 2`,
    ]);
  });

  it('set back by an hour rings with the second reading', () => {
    const history = [depth(0, 0.1), arriving(-3540, 0.4, 60), arriving(-3480, 0.4, 120)];
    expect(play(waterRule(), history)).toEqual(['-3540: raise 2 (past)', '-3480: raise 2']);
    expect(playInPieces(waterRule(), history)).toEqual(['-3540: raise 2 (past)', '-3480: raise 2']);
  });

  it('set back in the middle of a delay does not lose what has run', () => {
    const rule = waterRule({ on_delay_s: 200 });
    const history = [depth(0, 0.4), depth(60, 0.4), arriving(-20 * year, 0.4, 120), tick(199), tick(200)];
    expect(play(rule, history)).toEqual([`${-20 * year + 80}: raise 2`]);
  });

  it('that leaps ahead once does not silence the device for ever', () => {
    const history = [depth(0, 0.1), arriving(50 * year, 0.1, 60), depth(120, 0.4)];
    expect(play(waterRule(), history)).toEqual(['120: raise 2']);
  });

  it('that is missing is ours, placed on the clock of the device', () => {
    const flags = ReadingFlag.timeMissing;
    const off = -8 * 3600;
    const history = [arriving(off, 0.1, 0), depth(60, 0.4, { flags }), arriving(off + 120, 0.1, 120)];
    expect(play(waterRule(), history)).toEqual([`${off + 60}: raise 2`, `${off + 120}: return 2`]);
  });

  it('that drifts slowly is followed', () => {
    // A second a reading: after 1,000 readings it is far beyond what counts as late.
    const history = Array.from({ length: 1000 }, (_, index) => arriving(index * 59, 0.1, index * 60));
    expect(play(waterRule(), [...history, arriving(59_000, 0.4, 60_000)])).toEqual(['59000: raise 2']);
  });
});

describe('two readings of one instant', () => {
  it('both count, repeats of either do not', () => {
    const wet = depth(0, 0.4);
    const dry = depth(0, 0.1);
    expect(play(waterRule(), [wet, dry, wet, dry])).toEqual(['0: raise 2', '0: return 2']);
    expect(playInPieces(waterRule(), [wet, dry, wet, dry])).toEqual(['0: raise 2', '0: return 2']);
    const numbered = [depth(0, 0.4, { seq: 1 }), depth(0, 0.1, { seq: 2 }), depth(0, 0.4, { seq: 1 })];
    expect(play(waterRule(), numbered)).toEqual(['0: raise 2', '0: return 2']);
  });
});

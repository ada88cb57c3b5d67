import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { createRulesEngine } from './engine.ts';
import { loadRules } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { toEntries, toFile, toReading, toTelemetry, waterRule } from './test-history.ts';
import { asLoaded } from './test-snapshot.ts';

const { rules } = await loadRules(join(import.meta.dirname, 'defaults'));
const start = 1_800_000_000_000;

/** One thing that happens: time passes, then a device speaks (late, twice, badly) or only a tick comes. */
interface Happening {
  readonly pause_s: number;
  readonly device: number;
  readonly level: number;
  readonly late_s: number;
  readonly times: number;
}

const kindsOfDevices: readonly SensorKind[] = ['smoke', 'smoke', 'electrical', 'water', 'water', 'elevator'];
/** Clocks that are off, in seconds: one each. */
const clockErrors = [0, -8 * 3600, 20, 0, -700_000_000, 3600];
/** One of them is set back by an hour after this many seconds. */
const steppingDevice = 3;
const stepsAfter_s = 300;
const silent = -1;

const happening: fc.Arbitrary<Happening> = fc.record({
  pause_s: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(1, 5, 20) },
    { weight: 1, arbitrary: fc.constantFrom(100, 400) },
  ),
  device: fc.integer({ min: silent, max: kindsOfDevices.length - 1 }),
  level: fc.integer({ min: 0, max: 4 }),
  late_s: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(3, 60, 600, 5000) },
  ),
  times: fc.constantFrom(1, 1, 1, 2),
});
const histories = fc.array(happening, { maxLength: 120 });

function valuesAt(kind: SensorKind, level: number): Record<string, number> {
  if (kind === 'smoke') {
    if (level === 4) return { alarm: NaN, temperature_c: 9_999 };
    return {
      alarm: level === 3 ? 1 : 0,
      temperature_c: [20, 55, 60, 90][level]!,
      test: level === 2 ? 1 : 0,
      fault: level % 2,
    };
  }
  if (kind === 'electrical') {
    return {
      residual_current_ma: [20, 290, 310, 400, -5][level]!,
      cable_temperature_l1_c: 20 * level,
      cable_temperature_l2_c: level === 0 ? NaN : 95 - 20 * level,
    };
  }
  if (kind === 'water') return { depth_m: [0, 0.14, 0.2, 0.3, 0.5][level]!, battery_pct: 10 + 5 * level };
  return {
    door_zone: level > 1 ? 0 : 1,
    speed_m_s: level === 2 ? 1 : 0,
    occupied: level === 4 ? NaN : 1,
    fault_code: level === 3 ? 11 : 0,
  };
}

function toRecords(history: readonly Happening[]): readonly JournalRecord[] {
  let now = start;
  return history.flatMap(({ pause_s, device, level, late_s, times }) => {
    now += pause_s * 1000;
    const kind = kindsOfDevices[device];
    if (kind === undefined) return [{ type: 'tick', at: now }];
    const step_s = device === steppingDevice && now > start + stepsAfter_s * 1000 ? 3600 : 0;
    const time = now + (clockErrors[device]! - late_s - step_s) * 1000;
    const reading = {
      ...toReading(kind, time, { ...valuesAt(kind, level), at: now }),
      deviceId: `device-${device}`,
    };
    return Array.from({ length: times }, () => toTelemetry([reading]));
  });
}

function run(
  entries: readonly JournalEntry[],
  engine = createRulesEngine({ rules }),
): readonly AlertChange[] {
  return entries.flatMap((entry) => engine.evaluate(entry));
}

/** Where changes do not follow from the ones before: per rule and device raise, changes, return. */
function breaksOfStory(changes: readonly AlertChange[]): readonly AlertChange[] {
  const open = new Map<string, { id: string; severity: number; unknown: boolean }>();
  const ids = new Set<string>();
  let last = { offset: 0, index: -1 };
  return changes.filter((change) => {
    const { offset, index } = change.cause;
    const inOrder = offset > last.offset ? index === 0 : offset === last.offset && index === last.index + 1;
    last = change.cause;
    const key = `${change.ruleId} ${change.deviceId}`;
    const story = open.get(key);
    if (change.change === 'raise') {
      const isNew = story === undefined && (change.retrospective || !ids.has(change.alertId));
      if (change.retrospective) return !isNew || !inOrder;
      ids.add(change.alertId);
      open.set(key, { id: change.alertId, severity: change.severity, unknown: false });
      return !isNew || !inOrder;
    }
    if (story === undefined || story.id !== change.alertId || change.retrospective) return true;
    const follows =
      story.unknown === (change.change === 'known') &&
      (change.change !== 'worsen' || change.severity < story.severity) &&
      (change.change !== 'ease' || change.severity > story.severity);
    open.set(key, { ...story, severity: change.severity, unknown: change.change === 'unknown' });
    if (change.change === 'return') open.delete(key);
    return !follows || !inOrder;
  });
}

function withoutCause(changes: readonly AlertChange[]): unknown[] {
  return changes.map(({ cause: _cause, ...rest }) => rest);
}

function wet(offset: number, depth_m: number): JournalEntry {
  return { offset, record: toTelemetry([toReading('water', start + offset * 60_000, { depth_m })]) };
}

function edited(before: Rule, entries: readonly JournalEntry[], after: Rule | null) {
  const engine = createRulesEngine({ rules: [before] });
  const changes = run(entries, engine);
  const files = after === null ? [] : [toFile(after)];
  const record: JournalRecord = {
    type: 'rules',
    at: start + entries.length * 60_000,
    by: 'me',
    comment: null,
    files,
  };
  const atEdit = engine.evaluate({ offset: entries.length + 1, record });
  return { changes, atEdit, next: engine, dropped: engine.inForce().dropped };
}

describe('over random histories the engine', () => {
  it('says the same when it is stopped and continued anywhere', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(120), { maxLength: 4 }), (history, cuts) => {
        const entries = toEntries(toRecords(history));
        let engine = createRulesEngine({ rules });
        const changes: AlertChange[] = [];
        for (const [index, entry] of entries.entries()) {
          if (cuts.includes(index)) {
            const state = asLoaded(engine.snapshot());
            engine = createRulesEngine();
            engine.restore(state);
          }
          changes.push(...engine.evaluate(entry));
        }
        expect(changes).toEqual(run(entries));
      }),
      { numRuns: 300 },
    );
  });

  it('says the same again from an older snapshot, with the same causes', () => {
    fc.assert(
      fc.property(histories, fc.nat(120), (history, cut) => {
        const entries = toEntries(toRecords(history));
        const engine = createRulesEngine({ rules });
        run(entries.slice(0, cut), engine);
        const state = asLoaded(engine.snapshot());
        const first = run(entries.slice(cut), engine);
        const again = createRulesEngine({ rules });
        again.restore(state);
        expect(run(entries, again)).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('learns nothing from a record that comes twice', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const once = toRecords(history.map((one) => ({ ...one, times: 1 })));
        const twice = toRecords(history.map((one) => ({ ...one, times: 2 })));
        expect(withoutCause(run(toEntries(twice)))).toEqual(withoutCause(run(toEntries(once))));
      }),
      { numRuns: 300 },
    );
  });

  it('tells one story per rule and device: raise, changes, return; no id twice', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(breaksOfStory(run(toEntries(toRecords(history))))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('never resolves or starts anything by silence alone', () => {
    fc.assert(
      fc.property(
        histories,
        fc.array(fc.constantFrom(1, 30, 91, 301, 4000), { maxLength: 10 }),
        (history, pauses) => {
          const records = toRecords(history);
          const engine = createRulesEngine({ rules });
          run(toEntries(records), engine);
          let at = start + history.reduce((sum, { pause_s }) => sum + pause_s * 1000, 0);
          // Beyond the longest hold nothing that waits can still begin.
          const ticks = [400, ...pauses].map((pause_s): JournalRecord => ({
            type: 'tick',
            at: (at += pause_s * 1000),
          }));
          const changes = ticks.map((record, index) =>
            engine.evaluate({ offset: records.length + index + 1, record }),
          );
          expect(changes.flat().map(({ change }) => change)).not.toContain('return');
          expect(changes.flat().map(({ change }) => change)).not.toContain('ease');
          expect(
            changes
              .slice(1)
              .flat()
              .filter(({ change }) => change === 'raise'),
          ).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('an edit of the rules', () => {
  it('keeps an open alert of an edited rule open, under its id, and judges it anew', () => {
    const after = waterRule({ when: { metric: 'depth_m', at_least: 0.5 } });
    const { changes, next, dropped } = edited(waterRule(), [wet(1, 0.6)], after);
    expect(dropped).toEqual(['test-depth']);
    expect(next.evaluate(wet(3, 0.7))).toEqual([]);
    expect(next.evaluate(wet(4, 0.4))).toMatchObject([
      { change: 'return', alertId: changes[0]!.alertId, ruleVersion: after.version },
    ]);
  });

  it('starts the delay of a rule with another condition again', () => {
    const rule = waterRule({ on_delay_s: 120 });
    const after = waterRule({ on_delay_s: 120, when: { metric: 'depth_m', at_least: 0.31 } });
    const { next } = edited(rule, [wet(1, 0.4), wet(2, 0.4)], after);
    expect(next.evaluate(wet(3, 0.4))).toEqual([]);
    expect(next.evaluate(wet(4, 0.4))).toMatchObject([
      { change: 'raise', eventTime: start + 2 * 60_000 + 120_000 },
    ]);
  });

  it('lets the delay run on when only words or delays were edited', () => {
    const rule = waterRule({ on_delay_s: 180 });
    const after = waterRule({ on_delay_s: 120, severity: 'critical', advice: { zh: '快', en: 'Hurry' } });
    const { next, dropped } = edited(rule, [wet(1, 0.4), wet(2, 0.4)], after);
    expect(dropped).toEqual([]);
    expect(next.evaluate(wet(4, 0.4))).toMatchObject([
      { change: 'raise', eventTime: start + 3 * 60_000, severity: 1, ruleVersion: after.version },
    ]);
  });

  it('tells the desk that nobody watches the alerts of a rule that is gone', () => {
    const { changes, next, atEdit, dropped } = edited(waterRule(), [wet(1, 0.6)], null);
    expect(dropped).toEqual(['test-depth']);
    expect(atEdit).toMatchObject([
      { change: 'unknown', alertId: changes[0]!.alertId, cause: { offset: 2, index: 0 } },
    ]);
    expect(next.evaluate({ offset: 3, record: { type: 'tick', at: start + 900_000 } })).toEqual([]);
  });

  it('refuses bytes that are no snapshot', () => {
    expect(() => createRulesEngine({ rules }).restore([Buffer.from('nonsense')])).toThrow('snapshot');
  });
});

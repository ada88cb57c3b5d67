import * as fc from 'fast-check';
import { findings, staffActionTypes, type Alert, type AlertChange } from '../domain/alert.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import type { Role } from '../domain/roles.ts';
import type { Severity } from '../domain/severity.ts';
import { toAction, toChange } from './test-changes.ts';
import { createTestFold, mutingSettings } from './test-fold.ts';

/** For tests: random histories of a desk, and how it folds them. */

const second = 1_000;
const start = 1_800_000_000_000;

/** For tests: numbers that `toEntries` makes a history of; fewer numbers are a shorter one. */
export const histories = fc.array(fc.nat(2 ** 31 - 1), { minLength: 8, maxLength: 24, size: 'max' });

/** For tests: shorter ones, for what folds each of them several times. */
export const shortHistories = fc.array(fc.nat(2 ** 31 - 1), { minLength: 6, maxLength: 14, size: 'max' });

/** For tests: who is on duty, and as what. */
export const people: Readonly<Record<string, Role>> = {
  li: 'operator',
  wang: 'operator',
  zhao: 'shiftLeader',
  qian: 'supervisor',
  sun: 'maintenance',
  zhou: 'viewer',
  wu: 'gridWorker',
};
const names = Object.keys(people);

/** What may be raised: two devices behind a gateway, the gateway itself, and one that stands alone. */
const points = [
  { ruleId: 'fire', deviceId: 'a', latching: true, severities: [1] },
  { ruleId: 'heat', deviceId: 'a', latching: true, severities: [2, 1, 2] },
  { ruleId: 'leak', deviceId: 'a', latching: false, severities: [3, 2, 3] },
  { ruleId: 'leak', deviceId: 'b', latching: false, severities: [3, 4] },
  { ruleId: 'offline', deviceId: 'a', latching: false, severities: [4] },
  { ruleId: 'offline', deviceId: 'b', latching: false, severities: [4, 3] },
  { ruleId: 'stuck', deviceId: 'a', latching: false, severities: [4] },
  { ruleId: 'lost', deviceId: 'g', latching: false, severities: [2] },
  { ruleId: 'fire', deviceId: 'c', latching: true, severities: [1] },
] as const satisfies readonly {
  ruleId: string;
  deviceId: string;
  latching: boolean;
  severities: readonly Severity[];
}[];
/** Which of them a history is about: few things happen often to what belongs together. */
const casts = [
  [0, 1],
  [2, 3],
  [4, 6, 7],
  [2, 4, 6, 7],
  [1, 2],
  [0, 7, 4, 8],
  [0, 1, 2, 3, 4, 5, 6, 7, 8],
];

/** For tests: the records of a history made from numbers; staff act on what a desk beside shows them. */
export function toEntries(numbers: readonly number[]): readonly JournalEntry[] {
  const shown = createTestFold();
  const entries: JournalEntry[] = [];
  const [first = 0] = numbers;
  const cast = casts[first % casts.length]!.map((index) => points[index]!);
  const told = new Map<
    string,
    { isOn: boolean; isUnknown: boolean; activation: string; severity: Severity }
  >();
  let at = start;

  function take(record: JournalRecord): void {
    const entry = { offset: entries.length + 1, record };
    entries.push(entry);
    shown.apply(entry);
  }

  function place(deviceId: string, gatewayId: string | null, site: string): void {
    const path = [`site:${site}`, 'street:s'] as const;
    take({ type: 'placement', at, deviceId, kind: 'smoke', path, gatewayId, feederId: null });
  }

  /** What the rules say of a point next; now and then something that makes no sense. */
  function say(point: (typeof points)[number], draw: Draw): AlertChange {
    const key = `${point.ruleId} ${point.deviceId}`;
    const known = told.get(key) ?? { isOn: false, isUnknown: false, activation: '', severity: 4 };
    const change = draw.chance(0.06)
      ? draw.of(['raise', 'worsen', 'ease', 'return', 'reactivate', 'unknown', 'known', 'update'] as const)
      : known.isUnknown
        ? draw.of(['known', 'known', 'return'] as const)
        : known.isOn
          ? draw.of(['return', 'return', 'return', 'worsen', 'ease', 'unknown'] as const)
          : draw.of(['raise', 'raise', known.activation === '' ? 'raise' : 'reactivate'] as const);
    const activation =
      change === 'raise' || known.activation === '' ? `${key} ${entries.length}` : known.activation;
    const steady = change === 'return' || change === 'unknown' || change === 'known';
    const severity = steady && known.isOn ? known.severity : draw.of<Severity>(point.severities);
    const isOn = change !== 'return';
    told.set(key, { isOn, isUnknown: change === 'unknown', activation, severity });
    const scope = { type: 'device', id: point.deviceId } as const;
    return toChange(change, {
      alertId: activation,
      ruleId: point.ruleId,
      // A rule that was edited says so from its next change on.
      ruleVersion: draw.chance(0.1) ? 'v2' : 'v1',
      scope,
      deviceId: point.deviceId,
      latching: point.latching,
      severity,
      retrospective: change === 'raise' && draw.chance(0.12),
      cause: { offset: entries.length, index: 0 },
      eventTime: at,
      receivedAt: at,
      // Nothing here asks for it, and it would cost most of the time.
      evidence: null,
    });
  }

  function press(draw: Draw): void {
    const alerts = draw.chance(0.03) ? shown.desk.recentlyClosed() : shown.desk.open();
    const alert: Alert | undefined = alerts[draw.below(alerts.length)];
    const waitsForReset =
      alert?.latch === 'latched' && alert.condition === 'normal' && alert.operator !== 'unacknowledged';
    const by = waitsForReset && draw.chance(0.5) ? 'zhao' : draw.of(names);
    const isLaidAside = alert?.suppression === 'shelved' && draw.chance(0.3);
    const usual = isLaidAside
      ? (['unshelve'] as const)
      : waitsForReset
        ? (['reset', 'reset', 'close'] as const)
        : alert?.operator === 'unacknowledged'
          ? (['acknowledge', 'acknowledge', 'shelve', 'silence'] as const)
          : (['confirm', 'reset', 'close', 'close', 'shelve', 'comment'] as const);
    const type = draw.chance(0.75)
      ? draw.of<(typeof staffActionTypes)[number]>(usual)
      : draw.of(staffActionTypes);
    const common = {
      by,
      role: people[by]!,
      at,
      idempotencyKey: String(draw.chance(0.05) ? 1 : entries.length),
      comment: draw.chance(0.9) ? 'seen' : null,
      finding: draw.chance(0.8) ? draw.of(findings) : null,
    };
    if (alert !== undefined && draw.chance(0.08)) {
      take({ type: 'case', action: { ...toCaseClose(alert.id), ...common } });
      return;
    }
    const version = (alert?.version ?? 1) + (draw.chance(0.85) ? 0 : draw.of([-1, 1]));
    const until = at + draw.of([10, 60, 300, 600, 1_800, -5]) * second;
    const action = { ...common, alertId: alert?.id ?? 'nobody', version, until, assignee: draw.of(names) };
    take({ type: 'action', action: toAction(type, action) });
  }

  function serve(draw: Draw): void {
    const by = draw.of(['zhao', 'sun', 'sun', 'li']);
    const isOut = shown.desk.outOfService().length > 0;
    const out = {
      action: isOut && draw.chance(0.6) ? 'putBack' : 'takeOut',
      deviceId: draw.of(cast).deviceId,
      workOrder: draw.chance(0.95) ? `wo-${entries.length}` : null,
      reason: 'cleaning',
      until: draw.chance(0.5) ? null : at + draw.of([30, 300]) * second,
      by,
      role: people[by]!,
      seat: null,
      at,
      idempotencyKey: String(entries.length),
    } as const;
    take({ type: 'service', action: out });
  }

  place('a', 'g', 'one');
  place('b', 'g', 'one');
  place('g', null, 'one');
  for (const number of numbers) {
    const draw = createDraw(number);
    // A clock that is set back, now and then.
    at += draw.of([0, 0, 1, 1, 5, 10, 20, 61, 301, 1_801, -3]) * second;
    const what = draw.below(100);
    if (what < 45) take({ type: 'alert', change: say(draw.of(cast), draw) });
    else if (what < 52) {
      const point = draw.of(cast);
      for (let turn = 0; turn < 6; turn += 1) {
        at += draw.of([1, 4, 9]) * second;
        take({ type: 'alert', change: say(point, draw) });
      }
    } else if (what < 80) press(draw);
    else if (what < 86) serve(draw);
    else if (what < 89) place(draw.of(['a', 'b']), draw.of(['g', null]), draw.of(['one', 'two']));
    else if (what < 91) {
      take({
        type: 'settings',
        at,
        by: 'zhao',
        comment: null,
        text: String(draw.below(mutingSettings.length)),
      });
    } else take({ type: 'tick', at });
    const last = entries.at(-1);
    if (last !== undefined && draw.chance(0.1)) take(last.record);
  }
  return entries;
}

function toCaseClose(caseId: string) {
  return {
    action: 'close',
    caseId,
    version: 1,
    seat: null,
    report: null,
    assignee: null,
    position: null,
    until: null,
  } as const;
}

interface Draw {
  readonly below: (count: number) => number;
  readonly of: <T>(choices: readonly T[]) => T;
  readonly chance: (p: number) => boolean;
}

/** Chance from one number, so that a history shrinks by leaving numbers out. The generator is mulberry32. */
function createDraw(seed: number): Draw {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { below, of: (choices) => choices[below(choices.length)]!, chance: (p) => next() < p };
}

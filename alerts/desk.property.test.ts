import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange, AlertEvent, StaffAction } from '../domain/alert.ts';
import { findings, staffActionTypes } from '../domain/alert.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { createAlertDesk, type AlertDesk } from './desk.ts';
import { surroundings, toAction, toChange, toForecast, toOutcome } from './test-changes.ts';

/** One thing that happens to one of a few rules and devices, by the rules or by one of two people. */
interface Happening {
  readonly scope: number;
  /** `comesTrue`: what scope 3 foretold happens, told as two changes in either order. */
  readonly change: AlertChange['change'] | 'comesTrue' | null;
  readonly retrospective: boolean;
  readonly severity: 1 | 2 | 3;
  readonly action: StaffAction['action'];
  readonly by: string;
  readonly behind: number;
  readonly key: number;
  readonly repeated: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  scope: fc.integer({ min: 0, max: 3 }),
  change: fc.constantFrom(
    null,
    null,
    null,
    'raise',
    'raise',
    'worsen',
    'ease',
    'return',
    'return',
    'unknown',
    'known',
    'update',
    'comesTrue',
  ),
  retrospective: fc.constantFrom(false, false, false, true),
  severity: fc.constantFrom(1, 2, 3),
  action: fc.constantFrom(...staffActionTypes),
  by: fc.constantFrom('li', 'wang'),
  behind: fc.constantFrom(0, 0, 0, 1),
  key: fc.nat(40),
  repeated: fc.boolean(),
});
/** The scope whose alert is a forecast. */
const foretold = 3;
const histories = fc.array(happening, { maxLength: 100 });
/** Little but forecasts, which are made again before they were seen, or come true one after the other. */
const foretelling = fc.array(
  fc
    .tuple(happening, fc.constantFrom('raise', 'raise', 'return', 'comesTrue', 'comesTrue', null))
    .map(([one, change]): Happening => ({ ...one, scope: foretold, change })),
  { minLength: 10, maxLength: 60 },
);

function createDesk(): AlertDesk {
  return createAlertDesk({
    append: () => Promise.resolve(0),
    log: pino({ level: 'silent' }),
    ...surroundings,
  });
}

/** The records of a history; staff act on what a desk beside shows them, or on what it showed before. */
function toEntries(history: readonly Happening[]): readonly JournalEntry[] {
  const shown = createDesk();
  const entries: JournalEntry[] = [];
  /** What the rules call the present one of each scope. */
  const activations = new Map<number, string>();
  const toChanges = (
    one: Happening,
    name: NonNullable<Happening['change']>,
    index: number,
  ): readonly AlertChange[] => {
    const isForecast = one.scope === foretold;
    const isTrue = name === 'comesTrue' && isForecast;
    const told = name === 'comesTrue' ? 'return' : name;
    if (told === 'raise') activations.set(one.scope, `alert-${one.scope}-${index}`);
    const scope = { type: 'device', id: `device-${one.scope}` } as const;
    const result = one.severity === 1 ? 'lost' : 'withdrawn';
    const outcome = toOutcome(isTrue ? {} : { result, reason: 'ebbed', breachedAt: null, lead_s: null });
    const alertId = activations.get(one.scope) ?? `alert-${one.scope}-x`;
    const common = {
      cause: { offset: 1000 + index, index: 0 },
      scope,
      deviceId: scope.id,
      latching: one.scope % 2 === 0,
      severity: one.severity,
      receivedAt: 1_800_000_000_000 + index * 1000,
    };
    const change = toChange(told, {
      ...common,
      alertId,
      retrospective: one.retrospective && told === 'raise',
      forecast: isForecast ? toForecast({ breachRuleId: 'breach', probability: one.severity / 4 }) : null,
      outcome: isForecast && told === 'return' ? outcome : null,
      // A breach that has to hold for a while is told later, and not known yet.
      counterpartId: isTrue && one.behind === 0 ? `breach-${index}` : null,
    });
    if (!isTrue) return [change];
    const breach = { ruleId: 'breach', alertId: `breach-${index}`, counterpartId: alertId };
    const changes = [change, toChange('raise', { ...common, ...breach })];
    return one.retrospective || one.behind > 0 ? changes : changes.toReversed();
  };
  const take = (record: JournalRecord): void => {
    const entry = { offset: entries.length + 1, record };
    entries.push(entry);
    shown.apply(entry);
  };
  for (const [index, one] of history.entries()) {
    const scope = { type: 'device', id: `device-${one.scope}` } as const;
    if (one.change !== null) {
      for (const change of toChanges(one, one.change, index)) {
        take({ type: 'alert', change });
        if (one.repeated) take({ type: 'alert', change });
      }
      continue;
    }
    const seen = shown.open().find((alert) => alert.scope.id === scope.id);
    const action = toAction(one.action, {
      alertId: seen?.id ?? 'nobody',
      version: (seen?.version ?? 1) - one.behind,
      by: one.by,
      idempotencyKey: String(one.key),
      comment: one.key % 2 === 0 ? 'done' : null,
      finding: one.key % 3 === 0 ? findings[one.key % findings.length]! : null,
    });
    take({ type: 'action', action });
    if (one.repeated) take({ type: 'action', action });
  }
  return entries;
}

interface Story {
  readonly open: readonly Alert[];
  readonly events: readonly AlertEvent[];
  readonly alerts: readonly Alert[];
}

/** Folds everything; the desk is stopped and continued before each of `cuts`. */
function fold(entries: readonly JournalEntry[], cuts: readonly number[] = []): Story {
  let desk = createDesk();
  const events: AlertEvent[] = [];
  const alerts: Alert[] = [];
  const listen = (): void =>
    desk.onChange((alert, event) => {
      alerts.push(alert);
      events.push(event);
    });
  listen();
  for (const [index, entry] of entries.entries()) {
    if (cuts.includes(index)) {
      const state = desk.snapshot();
      desk = createDesk();
      desk.restore(state);
      listen();
      // The reader goes back a little, as after a crash.
      for (const again of entries.slice(Math.max(0, index - 5), index)) desk.apply(again);
    }
    desk.apply(entry);
  }
  expect(desk.outbox.content().events).toEqual(events);
  return { open: desk.open(), events, alerts };
}

describe('over random histories of rules and staff', () => {
  it('a restart anywhere changes nothing', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(150), { maxLength: 4 }), (history, cuts) => {
        const entries = toEntries(history);
        expect(fold(entries, cuts)).toEqual(fold(entries));
      }),
      { numRuns: 300 },
    );
  });

  it('at most one alert of a rule and scope is open, and history has no gap', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { open, alerts, events } = fold(toEntries(history));
        const scopes = open.map((alert) => `${alert.ruleId} ${alert.scope.id}`);
        expect(new Set(scopes).size).toBe(scopes.length);
        const last = new Map<string, Alert>();
        const wrong = alerts.filter((alert, index) => {
          const before = last.get(alert.id);
          last.set(alert.id, alert);
          const event = events[index];
          return (
            alert.version !== (before?.version ?? 0) + 1 ||
            (before !== undefined && before.closedAt !== null && !isTiedTo(before, alert)) ||
            event?.version !== alert.version ||
            event.alertId !== alert.id ||
            event.by === ''
          );
        });
        expect(wrong).toEqual([]);
        expect([...last.values()].filter((alert) => alert.closedAt === null)).toHaveLength(open.length);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is closed that is active or unseen, and what latches only after its reset', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const closed = fold(toEntries(history)).alerts.filter((alert) => alert.closedAt !== null);
        expect(
          closed.filter(
            (alert) =>
              alert.condition === 'active' ||
              (alert.operator === 'unacknowledged' && !isTakenOver(alert)) ||
              alert.latch === 'latched' ||
              (alert.closedBy === 'rules' && alert.condition !== 'normal') ||
              (alert.closedBy !== 'rules' && alert.finding === null),
          ),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('only staff acknowledge, confirm and reset; only the condition takes that back', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { alerts, events } = fold(toEntries(history));
        const last = new Map<string, Alert>();
        const wrong = alerts.filter((alert, index) => {
          const before = last.get(alert.id);
          last.set(alert.id, alert);
          if (before === undefined || before.operator === alert.operator) return false;
          const { type, by } = events[index]!;
          if (type === 'update') return alert.severity >= before.severity;
          if (alert.operator === 'unacknowledged') return type !== 'reactivate' && type !== 'worsen';
          return by === 'rules' || (type !== 'acknowledge' && type !== 'confirm');
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a forecast that came true leads to the alert that took over, and that one leads back', () => {
    fc.assert(
      fc.property(foretelling, (history) => {
        const { alerts, events } = fold(toEntries(history));
        const takenOver = alerts.filter((alert) => alert.closedAt !== null && isTakenOver(alert));
        const lost = takenOver.filter(
          ({ id, counterpartId }) =>
            !events.some(
              ({ alertId, type, detail }) =>
                alertId === counterpartId &&
                (type === 'raise' || type === 'reactivate') &&
                detail['counterpartId'] === id,
            ),
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Nothing but the link to what came of it may be added to what is closed. */
function isTiedTo(closed: Alert, after: Alert): boolean {
  const { version, counterpartId } = after;
  expect(after).toEqual({ ...closed, version, counterpartId });
  return closed.counterpartId === null && isTakenOver(after);
}

function isTakenOver({ outcome, counterpartId }: Alert): boolean {
  return outcome?.result === 'breached' && counterpartId !== null;
}

import { serialize, deserialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange } from '../domain/alert.ts';
import {
  createTestDesk,
  toAction,
  toChange,
  toForecast,
  toForecastChange,
  toOutcome,
} from './test-changes.ts';

const forecastId = 'ffffffffffffffffffff';
const breachId = 'bbbbbbbbbbbbbbbbbbbb';

const raised = toForecastChange('raise');
const later = toForecast({ expectedAt: 1_800_000_500_000, probability: 0.9 });
const breach = toChange('raise', {
  alertId: breachId,
  ruleId: 'water-depth',
  scope: raised.scope,
  deviceId: raised.deviceId,
  kind: 'water',
  severity: 2,
  latching: false,
  counterpartId: forecastId,
});
const cameTrue = toForecastChange('return', { outcome: toOutcome(), counterpartId: breachId });

function withdrawn(reason: 'ebbed' | 'overdue' = 'ebbed'): AlertChange {
  const outcome = toOutcome({ result: 'withdrawn', reason, breachedAt: null, lead_s: null });
  return toForecastChange('return', { outcome });
}

async function acknowledge(desk: ReturnType<typeof createTestDesk>['desk'], id: string): Promise<void> {
  const version = desk.find(id)!.version;
  const key = `${id} ${version}`;
  const action = toAction('acknowledge', { alertId: id, version, idempotencyKey: key });
  expect(await desk.act(action)).toMatchObject({ outcome: 'done' });
}

describe('a forecast', () => {
  it('says something else as its data do, and stays acknowledged unless it becomes more severe', async () => {
    const { desk, say } = createTestDesk();
    say(raised);
    await acknowledge(desk, forecastId);
    say(toForecastChange('update', { forecast: later, severity: 4 }));
    expect(desk.find(forecastId)).toMatchObject({
      operator: 'acknowledged',
      severity: 4,
      forecast: { expectedAt: later.expectedAt, probability: 0.9 },
    });
    say(toForecastChange('update', { forecast: later, severity: 2 }));
    expect(desk.find(forecastId)).toMatchObject({
      operator: 'unacknowledged',
      severity: 2,
      displayedSeverity: 2,
    });
    const lines = desk.events(forecastId);
    expect(lines.map(({ type }) => type)).toEqual(['raise', 'acknowledge', 'update', 'update']);
    expect(lines[2]?.detail).toMatchObject({ forecast: later });
  });

  it.each([
    ['is told first', [breach, cameTrue]],
    ['is told after it', [cameTrue, breach]],
  ])('that came true closes unseen when the breach %s, and both lead to each other', (_name, changes) => {
    const { desk, say } = createTestDesk();
    say(raised);
    for (const change of changes) say(change);
    expect(desk.open()).toMatchObject([{ id: breachId, counterpartId: forecastId, outcome: null }]);
    expect(desk.find(forecastId)).toMatchObject({
      counterpartId: breachId,
      outcome: { result: 'breached', lead_s: 660 },
      operator: 'unacknowledged',
      condition: 'normal',
      closedBy: 'rules',
    });
    expect(desk.events(breachId)[0]?.detail).toMatchObject({ counterpartId: forecastId });
  });

  it.each([false, true])(
    'that came true before its breach was told makes way then (seen: %s)',
    async (seen) => {
      const { desk, say } = createTestDesk();
      say(raised);
      if (seen) await acknowledge(desk, forecastId);
      say({ ...cameTrue, counterpartId: null });
      expect(desk.open()).toHaveLength(seen ? 0 : 1);
      say(breach);
      expect(desk.open()).toMatchObject([{ id: breachId, counterpartId: forecastId }]);
      expect(desk.find(forecastId)).toMatchObject({ counterpartId: breachId, closedBy: 'rules' });
      expect(desk.events(forecastId).map(({ version }) => version)).toEqual(
        desk.events(forecastId).map((_event, index) => index + 1),
      );
    },
  );

  it('leaves the next one alone when its breach is told only after that was made', async () => {
    const { desk, say } = createTestDesk();
    say(raised);
    await acknowledge(desk, forecastId);
    say({ ...cameTrue, counterpartId: null });
    say(toForecastChange('raise', { alertId: 'next' }));
    say(breach);
    say(toForecastChange('update', { alertId: 'next', forecast: later }));
    expect(
      desk
        .open()
        .map(({ id, version }) => `${id} ${version}`)
        .toSorted(),
    ).toEqual([`${breachId} 1`, 'next 2']);
  });

  it('that came true without an alert of the breach waits to be seen', () => {
    const { desk, say } = createTestDesk();
    say(raised);
    say({ ...cameTrue, counterpartId: null });
    expect(desk.open()).toMatchObject([{ id: forecastId, closedAt: null, outcome: { result: 'breached' } }]);
  });

  it.each(['ebbed', 'overdue'] as const)(
    'that was withdrawn (%s) waits to be seen, then ends',
    async (reason) => {
      const { desk, say } = createTestDesk();
      say(raised);
      say(withdrawn(reason));
      expect(desk.open()).toMatchObject([{ condition: 'normal', outcome: { result: 'withdrawn', reason } }]);
      expect(desk.events(forecastId).at(-1)?.detail).toMatchObject({ outcome: { reason } });
      await acknowledge(desk, forecastId);
      expect(desk.open()).toEqual([]);
    },
  );

  it('that was seen and then withdrawn ends by itself', async () => {
    const { desk, say } = createTestDesk();
    say(raised);
    await acknowledge(desk, forecastId);
    say(withdrawn());
    expect(desk.open()).toEqual([]);
  });

  it('that is made again starts anew, and its breach leads to the alert that it is part of', () => {
    const { desk, say } = createTestDesk();
    say(raised);
    say(withdrawn());
    say(toForecastChange('raise', { alertId: 'second', forecast: later }));
    expect(desk.open()).toMatchObject([
      { id: forecastId, outcome: null, condition: 'active', forecast: later },
    ]);
    say({ ...breach, counterpartId: 'second' });
    say({ ...cameTrue, alertId: 'second' });
    expect(desk.open()).toMatchObject([{ id: breachId, counterpartId: forecastId }]);
    expect(desk.find(forecastId)).toMatchObject({ counterpartId: breachId });
  });

  it('leads to the alert of an earlier breach that nobody has seen yet, whichever is told first', () => {
    for (const changes of [
      [breach, cameTrue],
      [cameTrue, breach],
    ]) {
      const { desk, say } = createTestDesk();
      say({ ...breach, alertId: 'earlier', counterpartId: null });
      say({ ...breach, change: 'return', alertId: 'earlier', counterpartId: null });
      say(raised);
      for (const change of changes) say(change);
      expect(desk.open()).toMatchObject([{ id: 'earlier', counterpartId: forecastId, condition: 'active' }]);
      expect(desk.find(forecastId)).toMatchObject({ counterpartId: 'earlier' });
    }
  });

  it('never latches: what comes of it does', () => {
    const { desk, say } = createTestDesk();
    say({ ...raised, latching: true });
    expect(desk.open()).toMatchObject([{ latch: 'free' }]);
  });
});

describe('what was written before there were forecasts', () => {
  const { forecast: _f, outcome: _o, counterpartId: _c, ...old } = toChange('raise');
  const { quantity: _q, readings: _r, onDelay_s: _d, facts: _x, ...oldEvidence } = old.evidence!;
  const oldChange = { ...old, evidence: oldEvidence } as AlertChange;
  const whole = {
    forecast: null,
    outcome: null,
    counterpartId: null,
    evidence: { quantity: 'value', value: 1, readings: [], onDelay_s: 0, facts: {} },
  };

  it('is folded as if it said that there was none', () => {
    const { desk, say } = createTestDesk();
    say(oldChange);
    expect(desk.open()).toMatchObject([whole]);
  });

  it('is continued from a snapshot of then', () => {
    const { desk, say } = createTestDesk();
    say(oldChange);
    const content = deserialize(desk.snapshot()) as Record<string, unknown>;
    const [alert] = content['open'] as Alert[];
    const { forecast: _g, outcome: _p, counterpartId: _e, ...oldAlert } = alert!;
    const { activations: _a, ...rest } = content;
    const next = createTestDesk().desk;
    next.restore(serialize({ ...rest, format: 1, open: [{ ...oldAlert, evidence: oldEvidence }] }));
    expect(next.open()).toEqual(desk.open());
  });

  it('but a snapshot of another version is refused', () => {
    const { desk } = createTestDesk();
    const content = deserialize(desk.snapshot()) as Record<string, unknown>;
    expect(() => desk.restore(serialize({ ...content, format: 99 }))).toThrow('format 99');
  });
});

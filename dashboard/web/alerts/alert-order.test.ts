import { describe, expect, it } from 'vitest';
import { countAlerts, listRows, orderRows, rowKey, toItems } from './alert-order.ts';
import { testAlert, testIncident } from './test-alert.ts';

const fire = testAlert({ id: 'fire', severity: 1, raisedAt: 50, latch: 'latched', incidentId: 'kitchen' });
const smoke = testAlert({ id: 'smoke', severity: 2, raisedAt: 60, incidentId: 'kitchen' });
const battery = testAlert({ id: 'battery', severity: 4, raisedAt: 1 });
const seen = testAlert({ id: 'seen', severity: 2, raisedAt: 5, operator: 'acknowledged' });
const kitchen = testIncident({ id: 'kitchen', lastAlertAt: 60 });

const keysOf = (rows: ReturnType<typeof orderRows>): readonly string[] => rows.map(rowKey);

describe('the list', () => {
  it('has the worst first, fire by itself and with its incident, and no incident without an alert', () => {
    const rows = orderRows([battery, seen, smoke, fire], [kitchen, testIncident({ id: 'filtered-away' })]);
    expect(keysOf(rows)).toEqual(['incident:kitchen', 'alert:fire', 'alert:seen', 'alert:battery']);
  });

  it('shows an incident that is one alert as that alert', () => {
    const [row] = orderRows([smoke], [kitchen]);
    expect(toItems(row === undefined ? [] : [row], new Set())).toEqual([
      { type: 'alert', key: 'alert:smoke', alert: smoke, incident: kitchen, level: 1 },
    ]);
  });

  it('opens an incident in place, first up first', () => {
    const rows = orderRows([smoke, { ...fire, operator: 'acknowledged' }], [kitchen]);
    expect(toItems(rows, new Set()).map(({ key }) => key)).toEqual(['incident:kitchen']);
    const items = toItems(rows, new Set(['kitchen']));
    expect(items.map(({ key }) => key)).toEqual([
      'incident:kitchen',
      'incident:kitchen/fire',
      'incident:kitchen/smoke',
    ]);
  });
});

describe('under the hand', () => {
  const held = orderRows([battery, seen], []);

  function under(alerts: readonly ReturnType<typeof testAlert>[], incidents = [kitchen]) {
    const byId = new Map(alerts.map((alert) => [alert.id, alert]));
    return listRows(orderRows(alerts, incidents), held, (id) => byId.get(id));
  }

  it('nothing moves: new ones wait with the worst of them, changed ones change in place, closed ones stay', () => {
    const { rows, waiting } = under([{ ...battery, version: 2, operator: 'acknowledged' }, smoke]);
    expect(waiting).toEqual({ count: 1, worst: 2 });
    expect(rows.flatMap((row) => (row.type === 'alert' ? [row.alert] : row.alerts))).toMatchObject([
      { id: 'seen', closedAt: expect.any(Number) },
      { id: 'battery', operator: 'acknowledged', closedAt: null },
    ]);
    expect(keysOf(rows)).toEqual(keysOf(held));
  });

  it('does not ring for what was acknowledged already', () => {
    expect(under([battery, seen, { ...smoke, operator: 'acknowledged' }]).waiting).toEqual({
      count: 1,
      worst: null,
    });
  });

  it('a row that did not change is the same row', () => {
    expect(under([battery, seen]).rows[0]).toBe(held[0]);
  });

  it('fire that is acknowledged stays where it is, though it folds into its incident', () => {
    const before = orderRows([fire, smoke], [kitchen]);
    const now = { ...fire, operator: 'acknowledged' } as const;
    const byId = new Map([now, smoke].map((alert) => [alert.id, alert]));
    const { rows, waiting } = listRows(orderRows([now, smoke], [kitchen]), before, (id) => byId.get(id));
    expect(keysOf(rows)).toEqual(['incident:kitchen', 'alert:fire']);
    expect(rows[1]).toMatchObject({ alert: { operator: 'acknowledged' } });
    expect(waiting.count).toBe(0);
  });

  it('an opened incident does not grow while it is held', () => {
    const before = orderRows([seen, { ...smoke, id: 'first', incidentId: 'kitchen' }, smoke], [kitchen]);
    const third = testAlert({ id: 'third', severity: 3, incidentId: 'kitchen' });
    const all = [seen, { ...smoke, id: 'first' }, smoke, third];
    const byId = new Map(all.map((alert) => [alert.id, alert]));
    const { rows, waiting } = listRows(orderRows(all, [kitchen]), before, (id) => byId.get(id));
    expect(toItems(rows, new Set(['kitchen'])).length).toBe(4);
    expect(waiting).toEqual({ count: 1, worst: 3 });
  });
});

it('is counted by severity, with the one that waits longest', () => {
  const counts = countAlerts([seen, battery, fire, smoke]);
  expect(counts.bySeverity[2]).toEqual({ unacknowledged: 1, open: 2 });
  expect(counts.bySeverity[4]).toEqual({ unacknowledged: 1, open: 1 });
  expect(counts.oldest?.id).toBe('battery');
  expect(countAlerts([seen]).oldest).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { countAlerts, listAlerts } from './alert-order.ts';
import { testAlert } from './test-alert.ts';

const fire = testAlert({ id: 'fire', severity: 1, raisedAt: 50 });
const olderFire = testAlert({ id: 'older-fire', severity: 1, raisedAt: 20 });
const battery = testAlert({ id: 'battery', severity: 4, raisedAt: 1 });
const seenFire = testAlert({ id: 'seen-fire', severity: 1, raisedAt: 5, operator: 'acknowledged' });

describe('the list', () => {
  it('has unacknowledged first, then the worst, then the longest waiting', () => {
    const { rows } = listAlerts([seenFire, battery, fire, olderFire], null);
    expect(rows.map((alert) => alert.id)).toEqual(['older-fire', 'fire', 'battery', 'seen-fire']);
  });

  it('does not move under the hand: new ones wait, changed ones change in place, closed ones stay', () => {
    const held = listAlerts([battery, seenFire], null).rows;
    const seenBattery = { ...battery, version: 2, operator: 'acknowledged' as const };
    const listed = listAlerts([fire, seenBattery, olderFire], held);
    expect(listed.waiting).toBe(2);
    expect(listed.rows.map((alert) => [alert.id, alert.operator, alert.closedAt !== null])).toEqual([
      ['battery', 'acknowledged', false],
      ['seen-fire', 'acknowledged', true],
    ]);
  });

  it('is counted by severity, with the one that waits longest', () => {
    const counts = countAlerts([seenFire, battery, fire, olderFire]);
    expect(counts.bySeverity[1]).toEqual({ unacknowledged: 2, open: 3 });
    expect(counts.bySeverity[4]).toEqual({ unacknowledged: 1, open: 1 });
    expect(counts.oldest?.id).toBe('battery');
    expect(countAlerts([seenFire]).oldest).toBeNull();
  });
});

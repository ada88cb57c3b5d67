import { expect, it } from 'vitest';
import { testAlert, testIncident } from '../alerts/test-alert.ts';
import type { ListItem } from '../alerts/alert-order.ts';
import { actOnEach, chooseForBulk } from './bulk-acknowledge.ts';

const minor = testAlert({ id: 'minor', severity: 3 });
const notice = testAlert({ id: 'notice', severity: 4 });

function line(alert: typeof minor): ListItem {
  return { type: 'alert', key: `alert:${alert.id}`, alert, incident: null, level: 1 };
}

it('takes minor ones and notices that wait, each once, and says how many critical and major it leaves out', () => {
  const incident = testIncident({ id: 'i' });
  const alerts = [minor, notice, testAlert({ id: 'major', severity: 2 })];
  const chosen = chooseForBulk([
    { type: 'incident', key: 'incident:i', incident, alerts, isExpanded: true },
    line(minor),
    line(testAlert({ id: 'seen', severity: 4, operator: 'acknowledged' })),
    line(testAlert({ id: 'closed', severity: 4, closedAt: 1 })),
    line(testAlert({ id: 'fire', severity: 1 })),
  ]);
  expect(chosen).toEqual({ alerts: [minor, notice], leftOut: 2 });
});

it('acts on each with a few at once, and counts what came of it', async () => {
  let [running, most] = [0, 0];
  const alerts = Array.from({ length: 40 }, (_, index) => testAlert({ id: String(index) }));
  const result = await actOnEach(alerts, async ({ id }) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return Number(id) % 10 === 0 ? 'changed' : 'done';
  });
  expect(result).toEqual({ done: 36, changed: 4, refused: 0, failed: 0 });
  expect(most).toBe(6);
});

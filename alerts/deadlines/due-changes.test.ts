import { describe, expect, it } from 'vitest';
import { createTestDesk } from '../test-changes.ts';
import { defaultDeadlineSettings as settings } from './deadline-settings.ts';
import { dueChanges } from './due-changes.ts';
import type { DueNotice } from './due-notices.ts';

const today = '2026-11-22';
const asOf = { now: Date.parse(`${today}T04:00:00Z`), today, timeZone: 'Asia/Shanghai', settings };
const notice: DueNotice = {
  ruleId: 'device-inspection-due',
  scope: { type: 'device', id: 'lift-1' },
  deviceId: 'lift-1',
  kind: 'elevator',
  dueOn: '2026-11-27',
  daysLeft: 5,
  stage_days: 7,
  severity: 3,
  devices: 1,
};

describe('what is said of a notice', () => {
  it('names the lift’s annual inspection, has no cause in the journal, and has the same id all day', () => {
    const [change] = dueChanges([notice], { ...asOf, open: [], closed: [] });
    expect(change).toMatchObject({
      change: 'raise',
      cause: { offset: 0, index: 0 },
      title: { zh: '电梯年度检验到期' },
      latching: false,
      evidence: {
        quantity: 'dueDate',
        value: 20_261_127,
        threshold: 20_261_120,
        facts: { devices: 1, due_yyyymmdd: 20_261_127, left_days: 5, stage_days: 7 },
      },
    });
    const [later] = dueChanges([notice], { ...asOf, now: asOf.now + 3_600_000, open: [], closed: [] });
    expect(later?.alertId).toBe(change?.alertId);
  });

  it.each([
    ['the same stage of the same date', {}, 0],
    ['an earlier stage', { stage_days: 30, daysLeft: 20, severity: 4 as const }, 0],
    ['the next stage', { stage_days: 1, daysLeft: 1 }, 1],
    ['another date', { dueOn: '2026-11-28' }, 1],
  ])('after somebody closed it while it still held: %s', (_what, rest, said) => {
    const { desk, say } = createTestDesk();
    for (const change of dueChanges([notice], { ...asOf, open: [], closed: [] })) say(change);
    const closed = desk.open().map((alert) => ({ ...alert, closedAt: asOf.now, closedBy: 'li' }));
    expect(dueChanges([{ ...notice, ...rest }], { ...asOf, open: [], closed })).toHaveLength(said);
  });
});

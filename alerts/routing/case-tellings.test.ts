import { describe, expect, it } from 'vitest';
import type { CaseEvent, CaseSource } from '../../domain/case.ts';
import type { DeskSettings, Duty, Recipient } from '../../domain/desk-settings.ts';
import { createTestCases, morning } from '../cases/test-cases.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { wishesOf } from './case-tellings.ts';

function recipient(id: string, username: string | null = null): Recipient {
  const name = { zh: id, en: id };
  return { id, name, role: 'staff', at: null, language: 'zh', username, reachedBy: [] };
}

function duty(role: Duty['role'], id: string): Duty {
  const days = [1, 2, 3, 4, 5, 6, 7];
  return { shift: 'day', role, seat: null, recipient: id, days, fromDate: null, toDate: null };
}

const settings: DeskSettings = {
  ...defaultDeskSettings,
  recipients: [recipient('desk'), recipient('leader'), recipient('worker', 'sun')],
  shifts: [{ id: 'day', name: { zh: '白班', en: 'Day' }, from: '00:00', to: '23:59' }],
  duties: [duty('operator', 'desk'), duty('shiftLeader', 'leader')],
};

describe('who is told of a case', () => {
  const told: readonly (readonly [CaseEvent['type'], CaseSource, readonly string[]])[] = [
    // Residents' reports ring until someone takes them; of the rest the desk knows.
    ['report', 'resident', ['desk']],
    ['report', 'camera', ['desk']],
    ['report', 'sensor', []],
    ['report', 'staff', []],
    ['dispatch', 'staff', ['worker']],
    ['takeOver', 'staff', ['worker']],
    ['overdue', 'resident', ['worker', 'leader']],
    ['comment', 'resident', []],
  ];

  it.each(told)('%s of a %s’s: %j', async (type, source, ids) => {
    const reported = await createTestCases().report({ source });
    const assignee = type === 'report' ? null : 'sun';
    const event: CaseEvent = {
      caseId: reported.id,
      version: 1,
      at: morning,
      type,
      by: 'li',
      comment: null,
      detail: {},
    };
    const wishes = wishesOf(settings, { case: { ...reported, assignee }, event });
    expect(wishes.map((wish) => wish.recipient.id)).toEqual(ids);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { channelsOf } from '../reports/channels-of.ts';
import { readCaseFacts } from './case-facts.ts';
import { readDeliveryFacts } from './delivery-facts.ts';
import { hour_ms, midnight, minute_ms } from './test-activations.ts';

const day = { from: midnight, to: midnight + 24 * hour_ms };

describe('what was done, from the database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });

  async function saveCase(
    id: string,
    reportedAt: number,
    rest: { closedAt?: number; step?: string },
  ): Promise<void> {
    const { closedAt = null, step = 'arrived' } = rest;
    const content = {
      deviceId: 'smoke-1',
      reachedAt: {
        reported: reportedAt,
        dispatched: reportedAt + minute_ms,
        arrived: reportedAt + 5 * minute_ms,
      },
    };
    await test.pool.query(
      `insert into cases (id, version, number, source, severity, step, path, alert_ids, report_count, overdue_count,
         reported_at, reported_by, closed_at, content)
       values ($1, 1, $1, 'sensor', 2, $2, '{street:s1}', '{}', 1, 2, $3, 'li', $4, $5)`,
      [
        id,
        step,
        new Date(reportedAt),
        closedAt === null ? null : new Date(closedAt),
        JSON.stringify(content),
      ],
    );
  }

  it('has the cases that something may have happened to in the period', async () => {
    const before = midnight - hour_ms;
    await saveCase('open', before, {});
    await saveCase('closed', before, { closedAt: midnight + 7, step: 'closed' });
    await saveCase('void', midnight, { closedAt: midnight + hour_ms, step: 'void' });
    await saveCase('over', before, { closedAt: midnight - 1, step: 'closed' });
    await saveCase('later', day.to, {});
    const facts = await readCaseFacts(test.database.kysely, day);
    expect([...facts.keys()].toSorted()).toEqual(['closed', 'open', 'void']);
    expect(facts.get('closed')).toEqual({
      path: ['street:s1'],
      deviceId: 'smoke-1',
      reportedAt: before,
      dispatchedAt: before + minute_ms,
      arrivedAt: before + 5 * minute_ms,
      closedAt: midnight + 7,
      overdueCount: 2,
    });
    expect(facts.get('void')?.closedAt).toBeNull();
  });

  it('has the notifications that were decided in the period, and how each channel did', async () => {
    const save = (id: string, at: number, [state, channel]: [string, string | null]): Promise<unknown> =>
      test.pool.query(
        `insert into deliveries (id, version, subject_type, subject_id, reason, severity, recipient_id, channel_id,
           is_urgent, state, attempts, created_at, sent_at, content)
         values ($1, 1, 'alert', 'a', 'raised', 1, 'r', $2, false, $3, 1, $4, $5, '{"content": {"deviceId": "d1"}}')`,
        [id, channel, state, new Date(at), state === 'sent' ? new Date(at + 1_500) : null],
      );
    await save('one', midnight, ['sent', 'sms']);
    await save('two', midnight + 1, ['failed', 'dingtalk']);
    await save('three', midnight + 2, ['void', 'sms']);
    await save('four', day.to, ['sent', 'sms']);
    const facts = await readDeliveryFacts(test.database.kysely, day);
    expect(facts.get('one')).toEqual({
      state: 'sent',
      createdAt: midnight,
      sentAt: midnight + 1_500,
      confirmedAt: null,
      deviceId: 'd1',
      channelId: 'sms',
    });
    expect(facts.size).toBe(3);
    expect(channelsOf([...facts.values()])).toEqual([
      { channelId: 'dingtalk', sent: 0, failed: 1 },
      { channelId: 'sms', sent: 1, failed: 0 },
    ]);
  });
});

import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { createFigures } from '../figures/figures.ts';
import { saveActivity } from '../figures/save-activity.ts';
import { hour_ms, midnight, minute_ms, toActivation } from '../figures/test-activations.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createDocumentOutbox } from '../document-outbox.ts';
import { readReportForecasts, readSilences } from './report-sources.ts';
import { createReports, type Reports } from './reports.ts';

const log = pino({ level: 'silent' });
const day = { from: midnight, to: midnight + 24 * hour_ms };
const soonAfter = day.to + 5 * minute_ms;

describe('reports in the database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await saveActivity(
      test.database.kysely,
      [0, 10, 20].map((minute) => ({
        key: '',
        content: {
          type: 'activation',
          activation: toActivation(minute, { acknowledgedAt: midnight + hour_ms }),
        },
      })),
    );
  });
  afterAll(async () => {
    await test.drop();
  });
  beforeEach(async () => {
    await test.pool.query('truncate reports');
    await test.pool.query('update installation set created_at = $1', [new Date(midnight + hour_ms)]);
  });

  function start(): Reports {
    const { database } = test;
    const figures = createFigures({
      database,
      activity: { held: () => [], completeSince: () => null, outbox: createDocumentOutbox() },
      settings: () => defaultDeskSettings,
      nameOf: (_by, key) => ({ zh: key, en: key }),
      sources: {
        cases: async () => null,
        deliveries: async () => [],
        liveCases: () => null,
        liveDeliveries: () => [],
      },
      log,
    });
    return createReports({
      database,
      sources: {
        figures,
        forecasts: (period) => readReportForecasts(database.kysely, period),
        silences: (period) => readSilences(database.kysely, period, (id) => ({ zh: id, en: id })),
        channels: async () => null,
      },
      timeZone: () => 'Asia/Shanghai',
      log,
    });
  }

  const request = { kind: 'period', ...day, language: 'en', by: 'li', part: null, at: soonAfter } as const;

  it('are kept as they were made, and say what is missing', async () => {
    const reports = start();
    const made = await reports.make(request);
    if ('refused' in made) throw new Error(made.refused);
    expect(made.content.total).toMatchObject({ announced: 3, figures: { stale: { value: 0 } } });
    expect(made.content.before).toBeNull();
    expect(made.content.missing.map(({ en }) => en)).toEqual([
      expect.stringContaining('Cases are not available'),
      expect.stringContaining('What became of notifications by channel'),
      expect.stringContaining('Nothing is recorded of the period before'),
    ]);
    await test.pool.query('delete from alert_activations where alert_id = $1', ['alert-20']);
    expect(await reports.find(made.id)).toEqual(made);
    expect(await reports.list(10)).toMatchObject([{ id: made.id, madeBy: 'li', language: 'en' }]);
    expect(await reports.find('00000000-0000-4000-8000-000000000000')).toBeNull();
  });

  it('are made by the clock once for each day that is over, by however many, and after restarts', async () => {
    const [first, second] = [start(), start()];
    await first.catchUp(midnight + 20 * hour_ms);
    expect(await first.list(10)).toEqual([]);
    await Promise.all([first.catchUp(soonAfter), first.catchUp(soonAfter), second.catchUp(soonAfter)]);
    await start().catchUp(soonAfter + 10 * minute_ms);
    expect(await first.list(10)).toMatchObject([{ kind: 'daily', ...day, madeBy: 'clock', language: 'zh' }]);
    await start().catchUp(day.to + 48 * hour_ms);
    expect(await first.list(10)).toHaveLength(3);
  });

  it('of too long a period are refused', async () => {
    expect(await start().make({ ...request, from: 0 })).toEqual({ refused: 'tooLong' });
  });

  it('name the sensors that were silent at the end, the longest first', async () => {
    const alert = (id: string, since: number, returned: number | null): Promise<unknown> =>
      test.pool.query(
        `insert into alerts (id, version, rule_id, rule_version, scope_type, scope_id, device_id, kind, severity,
           displayed_severity, condition, operator_state, latch, suppression, retrospective, title, advice, evidence,
           raised_at, event_time, received_at, returned_at)
         values ($1, 1, 'offline', '1', 'device', $1, $1, 'smoke', 4, 4, 'active', 'unacknowledged', 'free', 'none',
           false, '{}', '{}', '{"quantity": "silence_s"}', $2, $2, $2, $3)`,
        [id, new Date(since), returned === null ? null : new Date(returned)],
      );
    await alert('recent', midnight + hour_ms, null);
    await alert('long', midnight - hour_ms, day.to + 1);
    await alert('back', midnight, day.to - 1);
    await alert('later', day.to, null);
    const silences = await readSilences(test.database.kysely, day, (id) => ({ zh: id, en: id }));
    expect(silences.map(({ deviceId, since }) => [deviceId, since])).toEqual([
      ['long', midnight - hour_ms],
      ['recent', midnight + hour_ms],
    ]);
  });
});

import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '../../domain/activation.ts';
import type { FigureQuery, FigureTable } from '../../domain/figures.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createDocumentOutbox } from '../document-outbox.ts';
import type { ActivityDocument } from './activity.ts';
import { createFigures, type Figures } from './figures.ts';
import { saveActivity } from './save-activity.ts';
import { figuresOf, hour_ms, midnight, minute_ms, toActivation } from './test-activations.ts';

const day = { from: midnight, to: midnight + 24 * hour_ms };
const later = day.to + 48 * hour_ms;

async function ask(figures: Figures, query: Partial<FigureQuery> = {}, now = later): Promise<FigureTable> {
  const answer = await figures.query({ ...day, by: null, ...query }, now);
  if ('refused' in answer) throw new Error(answer.refused);
  return answer;
}

describe('figures in the database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });
  beforeEach(async () => {
    await test.pool.query('truncate alert_activations');
  });

  async function save(activations: readonly Activation[]): Promise<void> {
    for (let first = 0; first < activations.length; first += 500) {
      const documents = activations
        .slice(first, first + 500)
        .map((activation) => ({ key: '', content: { type: 'activation', activation } as const }));
      await saveActivity(test.database.kysely, documents);
    }
  }

  function start(waiting: readonly Activation[] = [], isAvailable = true): Figures {
    const outbox = createDocumentOutbox<ActivityDocument>();
    for (const activation of waiting) {
      outbox.add(`${activation.alertId}/${activation.number}`, { type: 'activation', activation });
    }
    return createFigures({
      database: {
        kysely: test.database.kysely,
        persist: (...operation) => test.database.persist(...operation),
        isAvailable: () => isAvailable,
      },
      activity: { held: () => waiting, completeSince: () => midnight - hour_ms, outbox },
      settings: () => defaultDeskSettings,
      nameOf: (_by, key) => ({ zh: key, en: key }),
      sources: {
        cases: async () => [],
        deliveries: async () => null,
        liveCases: () => [],
        liveDeliveries: () => null,
      },
      log: pino({ level: 'silent' }),
    });
  }

  const some = [
    toActivation(-11, { alertId: 'before' }),
    toActivation(0, {
      severity: 1,
      endedAt: midnight + 5_000,
      leftAt: midnight + minute_ms,
      finding: 'steam',
    }),
    toActivation(5, {
      acknowledgedAt: midnight + 6 * minute_ms,
      acknowledgedSeat: 'seat-1',
      isChatterStart: true,
    }),
    toActivation(7, { path: ['street:s2'], deviceId: 'd2', kind: 'water', ruleId: 'water', seats: [] }),
    toActivation(9, { announcedAt: null, mutedBy: 'shelved' }),
    toActivation(11, { isForecast: true, forecastResult: 'breached', lead_s: 12.5 }),
    toActivation(24 * 60, { alertId: 'after' }),
  ];

  it('are those of what was written, for every grouping and filter', async () => {
    await save(some);
    const figures = start();
    const same = { caseGap: null, deliveryGap: 'away' } as const;
    for (const by of [null, 'seat', 'area', 'device', 'rule', 'kind', 'day'] as const) {
      const { total, groups, floods } = await ask(figures, { by });
      const expected = figuresOf(some, { by, ...same });
      expect({ total, floods, keys: groups.map(({ key, figures }) => [key, figures]) }).toEqual({
        total: expected.total,
        floods: expected.floods,
        keys: expected.groups.map(({ key, figures }) => [key, figures]),
      });
    }
    for (const filter of [
      { seat: 'seat-1' },
      { seat: 'none' },
      { area: 's2' },
      { area: 'c1' },
      { device: 'd2' },
      { rule: 'water' },
      { kind: 'smoke' as const },
    ]) {
      expect((await ask(figures, filter)).total).toEqual(figuresOf(some, { filter, ...same }).total);
    }
  });

  it('say that notifications are missing', async () => {
    const { missing, total } = await ask(start());
    expect(missing.map(({ en }) => en)).toEqual([expect.stringContaining('Notifications are not available')]);
    expect(total.figures.deliveriesSent).toMatchObject({ value: null, gap: 'away' });
  });

  it('have what the database has not got yet, and the newer of two', async () => {
    const [first] = some.slice(1);
    await save(some);
    const waiting = [
      { ...first!, version: 9, finding: 'real' as const },
      toActivation(20, { alertId: 'new' }),
      toActivation(21, { alertId: 'elsewhere', deviceId: 'd9' }),
    ];
    const { total } = await ask(start(waiting));
    expect(total).toMatchObject({ announced: 6, findings: { real: 1 } });
    expect((await ask(start(waiting), { device: 'smoke-1' })).total.announced).toBe(4);
  });

  it('come from memory while the database is away, as far as that goes back', async () => {
    const figures = start(some, false);
    const { total, missing } = await ask(figures);
    expect(total.announced).toBe(4);
    expect(missing).toHaveLength(2);
    const earlier = { from: midnight - hour_ms, to: day.to, by: null };
    expect(await figures.query(earlier, later)).toEqual({ refused: 'away' });
    expect(await figures.detectors(day, {})).toEqual({ refused: 'away' });
    expect(figures.live('seat', midnight + hour_ms).total.announced).toBe(4);
  });

  it('are written once, and an older version changes nothing', async () => {
    const old = toActivation(0, { version: 2 });
    const newer = { ...old, version: 3, endedAt: midnight + 1, leftAt: midnight + 2 };
    await save([newer]);
    await save([old]);
    await save([newer]);
    const { rows } = await test.pool.query('select version, left_at from alert_activations');
    expect(rows).toEqual([{ version: 3, left_at: new Date(midnight + 2) }]);
  });

  it('take a finding that is made long after the alert was closed', async () => {
    await save([toActivation(0), toActivation(1, { alertId: 'alert-0', number: 2 })]);
    await saveActivity(test.database.kysely, [
      { key: '', content: { type: 'finding', alertId: 'alert-0', finding: 'cooking' } },
      { key: '', content: { type: 'finding', alertId: 'unknown', finding: 'cooking' } },
    ]);
    const { rows } = await test.pool.query('select finding from alert_activations order by number');
    expect(rows).toEqual([{ finding: null }, { finding: 'cooking' }]);
  });

  it('are carried to the database, the newest of each', async () => {
    const figures = start(some);
    figures.start();
    await waitFor('activations to be saved', () => figures.unsaved() === 0);
    await figures.stop();
    const { rows } = await test.pool.query('select count(*)::int as count from alert_activations');
    expect(rows).toEqual([{ count: some.length }]);
  });

  it('of a generated month are known beforehand', async () => {
    // Every 20 minutes an alert; of each 12, one critical, two major; each 4th is seen after 30 s, false each 8th.
    const count = 30 * 24 * 3;
    const month = { from: midnight, to: midnight + 30 * 24 * hour_ms };
    await save(
      Array.from({ length: count }, (_, index) => {
        const at = midnight + index * 20 * minute_ms;
        return toActivation(index * 20, {
          deviceId: `d${index % 20}`,
          scope: { type: 'device', id: `d${index % 20}` },
          severity: index % 12 === 0 ? 1 : index % 12 < 3 ? 2 : 4,
          acknowledgedAt: index % 4 === 0 ? at + 30_000 : null,
          endedAt: at + minute_ms,
          leftAt: at + 2 * minute_ms,
          finding: index % 8 === 0 ? 'dust' : index % 8 === 4 ? 'real' : null,
        });
      }),
    );
    const { total, groups } = await ask(start(), { ...month, by: 'day' }, month.to);
    expect(total.figures).toMatchObject({
      alertsPerDay: { value: 72, verdict: 'met' },
      alertsPerTenMinutesMean: { value: 0.5 },
      alertsPerTenMinutesMax: { value: 1 },
      floods: { value: 0 },
      highSeverityShare: { value: 1 / 12 },
      middleSeverityShare: { value: 1 / 6 },
      topTenShare: { value: 0.5 },
      acknowledgeMedian_s: { value: 30, base: count / 4 },
      falseAlarmShare: { value: 0.5, base: count / 4 },
      stale: { value: 0 },
    });
    expect(groups.map(({ announced }) => announced)).toEqual(Array.from({ length: 30 }, () => 72));
  });
});

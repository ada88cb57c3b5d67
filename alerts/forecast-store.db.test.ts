import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ForecastOutcome } from '../domain/alert.ts';
import { createTestDatabase, describeOnEach, type TestDatabase } from '../test/support/databases.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { createAlertStore, type AlertStore } from './store.ts';
import {
  createTestDesk,
  surroundings,
  toAction,
  toForecast,
  toForecastChange,
  toOutcome,
} from './test-changes.ts';

const log = pino({ level: 'silent' });
const { placeOf } = surroundings;
const madeAt = toOutcome().madeAt;
const period = { from: madeAt - 1, to: madeAt + 1 };

type TestDesk = ReturnType<typeof createTestDesk>;

/** A forecast of one device that ends as told. */
function play(
  { say }: TestDesk,
  device: number,
  { ruleId = 'r', ...outcome }: Partial<ForecastOutcome> & { ruleId?: string },
): void {
  const about = {
    ruleId,
    alertId: `${ruleId}-${device}`,
    deviceId: `d-${device}`,
    scope: { type: 'device', id: `d-${device}` } as const,
  };
  say(toForecastChange('raise', about));
  const counterpartId = outcome.result === 'breached' ? `breach-${device}` : null;
  say(toForecastChange('return', { ...about, outcome: toOutcome(outcome), counterpartId }));
}

describeOnEach('forecasts in the database', (edition) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(edition);
  });
  afterAll(async () => {
    await test.drop();
  });
  beforeEach(async () => {
    await test.pool.query('truncate alerts, alert_events, forecast_outcomes');
  });

  async function save({ desk }: Pick<TestDesk, 'desk'>): Promise<AlertStore> {
    const store = createAlertStore({ database: test.database, desk, placeOf, log });
    await store.start();
    await waitFor('alerts to be saved', () => store.unsaved() === 0);
    await store.stop();
    return store;
  }

  const withdrawn = { result: 'withdrawn', reason: 'ebbed', breachedAt: null, lead_s: null } as const;
  const lost = { ...withdrawn, result: 'lost', reason: 'silent' } as const;

  it('are read back as they were: the latest that was said, how it ended, what came of it', async () => {
    const { desk, say } = createTestDesk();
    say(toForecastChange('raise'));
    say(toForecastChange('update', { forecast: toForecast({ probability: 0.9 }) }));
    say(toForecastChange('return', { outcome: toOutcome(), counterpartId: 'breach' }));
    await save({ desk });
    const id = toForecastChange('raise').alertId;
    const alert = await createAlertStore({
      database: test.database,
      desk: createTestDesk().desk,
      placeOf,
      log,
    }).find(id);
    expect(alert).toEqual(desk.find(id));
    expect(alert).toMatchObject({ counterpartId: 'breach', outcome: { lead_s: 660 }, closedBy: 'rules' });
    const { rows } = await test.pool.query('select * from forecast_outcomes');
    expect(rows).toEqual([
      {
        activation_id: id,
        alert_id: id,
        rule_id: 'water-forecast',
        rule_version: 'v1',
        device_id: 'water-1',
        kind: 'water',
        metric: 'depth_m',
        threshold: 0.27,
        made_at: new Date(madeAt),
        expected_at: new Date(toOutcome().expectedAt),
        probability: 0.72,
        result: 'breached',
        reason: 'breached',
        breached_at: new Date(toOutcome().breachedAt!),
        promised_lead_s: 600,
        lead_s: 660,
      },
    ]);
  });

  it('count once each, however often they are written and told, and though several are one alert', async () => {
    const first = createTestDesk();
    const end = toForecastChange('return', { outcome: toOutcome(withdrawn) });
    for (const change of [toForecastChange('raise'), end, end]) first.say(change);
    const early = first.desk.snapshot();
    await save(first);
    const again = createTestDesk();
    again.desk.restore(early);
    await save(again);
    expect(await countOutcomes()).toBe(1);
    const second = { alertId: 'second' };
    first.say(toForecastChange('raise', second));
    first.say({ ...end, ...second });
    const store = await save(first);
    expect(await countOutcomes()).toBe(2);
    expect(first.desk.open()).toHaveLength(1);
    expect(await store.forecastScores(period)).toMatchObject([{ count: 2, cameTrue: 0 }]);
  });

  it('make the record of their rule: share, median lead, and what was said against what came', async () => {
    const test = createTestDesk();
    play(test, 1, { probability: 0.75, lead_s: 100 });
    play(test, 2, { probability: 0.71, lead_s: 300 });
    play(test, 3, { probability: 1, lead_s: 800 });
    play(test, 4, { ...withdrawn, probability: 0.79 });
    play(test, 5, { ...lost, probability: 0.79 });
    play(test, 6, { probability: 0.75, madeAt: madeAt + 1 });
    play(test, 7, { ...withdrawn, probability: 0.2, ruleId: 'other' });
    const store = await save(test);
    const [other, r, ...rest] = (await store.forecastScores(period)) ?? [];
    expect(rest).toEqual([]);
    expect(other).toEqual({
      ruleId: 'other',
      count: 1,
      cameTrue: 0,
      medianLead_s: null,
      reliability: [{ from: 0.2, to: 0.3, count: 1, said: 0.2, came: 0 }],
    });
    expect(r).toMatchObject({ ruleId: 'r', count: 4, cameTrue: 3, medianLead_s: 300 });
    const [most, sure] = r!.reliability;
    expect(most).toMatchObject({ from: 0.7, to: 0.8, count: 3 });
    expect(most?.said).toBeCloseTo(0.75);
    expect(most?.came).toBeCloseTo(2 / 3);
    expect(sure).toEqual({ from: 0.9, to: 1, count: 1, said: 1, came: 1 });
    expect(await store.forecastScores({ ...period, ruleId: 'other' })).toEqual([other]);
    expect(await store.forecastScores({ from: 0, to: 1 })).toEqual([]);
  });

  it('say nothing while nobody has asked: an ordinary alert has none', async () => {
    const { desk, say } = createTestDesk();
    say(toForecastChange('raise', { forecast: null }));
    say(toForecastChange('return', { forecast: null }));
    await desk.act(toAction('acknowledge', { alertId: toForecastChange('raise').alertId, version: 2 }));
    await save({ desk });
    expect(await countOutcomes()).toBe(0);
    const { rows } = await test.pool.query('select forecast, outcome, counterpart_id from alerts');
    expect(rows).toEqual([{ forecast: null, outcome: null, counterpart_id: null }]);
  });

  async function countOutcomes(): Promise<number> {
    const { rows } = await test.pool.query<{ n: number }>('select count(*)::int as n from forecast_outcomes');
    return rows[0]!.n;
  }
});

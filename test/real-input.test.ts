import type { Browser, Page } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Alert } from '../domain/alert.ts';
import { kindNames } from '../domain/kinds.ts';
import { loadRules } from '../rules/load-rules.ts';
import { logIn, type Api } from './support/api.ts';
import { startBrowser, whyNoBrowser } from './support/browser.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { readCsv, recordingPath, whyNoRecordings } from './support/recordings.ts';
import { adminPassword, createDataDirectory, startService, type Service } from './support/service.ts';
import { runSimulator } from './support/simulator.ts';
import { describeUnless } from './support/skips.ts';
import { waitFor } from './support/wait-for.ts';

/** One recording, replayed by one command. What must come of it is worked out here from the file itself. */
interface Replay {
  readonly name: string;
  readonly words: readonly string[];
  readonly device: string;
  readonly table: string;
  readonly column: string;
  /** The values of `column` in the order of time. */
  readonly values: readonly number[];
  /** Rules that must have spoken, with the row (from 0) at which the breach begins; the last is acknowledged. */
  readonly alerts: readonly { readonly ruleId: string; readonly severity: number; readonly row: number }[];
}

const fire = recordingPath('fsri_furniture_fires', 'RedAccent_Open_Center_1.csv');
const cable = recordingPath('carolfire_cable_temps', 'CAROLFIRE_PT_1.csv');
const floods = recordingPath('floodnet_nyc', 'flood-events.csv');
const household = recordingPath('uci_household_power', 'dec2006_jan2007.csv');
/** 21.6 inches on Walton Street on 29 September 2023: above all three thresholds. */
const floodNumber = 114;
const metresPerInch = 0.0254;

function firstRow(values: readonly number[], threshold: number): number {
  const row = values.findIndex((value) => value >= threshold);
  if (row === -1) throw new Error(`The recording never reaches ${threshold}.`);
  return row;
}

const replays: readonly (() => Promise<Replay>)[] = [
  async () => {
    const rows = await readCsv(fire);
    const values = rows.map((row) => Number(row['Quadrant A Temperature 25 mm Below Ceiling']));
    return {
      name: 'a furniture fire',
      words: [fire, '--mapping', 'fsri'],
      device: 'FIRE-1',
      table: 'readings_smoke',
      column: 'temperature_c',
      values,
      alerts: [{ ruleId: 'smoke-heat', severity: 1, row: firstRow(values, 57) }],
    };
  },
  async () => {
    const row = (await readCsv(floods))[floodNumber - 1];
    const inches = JSON.parse(row?.['flood_profile_depth_inches'] ?? '[]') as number[];
    const values = inches.map((depth) => Math.round(depth * metresPerInch * 1_000) / 1_000);
    return {
      name: 'a street flood',
      words: [floods, '--mapping', 'floodnet', '--event', String(floodNumber)],
      device: 'FLOOD-1',
      table: 'readings_water',
      column: 'depth_m',
      values,
      alerts: [{ ruleId: 'water-depth', severity: 1, row: firstRow(values, 0.15) }],
    };
  },
  async () => {
    const rows = await readCsv(cable);
    const values = rows.map((row) => Number(row['Cable 5']));
    const hottest = rows.map((row) =>
      Math.max(...[2, 3, 4, 5].map((index) => Number(row[`Cable ${index}`]))),
    );
    return {
      name: 'a heated cable',
      words: [cable, '--mapping', 'carolfire'],
      device: 'CABLE-1',
      table: 'readings_electrical',
      column: 'cable_temperature_l1_c',
      values,
      alerts: [
        { ruleId: 'electrical-cable-temperature', severity: 3, row: firstRow(hottest, 70) },
        { ruleId: 'electrical-cable-fire', severity: 1, row: firstRow(hottest, 90) },
      ],
    };
  },
  async () => {
    const rows = (await readCsv(household)).filter((row) => row['Global_intensity'] !== '?');
    const values = rows.map((row) => Number(row['Global_intensity']));
    return {
      name: 'a month of household load',
      words: [household, '--mapping', 'uci', '--batch', '100'],
      device: 'HOUSE-1',
      table: 'readings_electrical',
      column: 'current_l1_a',
      values,
      alerts: [{ ruleId: 'electrical-overload', severity: 3, row: firstRow(values, 30) }],
    };
  },
];

const { rules } = await loadRules(fileURLToPath(new URL('../rules/defaults', import.meta.url)));
const thresholdRules = new Set(
  rules.filter(({ when }) => when.metric !== undefined || when.metrics !== undefined).map(({ id }) => id),
);

describeUnless(whyNoRecordings() ?? whyNoBrowser(), 'recordings of real accidents', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let service: Service;
  let browser: Browser;
  let page: Page;
  let api: Api;

  beforeAll(async () => {
    database = await createTestDatabase(bestEdition());
    directory = await createDataDirectory();
    service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
    api = await logIn(service.http);
    browser = await startBrowser();
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1366, height: 768 } });
    await page.goto(service.http);
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password').fill(adminPassword);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Open alerts' }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await service?.kill('SIGTERM');
    await database?.drop();
    await directory?.remove();
  });

  async function readAlerts(device: string): Promise<readonly Alert[]> {
    const { alerts } = await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=all&limit=1000');
    return alerts.filter((alert) => alert.deviceId === device);
  }

  it.each(replays)('replay %#: rows in the hypertable, alerts, the page, a click', async (prepare) => {
    const replay = await prepare();
    const { device, table, column, values } = replay;
    const output = await runSimulator(
      service.mqtt,
      'replay',
      ...replay.words,
      '--device',
      device,
      '--speed',
      'max',
    );
    expect(output).toContain(`${values.length} acknowledged`);

    // Row for row.
    const stored = await waitFor(`${values.length} rows`, async () => {
      const { rows } = await database.pool.query<{ time: Date; value: number }>(
        `select time, ${column} as value from ${table} where device_id = $1 order by time, seq`,
        [device],
      );
      return rows.length >= values.length && rows;
    });
    expect(stored.map((row) => row.value)).toEqual(values);

    // The alerts that the thresholds say, at the moment that the file says.
    for (const { ruleId, severity, row } of replay.alerts) {
      const alert = await waitFor(`an alert of ${ruleId}`, async () =>
        (await readAlerts(device)).findLast((candidate) => candidate.ruleId === ruleId),
      );
      expect(alert.eventTime, ruleId).toBe(stored[row]?.time.getTime());
      expect(alert.displayedSeverity, ruleId).toBe(severity);
      expect(alert.retrospective, ruleId).toBe(false);
    }
    // Forecasts, rates and silence are held against the engine elsewhere: here it is the thresholds.
    const raised = new Set((await readAlerts(device)).map((alert) => alert.ruleId));
    expect([...raised].filter((ruleId) => thresholdRules.has(ruleId)).toSorted()).toEqual(
      replay.alerts.map((alert) => alert.ruleId).toSorted(),
    );

    // A person acknowledges the last of them on the page.
    const last = replay.alerts.at(-1)?.ruleId;
    const open = (await readAlerts(device)).find((alert) => alert.ruleId === last && alert.closedAt === null);
    const row = page.locator(`[data-testid="alert-row"][data-alert-id="${open?.id}"]`);
    await row.waitFor();
    expect(await row.innerText()).toContain(device);
    await row.getByRole('button', { name: 'Acknowledge' }).click();
    const acknowledged = await waitFor('the acknowledgement', async () =>
      (await readAlerts(device)).find((alert) => alert.id === open?.id && alert.acknowledgedBy !== null),
    );
    expect(acknowledged).toMatchObject({ operator: 'acknowledged', acknowledgedBy: 'admin' });
    await row.getByRole('button', { name: 'Acknowledge' }).waitFor({ state: 'detached' });
  });

  it('are in hypertables, or in partitioned tables where there is no TimescaleDB', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      database.edition === 'plain'
        ? `select relname as name from pg_class where relkind = 'p'`
        : `select hypertable_name as name from timescaledb_information.hypertables`,
    );
    expect(rows.map((row) => row.name)).toEqual(
      expect.arrayContaining(kindNames.map((kind) => `readings_${kind}`)),
    );
  });
});

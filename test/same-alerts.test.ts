import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pino } from 'pino';
import { createAlertDesk } from '../alerts/desk.ts';
import { surroundings } from '../alerts/test-changes.ts';
import type { Alert } from '../domain/alert.ts';
import { runEngine, type HeardChange } from '../evaluation/run-engine.ts';
import { loadRules } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { readRecording } from '../simulators/recordings/read-recording.ts';
import { loadRecordingFormat } from '../simulators/recordings/recording-formats.ts';
import type { RecordingOptions } from '../simulators/recordings/recording-format.ts';
import { logIn, type Api } from './support/api.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { recordingPath, whyNoRecordings } from './support/recordings.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { runSimulator } from './support/simulator.ts';
import { describeUnless } from './support/skips.ts';
import { waitFor } from './support/wait-for.ts';

/** What the evaluation scores is what the service says: a recording through MQTT, and through the engine alone. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly mapping: string;
  readonly options: RecordingOptions;
  readonly device: string;
  /** What must be among the alerts: the breach, and the forecasts that ship. */
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'a furniture fire',
    path: recordingPath('fsri_furniture_fires', 'RedAccent_Closed_Center_1.csv'),
    mapping: 'fsri',
    options: {},
    device: 'SAME-FIRE',
    expected: ['smoke-heat', 'smoke-heat-forecast'],
  },
  {
    name: 'a heated cable',
    path: recordingPath('carolfire_cable_temps', 'CAROLFIRE_PT_7.csv'),
    mapping: 'carolfire',
    options: {},
    device: 'SAME-CABLE',
    expected: ['electrical-cable-fire'],
  },
  {
    // 21.6 inches on Walton Street on 29 September 2023.
    name: 'a street flood',
    path: recordingPath('floodnet_nyc', 'flood-events.csv'),
    mapping: 'floodnet',
    options: { events: ['114'] },
    device: 'SAME-FLOOD',
    expected: ['water-depth'],
  },
];

/** What is said of an alert by both: its id is made from rule, device and moment. */
interface Said {
  readonly id: string;
  readonly ruleId: string;
  readonly eventTime: number;
  readonly isForecast: boolean;
  readonly result: string | null;
  readonly madeAt: number | null;
  readonly probability: number | null;
  readonly lead_s: number | null;
}

function toSaid(alert: Alert): Said {
  const { id, ruleId, eventTime, forecast, outcome } = alert;
  return {
    id,
    ruleId,
    eventTime,
    isForecast: forecast !== null,
    result: outcome?.result ?? null,
    madeAt: outcome?.madeAt ?? null,
    probability: outcome?.probability ?? null,
    lead_s: outcome?.lead_s ?? null,
  };
}

/** What a desk makes of these changes when nobody acknowledges anything. */
function toAlerts(changes: readonly HeardChange[]): readonly Said[] {
  const desk = createAlertDesk({
    append: () => Promise.resolve(0),
    log: pino({ level: 'silent' }),
    ...surroundings,
  });
  for (const [index, { heardAt: _, ...change }] of changes.entries()) {
    desk.apply({ offset: index + 1, record: { type: 'alert', change } });
  }
  return [...desk.open(), ...desk.recentlyClosed()].map(toSaid);
}

async function sayDirectly(
  replayed: Case,
  rules: readonly Rule[],
  startsAt: number,
): Promise<readonly Said[]> {
  const format = await loadRecordingFormat(replayed.mapping, replayed.options);
  const readings = await Array.fromAsync(readRecording(replayed.path, format));
  const first_ms = readings[0]?.time_ms ?? NaN;
  const samples = readings.map(({ time_ms, values }) => ({
    time: Math.round(startsAt + time_ms - first_ms),
    values,
  }));
  return toAlerts(runEngine({ rules, kind: format.kind, deviceId: replayed.device, samples, after_s: 0 }));
}

/**
 * By time. Without alerts of silence: they run on our clock, and a recording that is sent as fast as it goes has
 * no silence in it.
 */
function inOrder(said: readonly Said[], rules: readonly Rule[]): readonly Said[] {
  const silences = new Set(rules.filter(({ when }) => when.absence !== undefined).map(({ id }) => id));
  return said
    .filter(({ ruleId }) => !silences.has(ruleId))
    .toSorted((a, b) => a.eventTime - b.eventTime || (a.id < b.id ? -1 : 1));
}

describeUnless(whyNoRecordings(), 'recordings through MQTT and through the engine alone', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let service: Service;
  let api: Api;
  let rules: readonly Rule[];

  beforeAll(async () => {
    database = await createTestDatabase(bestEdition());
    directory = await createDataDirectory();
    service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
    api = await logIn(service.http);
    ({ rules } = await loadRules(fileURLToPath(new URL('../rules/defaults', import.meta.url))));
  });

  afterAll(async () => {
    await service?.kill('SIGTERM');
    await database?.drop();
    await directory?.remove();
  });

  it.each(cases)('give the same alerts: $name', async (replayed) => {
    const { path, mapping, options, device } = replayed;
    const events = options.events?.flatMap((event) => ['--event', event]) ?? [];
    const words = [path, '--mapping', mapping, ...events, '--device', device, '--speed', 'max'];
    const output = await runSimulator(service.mqtt, 'replay', ...words);
    const startsAt = Date.parse(/from (\S+) to/.exec(output)?.[1] ?? '');

    const direct = inOrder(await sayDirectly(replayed, rules, startsAt), rules);
    expect(direct.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining([...replayed.expected]));
    const live = await waitFor(`${direct.length} alerts`, async () => {
      const { alerts } = await api.getJson<{ alerts: Alert[] }>('/api/alerts?state=all&limit=1000');
      const own = inOrder(alerts.filter(({ deviceId }) => deviceId === device).map(toSaid), rules);
      return own.length >= direct.length && own;
    });
    expect(live).toEqual(direct);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertChange } from '../domain/alert.ts';
import { kinds, metricIndex } from '../domain/kinds.ts';
import type { PlacementRecord, TelemetryRecord } from '../domain/record.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import { readAll } from '../journal/read-all.ts';
import { parseRuleSet } from './load-rules.ts';
import { createRulesReader } from './rules-reader.ts';

type Placement = Omit<PlacementRecord, 'type' | 'at'>;
type Place = Pick<Placement, 'path' | 'gatewayId' | 'feederId'>;

const log = pino({ level: 'silent' });

function filesWith(thresholds: Readonly<Record<string, number>>) {
  const rules = Object.entries(thresholds).map(
    ([id, threshold]) => `
  - id: ${id}
    severity: critical
    latching: false
    title: { zh: 热, en: Heat }
    advice: { zh: 看, en: Look }
    reason: a test
    source: a test
    when: { metric: temperature_c, at_least: ${threshold} }
    on_delay_s: 0
    off_delay_s: 0`,
  );
  const files = [{ name: 'smoke.yaml', text: `kind: smoke\nrules:${rules.join('')}\n` }];
  expect(parseRuleSet(files).errors).toEqual([]);
  return files;
}

describe('createRulesReader', () => {
  let directory: string;
  let journal: Journal;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'negative-one-rules-'));
    await open();
  });

  afterEach(async () => {
    await journal.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    journal = createJournal({ directory, log, decodeTelemetry: decode, failed: fail });
    await journal.start();
  }

  /** Starts the rules, tells them of some temperatures, and ends as a killed process does: nothing is saved. */
  async function runAndCrash(
    thresholds: Record<string, number>,
    messages: readonly (number | readonly number[])[],
  ): Promise<void> {
    const reader = createRulesReader({ journal, files: filesWith(thresholds), log });
    await reader.start();
    for (const message of messages) await journal.appendDurably(toRecord([message].flat()));
    await journal.appendDurably({ type: 'tick', at: Date.now() });
    await journal.stop();
    await open();
  }

  async function readChanges(): Promise<readonly string[]> {
    const changes: AlertChange[] = [];
    await readAll(journal, { name: 'test', from: 1, types: ['alert'] }, ({ record }) => {
      if (record.type === 'alert') changes.push(record.change);
    });
    return changes.map(({ ruleId, change }) => `${ruleId} ${change}`);
  }

  it('leaves out what it derives again after a crash', async () => {
    await runAndCrash({ heat: 57 }, [20, 60]);
    await runAndCrash({ heat: 57 }, []);
    await runAndCrash({ heat: 57 }, [20]);
    await runAndCrash({ heat: 57 }, []);
    expect(await readChanges()).toEqual(['heat raise', 'heat return']);
  });

  it('leaves out every change of a message in which a breach comes and goes more than once', async () => {
    await runAndCrash({ heat: 57 }, [20, [60, 20, 60, 20, 60]]);
    const said = await readChanges();
    expect(said).toEqual(['heat raise', 'heat return', 'heat raise', 'heat return', 'heat raise']);
    await runAndCrash({ heat: 57 }, []);
    expect(await readChanges()).toEqual(said);
  });

  it('says what an edited or a new rule sees in readings from before the crash', async () => {
    await runAndCrash({ heat: 57, warm: 90 }, [20, 60]);
    await runAndCrash({ early: 50, heat: 57, warm: 55 }, []);
    const changes = await readChanges();
    expect(changes.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'early raise',
      'heat raise',
      'warm raise',
    ]);
  });

  it('is not confused by alert records that others wrote', async () => {
    await runAndCrash({ heat: 57 }, [20]);
    // As the deadlines write them: of no record, even for a rule, scope and change of ours.
    const cause = { offset: 0, index: 0 };
    for (const change of ['raise', 'return'] as const) {
      await journal.appendDurably({
        type: 'alert',
        change: toForeignChange({ change, cause, deviceId: 'SD-1' }),
      });
    }
    await runAndCrash({ heat: 57 }, [60]);
    await runAndCrash({ heat: 57 }, [20]);
    expect(await readChanges()).toEqual(['heat raise', 'heat return', 'heat raise', 'heat return']);
  });

  it('tells places once, and again when only the gateway or the feeder changed', async () => {
    const places = new Map<string, Place>();
    const readPlaces = async (): Promise<readonly PlacementRecord[]> => {
      const records: PlacementRecord[] = [];
      places.clear();
      await readAll(journal, { name: 'test', from: 1, types: ['placement'] }, ({ record }) => {
        if (record.type !== 'placement') return;
        records.push(record);
        places.set(record.deviceId, { gatewayId: null, feederId: null, ...record });
      });
      return records;
    };
    const place = { deviceId: 'SD-1', kind: 'smoke', path: ['site:s1', 'building:b1'] } as const;
    const tell = async (...told: readonly Placement[]): Promise<number> => {
      const reader = createRulesReader({
        journal,
        files: filesWith({ heat: 57 }),
        placeOf: (id) => places.get(id) ?? { path: [], gatewayId: null, feederId: null },
        log,
      });
      await reader.start();
      for (const one of told) reader.tellPlaces([one]);
      await journal.appendDurably({ type: 'tick', at: Date.now() });
      await reader.stop();
      return (await readPlaces()).length;
    };
    const gateway = { ...place, gatewayId: 'gw-1', feederId: null };
    const feeder = { ...place, gatewayId: 'gw-1', feederId: 'f-1' };
    expect(await tell(place, place)).toBe(1);
    expect(await tell(place)).toBe(1);
    expect(await tell(gateway, gateway)).toBe(2);
    expect(await tell(gateway, feeder)).toBe(3);
    // Back to what is known while the other is on its way.
    expect(await tell(gateway, feeder)).toBe(5);
    expect(places.get('SD-1')).toMatchObject({ gatewayId: 'gw-1', feederId: 'f-1' });
    expect(await tell({ ...feeder, path: [] })).toBe(6);
    // The rules know it, others do not: a snapshot of theirs may be older than the record.
    places.clear();
    expect(await tell({ ...feeder, path: [] })).toBe(7);
  });
});

function toForeignChange(given: Pick<AlertChange, 'change' | 'cause' | 'deviceId'>): AlertChange {
  const { deviceId } = given;
  return {
    ...given,
    alertId: 'foreign',
    ruleId: 'heat',
    ruleVersion: '1',
    scope: { type: 'device', id: deviceId },
    kind: 'smoke',
    severity: 4,
    title: { zh: '热', en: 'Heat' },
    advice: { zh: '看', en: 'Look' },
    latching: false,
    retrospective: false,
    eventTime: 1,
    receivedAt: 1,
    evidence: null,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

let time = Date.now();

/** A message with one reading a second. */
function toRecord(temperatures: readonly number[]): TelemetryRecord {
  const measured = temperatures.map((temperature) => {
    time += 1_000;
    return { time, temperature };
  });
  const payload = Buffer.from(JSON.stringify(measured));
  const message = { receivedAt: time, kind: 'smoke', deviceId: 'SD-1', payload } as const;
  return { type: 'telemetry', ...message, ...decode(message) };
}

function decode(
  message: Pick<TelemetryRecord, 'receivedAt' | 'kind' | 'deviceId' | 'payload'>,
): Pick<TelemetryRecord, 'readings' | 'problems'> {
  const { receivedAt, kind, deviceId } = message;
  const measured = JSON.parse(Buffer.from(message.payload).toString()) as {
    time: number;
    temperature: number;
  }[];
  const readings = measured.map(({ time: at, temperature }) => {
    const values = kinds.smoke.metrics.map(() => Number.NaN);
    values[metricIndex('smoke', 'temperature_c') ?? 0] = temperature;
    return { kind, deviceId, time: at, receivedAt, seq: null, values, extra: null, flags: 0 };
  });
  return { readings, problems: [] };
}

function fail(error: Error): never {
  throw error;
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMetric } from '../../domain/kinds.ts';
import { recordingPath, whyNoRecordings } from '../../test/support/recordings.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { readRecording } from './read-recording.ts';
import type { RecordedReading } from './recording-format.ts';
import { loadRecordingFormat } from './recording-formats.ts';

/** The readings of each chosen file of a collection. */
async function readAll(
  format: string,
  folder: string,
  pattern: RegExp,
): Promise<ReadonlyMap<string, readonly RecordedReading[]>> {
  const directory = recordingPath(folder);
  const mapping = await loadRecordingFormat(format, {});
  const files = (await readdir(directory)).filter((file) => pattern.test(file));
  expect(files.length).toBeGreaterThan(0);
  const read = files.map(
    async (file) => [file, await Array.fromAsync(readRecording(join(directory, file), mapping))] as const,
  );
  return new Map(await Promise.all(read));
}

function expectSound(readings: readonly RecordedReading[]): void {
  for (const [index, { kind, time_ms, values }] of readings.entries()) {
    if (time_ms < (readings[index - 1]?.time_ms ?? Number.NEGATIVE_INFINITY)) {
      throw new Error(`reading ${index + 1} is before the one before it`);
    }
    for (const [name, value] of Object.entries(values)) {
      const metric = findMetric(kind, name);
      if (metric === undefined || value < metric.min || value > metric.max) {
        throw new Error(`${name} = ${value} at ${time_ms}`);
      }
    }
  }
}

const firstAt = (readings: readonly RecordedReading[], metric: string, limit: number): number | undefined =>
  readings.find(({ values }) => (values[metric] ?? 0) >= limit)?.time_ms;

describeUnless(whyNoRecordings(), 'the real recordings', () => {
  it('fsri: every fire passes 57 °C under the ceiling one to three minutes after ignition', async () => {
    const fires = await readAll('fsri', 'fsri_furniture_fires', /_\d\.csv$/);
    for (const [file, readings] of fires) {
      expectSound(readings);
      const breach_ms = firstAt(readings, 'temperature_c', 57) ?? Number.NaN;
      expect(breach_ms, file).toBeGreaterThan(60_000);
      expect(breach_ms, file).toBeLessThan(180_000);
      expect(readings[0]?.time_ms, file).toBeLessThan(-60_000);
    }
  });

  it('nist: 5 %/m of smoke comes before the real photoelectric alarm beside the same meter', async () => {
    const tests = await readAll('nist', 'nist_smoke_alarms', /^NIST.*\.csv$/);
    // Seconds at which Pho1C sounded, from Activation_Times.csv.
    const soundedAt_s: Readonly<Record<string, number>> = { SDC02: 122, SDC05: 127, SDC33: 150, SDC38: 133 };
    for (const [file, readings] of tests) {
      expectSound(readings);
      const sounded_s = soundedAt_s[/SDC\d\d/.exec(file)?.[0] ?? ''] ?? Number.NaN;
      expect(firstAt(readings, 'obscuration_pct_m', 5), file).toBeLessThan(sounded_s * 1_000);
    }
  });

  it('carolfire: cables start cool', async () => {
    const cables = await readAll('carolfire', 'carolfire_cable_temps', /\.csv$/);
    for (const [file, readings] of cables) {
      expectSound(readings);
      expect(readings[0]?.values['cable_temperature_l1_c'], file).toBeLessThan(40);
    }
  });

  it('floodnet: the floods of many sensors, some deeper than 0.3 m', async () => {
    const [readings = []] = (await readAll('floodnet', 'floodnet_nyc', /^flood-events/)).values();
    expectSound(readings);
    expect(new Set(readings.map(({ deviceId }) => deviceId)).size).toBeGreaterThan(50);
    expect(firstAt(readings, 'depth_m', 0.3)).toBeDefined();
  });

  it('uci: a reading for every minute but the five that are missing', async () => {
    const [readings = []] = (await readAll('uci', 'uci_household_power', /\.csv$/)).values();
    expectSound(readings);
    expect(readings).toHaveLength(47_955);
    expect(readings.at(-1)?.time_ms).toBe(Date.parse('2007-01-18T23:43:00Z'));
  });
});

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { nist } from '../../simulators/recordings/nist.ts';
import { readRecording } from '../../simulators/recordings/read-recording.ts';
import type { Series } from '../baselines.ts';
import { UnreadableRecording } from '../recordings/unreadable-recording.ts';
import type { Sample } from '../run-engine.ts';

/** One place of one test, with the real alarms that hung there; times in ms, 0 is the ignition. */
export interface SmokePlace {
  readonly test: string;
  readonly place: string;
  readonly samples: readonly Sample[];
  /** %/m and °C. */
  readonly obscuration: Series;
  readonly temperature: Series;
  /** When the real alarms sounded, s. */
  readonly photoelectric_s: readonly number[];
  readonly ionisation_s: readonly number[];
}

const places = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

const activationFile = 'Activation_Times.csv';

/**
 * All tests of a folder laid out as `nist_smoke_alarms`, at every place that has an optical meter. Throws
 * `UnreadableRecording` where nobody says when the real alarms sounded.
 */
export async function readSmokeTests(folder: string): Promise<readonly SmokePlace[]> {
  const alarms = await readAlarms(folder);
  const names = (await readdir(folder)).filter((name) => /_SDC\d+\.csv$/.test(name));
  const found: SmokePlace[] = [];
  for (const name of names.toSorted()) {
    const test = /SDC\d+/.exec(name)?.[0] ?? name;
    for (const place of places) {
      const samples = await readSamples(join(folder, name), place);
      const obscuration = toSeries(samples, 'obscuration_pct_m');
      if (obscuration.length === 0) continue;
      const soundedBy = (type: string): readonly number[] =>
        alarms
          .filter((alarm) => alarm.test === test && alarm.place === place && alarm.type === type)
          .map((alarm) => alarm.at_s);
      found.push({
        test,
        place,
        samples,
        obscuration,
        temperature: toSeries(samples, 'temperature_c'),
        photoelectric_s: soundedBy('Pho'),
        ionisation_s: soundedBy('Ion'),
      });
    }
  }
  return found;
}

async function readSamples(path: string, place: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for await (const { time_ms, values } of readRecording(path, nist({ channel: place }))) {
    const numbers = Object.entries(values).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    samples.push({ time: time_ms, values: Object.fromEntries(numbers) });
  }
  return samples;
}

/** As a detector that reports every `interval_s`, the first time from `from_s` on. */
export function thinSamples<T extends { readonly time: number }>(
  samples: readonly T[],
  { interval_s, from_s }: { readonly interval_s: number; readonly from_s: number },
): readonly T[] {
  let next = from_s * 1_000;
  return samples.filter(({ time }) => {
    if (time < next) return false;
    next = Math.max(next + interval_s * 1_000, time + 1);
    return true;
  });
}

export function toSeries(samples: readonly Sample[], metric: string): Series {
  return samples.flatMap(({ time, values }) => {
    const value = values[metric];
    return value === undefined ? [] : [{ time, value }];
  });
}

interface Alarm {
  readonly test: string;
  readonly place: string;
  readonly type: string;
  readonly at_s: number;
}

/** A head line of names such as `SDC02-Pho1A` (photoelectric number 1 at place A) above one line of seconds. */
async function readAlarms(folder: string): Promise<readonly Alarm[]> {
  const path = join(folder, activationFile);
  if (!existsSync(path)) {
    throw new UnreadableRecording(
      `${path} is missing: without the times at which the real alarms sounded there is nothing to compare with.`,
    );
  }
  const [names = [], times = []] = parse(await readFile(path, 'utf8')) as readonly string[][];
  return names.flatMap((name, index) => {
    const [, test = '', type = '', place = ''] = /^(SDC\d+)-(Pho|Ion)\d+([A-F])$/.exec(name) ?? [];
    const at_s = Number(times[index]);
    return test === '' || !(at_s >= 0) ? [] : [{ test, place, type, at_s }];
  });
}

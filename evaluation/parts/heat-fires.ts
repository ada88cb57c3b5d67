import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromColumnMapping } from '../../simulators/recordings/column-mapping.ts';
import { fsri } from '../../simulators/recordings/fsri.ts';
import { readRecording } from '../../simulators/recordings/read-recording.ts';
import type { RecordingFormat } from '../../simulators/recordings/recording-format.ts';
import type { Series } from '../baselines.ts';

/** One place of one furniture fire; times in ms, 0 is the ignition. */
export interface RecordedFire {
  /** The burn: its four places are no independent cases. */
  readonly fire: string;
  readonly quadrant: string;
  /** 25 mm below the ceiling, where a detector hangs, °C. */
  readonly ceiling: Series;
  /** 1.5 m above the floor of a room 2.4 m high (0.9 m below the ceiling): where people breathe, °C. */
  readonly breathing: Series;
}

const quadrants = ['A', 'B', 'C', 'D'] as const;

/** All fires of a folder laid out as `fsri_furniture_fires`: every CSV that lists no events. */
export async function readFires(folder: string): Promise<readonly RecordedFire[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.csv') && !name.includes('Events'));
  const fires: RecordedFire[] = [];
  for (const name of names.toSorted()) {
    for (const quadrant of quadrants) {
      const path = join(folder, name);
      fires.push({
        fire: name.replace(/\.csv$/, ''),
        quadrant,
        ceiling: await readTemperature(path, fsri({ channel: quadrant })),
        breathing: await readTemperature(path, breathingFormat(quadrant)),
      });
    }
  }
  return fires;
}

function breathingFormat(quadrant: string): RecordingFormat {
  return fromColumnMapping(
    {
      kind: 'smoke',
      time: { columns: ['Time'], format: 'seconds' },
      values: { temperature_c: `Quadrant ${quadrant} Temperature 0.9 m Below Ceiling` },
    },
    { name: 'fsri-breathing', title: 'UL FSRI furniture fires: temperature 1.5 m above the floor' },
  );
}

async function readTemperature(path: string, format: RecordingFormat): Promise<Series> {
  const series: { time: number; value: number }[] = [];
  for await (const { time_ms, values } of readRecording(path, format)) {
    const value = values['temperature_c'];
    if (typeof value === 'number') series.push({ time: time_ms, value });
  }
  return series;
}

/** When the value is first at or above the threshold, ms; null when it never is. */
export function firstAtOrAbove(series: Series, threshold: number): number | null {
  return series.find(({ value }) => value >= threshold)?.time ?? null;
}

/** Every `count`-th sample from `first` on: a device that reports more slowly. */
export function thinOut(series: Series, { count, first = 0 }: { count: number; first?: number }): Series {
  return series.filter((_sample, index) => index >= first && (index - first) % count === 0);
}

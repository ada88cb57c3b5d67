import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecording } from '../../simulators/recordings/read-recording.ts';
import { loadRecordingFormat } from '../../simulators/recordings/recording-formats.ts';
import type { Series } from '../baselines.ts';

/** The current of the house, by the minute, A; all files of the folder in the order of their time. */
export async function readHousehold(folder: string): Promise<Series> {
  const format = await loadRecordingFormat('uci', {});
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv'));
  const series: { time: number; value: number }[] = [];
  for (const file of files) {
    for await (const { time_ms, values } of readRecording(join(folder, file), format)) {
      const value = values['current_l1_a'];
      if (value !== undefined) series.push({ time: time_ms, value });
    }
  }
  return series.sort((a, b) => a.time - b.time);
}

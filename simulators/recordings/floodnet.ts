import { fromLocalTime } from './local-time.ts';
import { toThousandths, type RecordedReading, type RecordingFormat } from './recording-format.ts';
import type { RecordingOptions, Row } from './recording-format.ts';

const metresPerInch = 0.0254;

/**
 * FloodNet street floods: one row is an event with its whole depth profile, one device is a sensor. `events`
 * picks rows by number (from 1, the first below the header) or by sensor id; all when empty. Outside of
 * events the depth is 0 and not recorded. `onset_time_mins` is not used: it is unreliable.
 */
export function floodnet({ events = [] }: RecordingOptions = {}): RecordingFormat {
  const wanted = new Set(events);
  return {
    name: 'floodnet',
    title: 'FloodNet street floods: depth; --event picks events by number or sensor id',
    kind: 'water',
    clock: 'calendar',
    isOrdered: false,
    delimiter: ',',
    toReadings(row, rowNumber) {
      const isWanted =
        wanted.size === 0 || wanted.has(String(rowNumber)) || wanted.has(row['sensor_id'] ?? '');
      return isWanted ? toProfile(row) : [];
    },
  };
}

function toProfile(row: Row): readonly RecordedReading[] {
  const startMs = fromLocalTime(row['flood_start_time'] ?? '', 'America/New_York');
  const depths = toNumbers(row['flood_profile_depth_inches']);
  const seconds = toNumbers(row['flood_profile_time_secs']);
  if (Number.isNaN(startMs)) return [];
  return depths.slice(0, seconds.length).map((depth, index) => ({
    kind: 'water',
    time_ms: startMs + Math.round((seconds[index] ?? 0) * 1_000),
    deviceId: row['sensor_id'] ?? null,
    values: { depth_m: toThousandths(depth * metresPerInch) },
  }));
}

/** Empty when the text is no JSON array of numbers: such a row holds no profile. */
function toNumbers(text: string | undefined): readonly number[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((value): value is number => typeof value === 'number') : [];
  } catch {
    return [];
  }
}

import { readFile } from 'node:fs/promises';
import type { KnownEvent } from '../known-events.ts';

/** One line of an events file: as the simulators write what truly happened, or a stretch of time. */
interface EventLine {
  readonly deviceId: string;
  readonly time: number;
  readonly until: number | null;
  readonly role: string | null;
}

/**
 * What truly happened, from JSON lines: `{ "deviceId", "time", "role" }` as the simulators write them, where a
 * sign or failure begins an event and an end ends it; or `{ "deviceId", "time", "to" }`. Times are ms since
 * 1970 or ISO 8601. Throws, with the line, for what is none of these.
 */
export async function readEvents(path: string): Promise<readonly KnownEvent[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
  return toKnownEvents(
    lines.flatMap((text, index) => (text.trim() === '' ? [] : [parseLine(text, `${path}:${index + 1}`)])),
  );
}

function parseLine(text: string, place: string): EventLine {
  let line: Readonly<Record<string, unknown>>;
  try {
    line = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new Error(`${place}: no JSON`, { cause: error });
  }
  const { deviceId, role = null } = line;
  const time = toTime(line['time'] ?? line['from']);
  const until = line['to'] === undefined ? null : toTime(line['to']);
  if (typeof deviceId !== 'string' || Number.isNaN(time) || Number.isNaN(until)) {
    throw new Error(`${place}: an event has deviceId and time (and to, role)`);
  }
  return { deviceId, time, until, role: typeof role === 'string' ? role : null };
}

function toTime(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Date.parse(value) : NaN;
}

/** Signs without a failure are none: what only looked like trouble confirms no alert. */
export function toKnownEvents(lines: readonly EventLine[]): readonly KnownEvent[] {
  const events: KnownEvent[] = [];
  const open = new Map<string, { from: number; to: number; hasFailed: boolean }>();
  const close = (deviceId: string, until: number | null): void => {
    const one = open.get(deviceId);
    open.delete(deviceId);
    if (one?.hasFailed === true) events.push({ deviceId, from: one.from, to: until ?? one.to });
  };
  for (const { deviceId, time, until, role } of lines.toSorted((a, b) => a.time - b.time)) {
    if (role === null) events.push({ deviceId, from: time, to: until ?? time });
    else if (role === 'end') close(deviceId, time);
    else if (role === 'sign' || role === 'failure') {
      const one = open.get(deviceId) ?? { from: time, to: time, hasFailed: false };
      open.set(deviceId, { from: one.from, to: time, hasFailed: one.hasFailed || role === 'failure' });
    }
  }
  for (const deviceId of open.keys()) close(deviceId, null);
  return events.toSorted((a, b) => a.from - b.from);
}

import { Pool } from 'pg';
import { createHistory, type History } from '../../database/history.ts';
import { kindNames, type SensorKind } from '../../domain/kinds.ts';
import type { Reading } from '../../domain/reading.ts';
import { devicePlaces } from '../../fleet/device-places.ts';
import type { Placement } from '../backtest.ts';
import type { KnownEvent } from '../known-events.ts';
import { mergeByArrival } from './merge-by-arrival.ts';
import { openRecordings } from './recording-source.ts';

/** What of the past is wanted. Times in ms since 1970, `to` exclusive. */
export interface PastQuery {
  readonly kind: SensorKind | null;
  readonly deviceId: string | null;
  readonly from: number;
  readonly to: number;
}

/** The past of a back-test, wherever it lies. */
export interface BacktestInput {
  readonly readings: AsyncIterable<Reading>;
  readonly placements: readonly Placement[];
  /** Those that staff closed as real. */
  readonly events: readonly KnownEvent[];
  /** The rules in force when the service ran last; null where nobody knows. */
  readonly presentFiles: readonly { readonly name: string; readonly text: string }[] | null;
  readonly close: () => Promise<void>;
}

/** Recordings on disk: nobody stands anywhere, and nothing is known to be real. */
export async function openFolder(
  query: PastQuery & { readonly path: string; readonly mapping: string; readonly channel: string | null },
): Promise<BacktestInput> {
  const streams = await openRecordings(query);
  return {
    readings: mergeByArrival(streams),
    placements: [],
    events: [],
    presentFiles: null,
    close: async () => undefined,
  };
}

/** What the service has stored. Reads only, and beside a running service. */
export async function openDatabase(
  url: string,
  { query, signal }: { readonly query: PastQuery; readonly signal: AbortSignal },
): Promise<BacktestInput> {
  const pool = new Pool({
    connectionString: url,
    max: kindNames.length + 1,
    application_name: 'negative-one back-test',
  });
  // An idle connection that breaks: the next statement says so.
  pool.on('error', () => undefined);
  try {
    return await open(pool, query, signal);
  } catch (error) {
    await pool.end();
    throw new Error('the database cannot be read', { cause: error });
  }
}

async function open(pool: Pool, query: PastQuery, signal: AbortSignal): Promise<BacktestInput> {
  const history = createHistory({ pool });
  const { from, to } = await toStretch(history, query);
  const { devices, sites, areas } = await history.catalogue();
  const wanted = query.kind === null ? await kindsOf(history, query.deviceId) : [query.kind];
  const { deviceId } = query;
  const streams = wanted.map((kind) => history.readings({ kind, deviceId, from, to }, signal));
  return {
    readings: mergeByArrival(streams),
    placements: [...devicePlaces({ devices: () => devices, sites: () => sites, areas: () => areas })],
    events: await history.realEvents({ ...query, from, to }),
    presentFiles: await readPresentFiles(pool),
    close: async () => await pool.end(),
  };
}

async function kindsOf(history: History, deviceId: string | null): Promise<readonly SensorKind[]> {
  if (deviceId === null) return kindNames;
  const kind = await history.kindOf(deviceId);
  if (kind === null) throw new Error(`${deviceId} has no readings`);
  return [kind];
}

/** PostgreSQL knows no infinite Date of JavaScript: open ends become those of what is stored. */
async function toStretch(
  history: History,
  { kind, from, to }: PastQuery,
): Promise<{ from: number; to: number }> {
  if (Number.isFinite(from) && Number.isFinite(to)) return { from, to };
  const spans = await Promise.all((kind === null ? kindNames : [kind]).map((one) => history.span(one)));
  const known = spans.filter((span) => span !== null);
  const first = Math.min(...known.map((span) => span.from));
  const last = Math.max(...known.map((span) => span.to));
  if (known.length === 0) throw new Error('there are no readings');
  return { from: Math.max(from, first), to: Math.min(to, last + 1) };
}

async function readPresentFiles(pool: Pool): Promise<BacktestInput['presentFiles']> {
  const { rows } = await pool.query<{ files: NonNullable<BacktestInput['presentFiles']> }>(
    'select files from rule_sets order by at desc, id desc limit 1',
  );
  return rows[0]?.files ?? null;
}

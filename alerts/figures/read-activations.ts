import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { Activation } from '../../domain/activation.ts';
import type { FigureFilter } from '../../domain/figures.ts';
import { areaPlaces } from '../../domain/alert-desk.ts';
import type { PlaceId } from '../../domain/record.ts';
import { fromActivationRow, type ReadActivationRow } from './activation-row.ts';
import { figuresLimits, stale_ms } from './limits.ts';
import { noSeat } from './matches-filter.ts';
import type { Span } from './spans.ts';

type Row = Omit<ReadActivationRow, 'path' | 'seats'> & {
  readonly counted: number;
  readonly path: string;
  readonly seats: string;
};

/** Between the words of a list: no area, site or seat has it in its name. */
const separator = '\u001F';

function ms(column: string): RawBuilder<number> {
  // Whole milliseconds: that is what was written. `extract` would reckon in decimals, many times slower.
  return sql`round(date_part('epoch', ${sql.ref(column)}) * 1000)`;
}

const columns = sql`
  alert_id, number, version, rule_id, scope_type, scope_id, device_id, kind, severity, on_delay_s,
  array_to_string(path, ${sql.lit(separator)}) as path, array_to_string(seats, ${sql.lit(separator)}) as seats,
  ${ms('began_at')} as began_at, ${ms('announced_at')} as announced_at, muted_by, ${ms('ended_at')} as ended_at,
  ${ms('left_at')} as left_at, ${ms('acknowledged_at')} as acknowledged_at, acknowledged_seat,
  is_chatter_start, finding, is_forecast, forecast_result, lead_s, ${ms('counted_at')} as counted`;

/**
 * The activations that count in a period, page by page, so that nothing else waits for them; with those that
 * were on the list already and had time to grow stale.
 */
export async function* readActivations(
  kysely: Kysely<Schema>,
  { from, to }: Span,
  filter: FigureFilter,
): AsyncGenerator<readonly Activation[]> {
  const wanted = sql.join([...conditionsOf(filter)], sql` and `);
  const standing = sql`
    counted_at < ${new Date(from)} and began_at < ${new Date(to - stale_ms)}
    and (left_at is null or left_at >= ${new Date(from)})`;
  yield* pages(kysely, sql`${standing} and ${wanted}`);
  yield* pages(kysely, sql`counted_at >= ${new Date(from)} and counted_at < ${new Date(to)} and ${wanted}`);
}

async function* pages(
  kysely: Kysely<Schema>,
  condition: RawBuilder<unknown>,
): AsyncGenerator<readonly Activation[]> {
  const limit = figuresLimits.rowsPerPage;
  // Few lists, in many rows: each is taken apart once, and whoever sorts by them meets the same one again.
  const lists = new Map<string, readonly string[]>();
  const toList = (text: string): readonly string[] => {
    let list = lists.get(text);
    if (list === undefined) {
      list = text === '' ? [] : text.split(separator);
      lists.set(text, list);
    }
    return list;
  };
  let after: RawBuilder<unknown> = sql`true`;
  for (;;) {
    const { rows } = await sql<Row>`
      select ${columns} from alert_activations where ${condition} and ${after}
      order by counted_at, alert_id, number limit ${limit}`.execute(kysely);
    yield rows.map((row) =>
      fromActivationRow({ ...row, path: toList(row.path) as readonly PlaceId[], seats: toList(row.seats) }),
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    after = sql`(counted_at, alert_id, number) > (${new Date(last.counted)}, ${last.alert_id}, ${last.number})`;
  }
}

function* conditionsOf(filter: FigureFilter): Generator<RawBuilder<SqlBool>> {
  const { area, within, seat, device, rule, kind } = filter;
  yield sql`true`;
  if (area !== undefined) yield sql`path && ${placesOf([area])}::text[]`;
  if (within !== undefined) yield sql`path && ${placesOf(within)}::text[]`;
  if (seat === noSeat) yield sql`seats = '{}'`;
  else if (seat !== undefined) yield sql`${seat} = any(seats)`;
  if (device !== undefined) yield sql`device_id = ${device}`;
  if (rule !== undefined) yield sql`rule_id = ${rule}`;
  if (kind !== undefined) yield sql`kind = ${kind}`;
}

function placesOf(codes: readonly string[]): readonly PlaceId[] {
  return codes.flatMap(areaPlaces);
}

import { sql, type Kysely } from 'kysely';
import type { Edition } from '../edition.ts';
import { createReadings } from '../readings-tables.ts';

/**
 * The tables of the first four kinds. The columns are written out, not taken from `domain/`, because a
 * migration never changes: a new metric or kind comes with a new migration, and a test compares the outcome
 * with `domain/`.
 */
const columns = {
  smoke: {
    obscuration_pct_m: 'float8',
    temperature_c: 'float8',
    co_ppm: 'float8',
    alarm: 'int2',
    fault: 'int2',
    tamper: 'int2',
    test: 'int2',
    battery_pct: 'float8',
    rssi_dbm: 'float8',
  },
  electrical: {
    residual_current_ma: 'float8',
    cable_temperature_l1_c: 'float8',
    cable_temperature_l2_c: 'float8',
    cable_temperature_l3_c: 'float8',
    cable_temperature_n_c: 'float8',
    current_l1_a: 'float8',
    current_l2_a: 'float8',
    current_l3_a: 'float8',
    voltage_l1_v: 'float8',
    voltage_l2_v: 'float8',
    voltage_l3_v: 'float8',
    arc_count: 'int8',
    power_kw: 'float8',
    fault: 'int2',
    battery_pct: 'float8',
    rssi_dbm: 'float8',
  },
  water: {
    depth_m: 'float8',
    rain_mm_h: 'float8',
    pump_running: 'int2',
    fault: 'int2',
    battery_pct: 'float8',
    rssi_dbm: 'float8',
  },
  elevator: {
    floor: 'int8',
    speed_m_s: 'float8',
    direction: 'int8',
    door_closed: 'int2',
    door_zone: 'int2',
    occupied: 'int2',
    service_mode: 'int8',
    fault_code: 'int8',
    alarm_button: 'int2',
    vibration_mm_s2: 'float8',
    run_count: 'int8',
    run_hours: 'float8',
    battery_pct: 'float8',
    rssi_dbm: 'float8',
  },
} as const;

export async function createReadingsOfFirstKinds(db: Kysely<unknown>, edition: Edition): Promise<void> {
  // Spans of time that readings came for since the roll-ups were last computed. Only appended to by the
  // store writer, so that it never waits for a job; emptied by the jobs.
  await sql`
    create table rollup_pending (
      resolution text not null,
      kind text not null,
      span tstzrange not null
    )`.execute(db);
  for (const [kind, metrics] of Object.entries(columns)) await createReadings(db, edition, { kind, metrics });
}

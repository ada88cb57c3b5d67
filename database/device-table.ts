import type { ColumnType } from 'kysely';
import type { SensorKind } from '../domain/kinds.ts';
import type { CreatedAt, Day } from './column-types.ts';

/** Devices, with what is kept of their secrets. */
export interface DevicesTable {
  id: string;
  kind: SensorKind;
  site_id: string | null;
  name: string | null;
  secret_salt: Buffer | null;
  secret_hash: Buffer | null;
  enrolled: ColumnType<boolean, boolean | undefined, boolean>;
  disabled: ColumnType<boolean, boolean | undefined, boolean>;
  created_at: CreatedAt;
  gateway_id: ColumnType<string | null, string | null | undefined, string | null>;
  feeder_id: ColumnType<string | null, string | null | undefined, string | null>;
  installed_on: Day;
  inspection_due_on: Day;
  end_of_life_on: Day;
  calibrated_on: Day;
  maintainer: ColumnType<string | null, string | null | undefined, string | null>;
  former_secret_salt: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
  former_secret_hash: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
  former_secret_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** By which of the enrolment keys it came; no reference: what the key's row says is not needed for it to stay. */
  enrolment_key_id: ColumnType<string | null, string | null | undefined, string | null>;
}

import type { ColumnType } from 'kysely';
import type { CreatedAt } from './column-types.ts';

/** One row: what this database was made as, and a column that the availability probe writes to. */
export interface InstallationTable {
  id: number;
  edition: string;
  created_at: CreatedAt;
  probed_at: Date | null;
  /** Readings from before may be gone: their roll-ups are left as they are. */
  readings_dropped_before: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

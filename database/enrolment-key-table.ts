import type { SensorKind } from '../domain/kinds.ts';
import type { CreatedAt } from './column-types.ts';

/** Keys that let unknown devices enrol; of the key itself only a hash is kept. */
export interface EnrolmentKeysTable {
  id: string;
  name: string;
  /** Null: any. */
  kind: SensorKind | null;
  /** Where devices that enrol by it hang. No reference: a site that is gone hinders nobody. */
  site_id: string | null;
  devices_max: number | null;
  expires_at: Date | null;
  revoked: 'no' | 'enrolment' | 'all';
  salt: Buffer;
  hash: Buffer;
  created_at: CreatedAt;
  created_by: string;
}

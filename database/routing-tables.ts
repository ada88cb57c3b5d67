import type { Delivery, DeliveryReason } from '../domain/delivery.ts';
import type { Severity } from '../domain/severity.ts';
import type { BigInteger, Json } from './column-types.ts';

/** Who was told of what, and what came of it. */
export interface DeliveriesTable {
  id: string;
  version: number;
  subject_type: Delivery['content']['subject']['type'];
  subject_id: string;
  reason: DeliveryReason;
  severity: Severity;
  recipient_id: string;
  /** That is tried now, or took it. */
  channel_id: string | null;
  is_urgent: boolean;
  state: Delivery['state'];
  attempts: number;
  created_at: Date;
  sent_at: Date | null;
  confirmed_at: Date | null;
  last_error: string | null;
  /** The whole of it. */
  content: Json<Delivery>;
}

/** How the desk was run, from each record of the journal on. */
export interface DeskSettingsTable {
  journal_id: string;
  journal_offset: BigInteger;
  at: Date;
  by_whom: string;
  comment: string | null;
  text: string;
}

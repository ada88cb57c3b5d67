import type { Delivery } from '../../domain/delivery.ts';
import type { PlaceId } from '../../domain/record.ts';

/** What figures need of a case. Times in ms; null where it has not come to that. */
export interface CaseFact {
  readonly path: readonly PlaceId[];
  readonly deviceId: string | null;
  readonly reportedAt: number;
  /** The last time, where it was sent back and came again. */
  readonly dispatchedAt: number | null;
  readonly arrivedAt: number | null;
  /** Null while it is open, and where it was voided. */
  readonly closedAt: number | null;
  readonly overdueCount: number;
}

/** What figures need of a notification. */
export type DeliveryFact = Pick<Delivery, 'state' | 'createdAt' | 'sentAt' | 'confirmedAt'> & {
  readonly deviceId: string | null;
  readonly channelId: string | null;
};

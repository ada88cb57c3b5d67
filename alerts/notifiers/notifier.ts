import type { Delivery } from '../../domain/delivery.ts';
import type { Language } from '../../domain/text.ts';

/** One thing to tell, with where its recipient says that they know; null where there is no such page. */
export interface Notice {
  readonly delivery: Delivery;
  readonly confirmUrl: string | null;
}

/** What a channel is to hand on: one notice, or several to the same address as a digest. */
export interface Message {
  /**
   * The idempotency key: the delivery's id, so that an attempt after a crash has the same; of a digest, made
   * from the ids of its deliveries.
   */
  readonly id: string;
  /** What the channel needs to reach them; empty where the channel is the address. */
  readonly address: string;
  readonly language: Language;
  readonly isUrgent: boolean;
  /** IANA name: the times of day in it. */
  readonly timeZone: string;
  /** When it is sent, ms. */
  readonly at: number;
  /** The oldest first. */
  readonly notices: readonly [Notice, ...Notice[]];
}

/** `isPermanent`: no retry mends it, so the next channel is tried at once. `detail` is for people who repair. */
export type SendResult =
  | { readonly outcome: 'sent'; readonly detail: string | null }
  | {
      readonly outcome: 'failed';
      readonly isPermanent: boolean;
      readonly detail: string;
      /** How long the other side asks to be left alone, s; null: it did not say. */
      readonly retryAfter_s: number | null;
    };

/**
 * A channel that really sends. It never throws for what the other side does, answers within its time-out, and
 * gives up when `signal` says so.
 */
export interface Notifier {
  send(message: Message, signal: AbortSignal): Promise<SendResult>;
}

export function sent(detail: string | null = null): SendResult {
  return { outcome: 'sent', detail };
}

export function failed(
  detail: string,
  { isPermanent = false, retryAfter_s = null }: { isPermanent?: boolean; retryAfter_s?: number | null } = {},
): SendResult {
  return { outcome: 'failed', isPermanent, detail, retryAfter_s };
}

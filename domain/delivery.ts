import type { AreaLevel } from './area.ts';
import type { PlaceId } from './record.ts';
import type { Language, Text } from './text.ts';
import type { Severity } from './severity.ts';

export const channelTypes = ['webhook', 'email', 'wecom', 'dingtalk', 'feishu', 'sms', 'siren'] as const;
export type ChannelType = (typeof channelTypes)[number];

export const deliveryReasons = [
  'raised',
  'worsened',
  'reactivated',
  /** Nobody answered: again and louder. */
  'again',
  /** Nobody answered: to someone else, or to the level above. */
  'escalated',
  'returned',
  /** A case was given to them. */
  'dispatched',
  'overdue',
  'whistled',
  /** A date comes up, a channel is broken, a report is there. */
  'notice',
] as const;
export type DeliveryReason = (typeof deliveryReasons)[number];

export const deliveryStates = ['waiting', 'sent', 'confirmed', 'failed', 'void'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What is told, as it was when it was decided: all that a template needs. */
export interface DeliveryContent {
  readonly subject: { readonly type: 'alert' | 'incident' | 'case' | 'notice'; readonly id: string };
  readonly reason: DeliveryReason;
  readonly severity: Severity;
  readonly title: Text;
  readonly advice: Text;
  /** By the ids that the journal knows; who sends may put the fleet's names in their place. */
  readonly place: Text;
  /** The same as ids, the nearest first; missing where it is nowhere. */
  readonly path?: readonly PlaceId[];
  readonly deviceId: string | null;
  readonly eventTime: number;
  /** Words for what was measured; empty where nothing was. */
  readonly measured: Text;
  /** Of a forecast, when the breach is expected and how probable; null otherwise. */
  readonly forecast: { readonly expectedAt: number; readonly probability: number } | null;
  /** Further alerts of the same incident that this one stands for. */
  readonly alertCount: number;
  /** Free text of whoever sent it, or why. */
  readonly comment: string | null;
}

/** Where one recipient can be reached, in the order in which it is tried. */
export interface DeliveryRoute {
  readonly channelId: string;
  /** What the channel needs: a phone number, a mailbox, a device's id; empty where the channel is the address. */
  readonly address: string;
}

/**
 * One recipient is to be told one thing. The id is deterministic and is the idempotency key that every
 * channel hands on. `waiting` until a channel took it, `sent` until the recipient confirms where they can,
 * `failed` when every channel was tried to the end, `void` when there was no reason left to tell.
 */
export interface Delivery {
  readonly id: string;
  readonly version: number;
  readonly recipientId: string;
  readonly recipientName: Text;
  readonly language: Language;
  readonly routes: readonly DeliveryRoute[];
  /** Never digested, never held back. */
  readonly isUrgent: boolean;
  readonly content: DeliveryContent;
  readonly state: DeliveryState;
  /** Which of `routes` is tried now, or took it. */
  readonly routeIndex: number;
  /** On the present route. */
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly confirmedAt: number | null;
  readonly confirmedBy: string | null;
  /** What the last failing channel said. */
  readonly lastError: string | null;
}

/** What became of an attempt, or who confirmed: journalled. */
export interface DeliveryOutcome {
  readonly deliveryId: string;
  readonly at: number;
  readonly outcome: 'sent' | 'failed' | 'confirmed';
  readonly channelId: string | null;
  /** A failure that no retry mends (a refused address): the next channel is tried at once. */
  readonly isPermanent: boolean;
  readonly detail: string | null;
  /** Of a confirmation: the recipient, or the member of staff. */
  readonly by: string | null;
}

/** How a channel is, by what became of the attempts on it. */
export interface ChannelState {
  readonly channelId: string;
  /** `unused` until the first attempt; `broken` after several failures in a row, until it takes something again. */
  readonly state: 'unused' | 'working' | 'broken';
  /** In a row. Refused addresses do not count: they tell of the address. */
  readonly failures: number;
  readonly brokenSince: number | null;
  readonly lastSentAt: number | null;
  readonly lastFailedAt: number | null;
  readonly lastError: string | null;
}

/** How far the escalation of an alert has come since it rang. */
export interface Escalation {
  readonly alertId: string;
  /** When it began to ring, ms. */
  readonly since: number;
  /** Whether the clock runs: nobody has acknowledged it, and there are steps to come. */
  readonly isRunning: boolean;
  /** Steps taken. */
  readonly step: number;
  /** How often it was told again, louder each time. */
  readonly louder: number;
  /** Who has it: the level to which it was called up. */
  readonly level: AreaLevel;
  readonly isWhistled: boolean;
  readonly toldRecipients: readonly string[];
  /** Of the next step; null when there is none. */
  readonly nextAt: number | null;
}

export interface DeliveryQuery {
  /** Null: any. */
  readonly state: Delivery['state'] | null;
  /** At most this many, newest first. */
  readonly limit: number;
  /** Only those before this one in that order: a page ends where the next begins. Null: from the newest. */
  readonly before: Pick<Delivery, 'createdAt' | 'id'> | null;
}

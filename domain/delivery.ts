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

/** What is told, as it was when it was decided: all that a template needs. */
export interface DeliveryContent {
  readonly subject: { readonly type: 'alert' | 'incident' | 'case' | 'notice'; readonly id: string };
  readonly reason: DeliveryReason;
  readonly severity: Severity;
  readonly title: Text;
  readonly advice: Text;
  readonly place: Text;
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
  readonly state: 'waiting' | 'sent' | 'confirmed' | 'failed' | 'void';
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

import type { Severity } from './severity.ts';
import type { DeskSettings } from './desk-settings.ts';
import type { DeliveryReason } from './delivery.ts';
import type { SensorKind } from './kinds.ts';
import type { PlaceId } from './record.ts';
import type { Text } from './text.ts';
import type { FileFault } from './yaml-content.ts';

/** Settings that came into force at a moment. */
export interface SettingsVersion {
  /** Offset of their record: grows with every change; 0 for those that come with the product. */
  readonly revision: number;
  readonly at: number;
  /** The member of staff, or `files` when they were read at the start. */
  readonly by: string;
  readonly comment: string | null;
  /** As it was written; empty: all as it comes with the product. */
  readonly text: string;
}

/** The settings in force. */
export interface SettingsView extends SettingsVersion {
  readonly settings: DeskSettings;
  readonly warnings: readonly FileFault[];
  /** Why the file of the last start was not taken; empty when it was. */
  readonly fileErrors: readonly FileFault[];
}

export interface SettingsRequest {
  readonly text: string;
  readonly by: string;
  readonly comment: string;
  /** The revision that the person saw: refused as `stale` when it is no longer the present one. Null: whatever it is. */
  readonly revision: number | null;
}

export interface SettingsOutcome {
  readonly outcome: 'done' | 'stale' | 'refused';
  readonly errors: readonly FileFault[];
  readonly warnings: readonly FileFault[];
  /** Of the settings in force now. */
  readonly revision: number;
}

/** An alert that there might be. */
export interface PreviewRequest {
  /** The nearest place first. */
  readonly path: readonly PlaceId[];
  readonly kind: SensorKind;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly isForecast: boolean;
  readonly at: number;
}

/** Who would be told. */
export interface SettingsPreview {
  /** In words, one a route: what matched, from the top down. */
  readonly because: readonly { readonly routeIds: readonly string[]; readonly why: Text }[];
  /** In the order of their times. */
  readonly tellings: readonly PreviewTelling[];
}

export interface PreviewTelling {
  readonly at: number;
  /** After the alert began to ring. */
  readonly after_s: number;
  readonly reason: DeliveryReason;
  /** The escalation's step, `policy#1`; null for those who are told at once. */
  readonly step: string | null;
  readonly isWhistle: boolean;
  readonly recipients: readonly {
    readonly id: string;
    readonly name: Text;
    /** In the order in which they are tried; empty: they cannot be reached. */
    readonly channels: readonly string[];
  }[];
}

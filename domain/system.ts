import type { Damage } from './damage.ts';

/** How the service itself is: told to those who look after it. Times in ms, our clock; counts since its start. */

import type { CanaryView, DeadManView } from './canary.ts';

/** `degraded` works with something missing, `down` does not work. */
export type PartHealth = 'ok' | 'degraded' | 'down';

/** A reader of the journal: how far behind it is. */
export interface ReaderState {
  readonly name: string;
  /** False for one that is only waited for: nothing is trimmed away from it. */
  readonly attached: boolean;
  readonly lag: number;
  /** How long the oldest record that it has not had has waited, s; null: longer than is remembered. */
  readonly lag_s: number | null;
}

/** One table of the database with all of its parts. */
export interface TableSize {
  readonly name: string;
  readonly bytes: number;
}

/** What the database takes on its disk; read now and then. */
export interface StorageState {
  readonly at: number;
  readonly bytes: number;
  /** The largest ones. */
  readonly tables: readonly TableSize[];
}

/** A way out of the house: `unusable` lacks a setting, `broken` failed several times in a row. */
export interface ChannelHealth {
  readonly id: string;
  readonly type: string;
  readonly state: 'unused' | 'ok' | 'failing' | 'broken' | 'unusable';
  readonly sent: number;
  readonly failed: number;
  readonly waiting: number;
}

/** What is measured every few seconds, for the course of the last minutes. */
export interface SystemSample {
  readonly at: number;
  /** Messages and readings taken in a second, since the sample before; null for the first. */
  readonly messages_s: number | null;
  readonly readings_s: number | null;
  /** Records that were not yet handled; null where that is not known. */
  readonly storeLag: number | null;
  readonly rulesLag: number;
  /** Within the stretch since the sample before, ms. */
  readonly loopDelayP99_ms: number;
  readonly commitP99_ms: number | null;
  /** Of one processor core, 0 to 1 and more with several threads; null for the first. */
  readonly cpu: number | null;
  readonly rssBytes: number;
}

export interface SystemView {
  readonly at: number;
  readonly version: string;
  readonly node: string;
  readonly startedAt: number;
  /** By name, as `/readyz` tells them. */
  readonly parts: Readonly<Record<string, PartHealth>>;
  readonly broker: {
    readonly devices: number;
    readonly connections: number;
    readonly received: number;
    readonly receivedBytes: number;
    /** Messages that were not taken: their devices keep them. */
    readonly unaccepted: number;
    readonly unsettled: number;
    /** Connections refused or closed, and what devices tried and may not, by reason. */
    readonly refused: Readonly<Record<string, number>>;
    readonly forbidden: Readonly<Record<string, number>>;
  };
  readonly ingest: {
    readonly messages: number;
    readonly readings: number;
    /** Messages of which nothing could be read, and those with any fault: they are in quarantine. */
    readonly unreadable: number;
    readonly quarantined: number;
  };
  readonly journal: {
    readonly records: number;
    readonly bytesUsed: number;
    readonly bytesMax: number;
    readonly waitingBytes: number;
    readonly refused: number;
    readonly damagedRecords: number;
    /** `scarce` is a warning; `telemetry-held`: devices keep their readings; `full`: alerts and staff acts alone. */
    readonly room: 'ample' | 'scarce' | 'telemetry-held' | 'full';
    /** Before telemetry is held back; negative: the reserve for alarms is in use. */
    readonly roomBytes: number;
    /** How old the oldest record held is, s; null: older than is remembered. */
    readonly oldest_s: number | null;
    /** Of the last commits, until they were on disk; null before the first. */
    readonly commitP50_ms: number | null;
    readonly commitP99_ms: number | null;
    readonly readers: readonly ReaderState[];
  };
  readonly database: {
    readonly isAvailable: boolean;
    /** Since when it has been there, or away, as far as it was watched. */
    readonly since: number;
    readonly edition: 'community' | 'apache' | 'plain' | null;
    readonly storedRows: number;
    /** Changes that wait to be saved, by what they are of. */
    readonly unsaved: Readonly<Record<string, number>>;
    /** Null until it was read for the first time. */
    readonly storage: StorageState | null;
    /** How long readings are kept as they came, days. */
    readonly rawRetention_days: number;
  };
  readonly rules: {
    readonly setId: string;
    readonly since: number;
    readonly by: string;
    readonly on: number;
    /** Rules that broke and were switched off. */
    readonly broken: readonly string[];
    readonly devices: number;
    readonly changes: number;
  };
  readonly desk: {
    readonly openAlerts: number;
    readonly unacknowledged: number;
    readonly openIncidents: number;
    readonly openCases: number;
  };
  readonly channels: readonly ChannelHealth[];
  readonly live: {
    readonly screens: number;
    readonly seq: number;
    readonly heldChanges: number;
    readonly closedForSlowness: number;
    readonly auditWaiting: number;
    readonly auditDropped: number;
  };
  readonly process: {
    readonly rssBytes: number;
    readonly heapUsedBytes: number;
    readonly cores: number;
    readonly memoryBytes: number;
  };
  /** The volume of the data folder; null where the system does not tell. */
  /** What was found damaged since the start, oldest first; nothing of it was deleted. */
  readonly damages: readonly Damage[];
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  /** The last minutes, oldest first. */
  readonly course: readonly SystemSample[];
  /** The way of alarms, tried all the time; null: it is not. */
  readonly canary: CanaryView | null;
  /** What is told to an outside address; null: nothing. */
  readonly deadMan: DeadManView | null;
}

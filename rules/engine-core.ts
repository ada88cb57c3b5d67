import type { AlertChange } from '../domain/alert.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import type { DueQueue } from './due-queue.ts';
import type { ForecastRecords } from './forecast-records.ts';
import type { Page } from './page.ts';
import type { QuorumGroup } from './quorum.ts';

/** What waits for time to pass. */
export type Waiter =
  | { readonly type: 'device'; readonly device: Device }
  | { readonly type: 'quorum'; readonly group: QuorumGroup };

/** Where the changes of the present record go: `cause` numbers them within it. */
export interface Emission {
  readonly offset: number;
  readonly changes: AlertChange[];
}

/** What the engines of all kinds share. */
export interface EngineCore {
  readonly queue: DueQueue<Waiter>;
  readonly records: ForecastRecords;
  /** The emission of the present record; made at its first change, because nearly every record has none. */
  emit(): Emission;
  /** The next number of first contact. */
  nextOrder(): number;
  /** True while a snapshot awaits any page. */
  isSaving: boolean;
  /** A page is about to change that a snapshot still awaits. */
  beforeChange(page: Page): void;
  /** A rule broke, at `at` by our clock: it is switched off and reported; the others go on. */
  disable(compiled: CompiledRule, device: Device, fault: { error: unknown; at: number }): void;
  /** A rule became active on a device, or stopped being so; `at` by our clock. */
  activated(compiled: CompiledRule, device: Device, when: { isActive: boolean; at: number }): void;
}

import type { AlertChange } from '../domain/alert.ts';
import type { KindTable } from './kind-table.ts';
import type { LateRuns } from './late-runs.ts';
import type { LiveState } from './live-state.ts';

/** All that the engine keeps about one kind. */
export interface KindMemory {
  readonly table: KindTable;
  /** By row × rules + rule: only what is not quiet. */
  readonly states: Map<number, LiveState>;
  readonly late: Map<number, LateRuns>;
}

/** Where the changes of the present record go: `cause` numbers them within it. */
export interface Emission {
  readonly offset: number;
  readonly changes: AlertChange[];
}

/** Gives the emission of the present record; made at its first change, because nearly every record has none. */
export type Emit = () => Emission;

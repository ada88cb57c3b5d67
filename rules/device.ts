import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import type { LateRuns } from './late-runs.ts';
import type { LiveState } from './live-state.ts';
import type { Page } from './page.ts';
import type { Plan } from './plan.ts';

/**
 * One device as the engine knows it. All that every reading touches are numbers in its page; what is here is
 * rare (states, late runs) or hardly changes (plan, place).
 */
export interface Device {
  readonly id: string;
  readonly kind: SensorKind;
  /** Unique among all devices, in the order of first contact: ties in time go by it. */
  order: number;
  path: readonly PlaceId[];
  plan: Plan;
  page: Page;
  /** The page's numbers, here because every reading needs them, and where those of this device begin. */
  data: Float64Array;
  base: number;
  /** What is not quiet, by the rule's place in the plan; null as a rule. */
  states: (LiveState | undefined)[] | null;
  late: (LateRuns | undefined)[] | null;
  /** Several different readings of the newest instant; hardly ever. */
  instants: number[] | null;
  /** The first of a run of late readings that may be a clock set back. */
  clockStep: { readonly receivedAt: number; readonly time: number } | null;
  /** Forecasts that ended in a breach whose own alert is still to come. */
  foretold: Foretold[] | null;
  /** When time alone next changes something about it, by our clock; and under which time it stands in the queue. */
  due: number;
  queuedAt: number;
}

export interface Foretold {
  readonly breachRuleId: string;
  readonly alertId: string;
  readonly at: number;
}

import type { SensorKind } from '../../domain/kinds.ts';
import type { Values } from '../physics/device-physics.ts';
import type { Random } from '../random.ts';

/** One thing that truly happened, whatever the sensor made of it: what warnings are measured against. */
export interface GroundTruth {
  /** Seconds of the scenario's own time. */
  readonly at_s: number;
  /** A stable word, such as `ignition` or `breach-70c`. */
  readonly event: string;
  /** For people. */
  readonly text: string;
}

/** What the sensor measured in a step, and what happened in it. */
export interface ScenarioStep {
  readonly values: Values;
  readonly truths: readonly GroundTruth[];
}

/** An accident from the first sign to the recovery. Pure but for its random numbers. */
export interface Scenario {
  readonly kind: SensorKind;
  /** All of it, recovery included, s. */
  readonly duration_s: number;
  /** Moves on; steps longer than a second are coarser than the physics was written for. */
  step(dt_s: number): ScenarioStep;
}

export interface ScenarioDefinition {
  readonly name: string;
  readonly kind: SensorKind;
  readonly title: string;
  readonly create: (random: Random) => Scenario;
}

/** Notes each event once, when it first holds. */
export interface TruthLog {
  /** Notes `event` at `at_s` if `holds` and it was not noted before. */
  note(holds: boolean, truth: GroundTruth): void;
  has(event: string): boolean;
  /** What was noted since the last call. */
  take(): readonly GroundTruth[];
}

export function createTruthLog(): TruthLog {
  const noted = new Set<string>();
  let fresh: GroundTruth[] = [];
  return {
    note(holds, truth) {
      if (!holds || noted.has(truth.event)) return;
      noted.add(truth.event);
      fresh.push(truth);
    },
    has: (event) => noted.has(event),
    take() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

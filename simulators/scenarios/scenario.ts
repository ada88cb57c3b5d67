import type { SensorKind } from '../../domain/kinds.ts';
import type { Values } from '../physics/device-physics.ts';
import type { Weather } from '../physics/weather.ts';
import type { Random } from '../random.ts';

/**
 * What an event means to whoever judges warnings. `sign`: trouble that has begun and may end in a failure;
 * `failure`: what a warning should come before; `benign`: looks like trouble and is none; `end`: over, cured.
 */
export type TruthRole = 'sign' | 'failure' | 'benign' | 'end';

/** One thing that truly happened, whatever the sensor made of it: what warnings are measured against. */
export interface ScenarioTruth {
  /** Seconds of the scenario's own time. */
  readonly at_s: number;
  /** A stable word, such as `ignition` or `breach-70c`. */
  readonly event: string;
  readonly role: TruthRole;
  /** For people. */
  readonly text: string;
}

/** What the sensor measured in a step, and what happened in it. */
export interface ScenarioStep {
  /** The same object as in the last step where nothing has changed. */
  readonly values: Values;
  readonly truths: readonly ScenarioTruth[];
}

/** A stretch of a device's life: an accident from the first sign to the recovery, or weeks of wear. */
export interface Scenario {
  readonly kind: SensorKind;
  /** All of it, recovery included, s. */
  readonly duration_s: number;
  /** Moves on; steps longer than `stepMax_s` are coarser than the physics was written for. */
  step(dt_s: number): ScenarioStep;
  /** The longest step that the physics takes just now, s; one second where it is left out. */
  stepMax_s?(): number;
}

/** Where and when a scenario is set. Pure but for its random numbers. */
export interface ScenarioSetting {
  readonly random: Random;
  readonly weather: Weather;
  /** When it begins, ms since 1970: load, calls and weather follow the hour of the day. */
  readonly startTime: number;
  /** How long it shall be; a scenario of fixed length pays no heed. */
  readonly duration_s: number;
}

export interface ScenarioDefinition {
  readonly name: string;
  readonly kind: SensorKind;
  readonly title: string;
  /** True where nothing fails, however much it looks so. */
  readonly isBenign: boolean;
  /** How long it is unless told otherwise, s. */
  readonly duration_s: number;
  /** True where the length cannot be chosen. */
  readonly isFixed?: boolean;
  readonly create: (setting: ScenarioSetting) => Scenario;
}

/** Notes each event once, when it first holds. */
export interface TruthLog {
  /** Notes `event` at `at_s` if `holds` and it was not noted before. */
  note(holds: boolean, truth: ScenarioTruth): void;
  /** Notes an event that may come again. */
  add(truth: ScenarioTruth): void;
  has(event: string): boolean;
  /** What was noted since the last call. */
  take(): readonly ScenarioTruth[];
}

const nothing: readonly ScenarioTruth[] = [];

export function createTruthLog(): TruthLog {
  const noted = new Set<string>();
  let fresh: ScenarioTruth[] = [];
  const add = (truth: ScenarioTruth): void => {
    noted.add(truth.event);
    fresh.push(truth);
  };
  return {
    note(holds, truth) {
      if (holds && !noted.has(truth.event)) add(truth);
    },
    add,
    has: (event) => noted.has(event),
    take() {
      if (fresh.length === 0) return nothing;
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

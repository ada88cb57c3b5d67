import { kindNames, type SensorKind } from '../../domain/kinds.ts';
import { kindPhysics } from '../physics/kind-physics.ts';
import { createLiftCourse } from './elevator/lift-course.ts';
import type { Scenario, ScenarioDefinition, ScenarioSetting } from './scenario.ts';

const week_s = 7 * 86_400;
const stepMax_s = 60;

function createHealthy(kind: SensorKind, setting: ScenarioSetting): Scenario {
  // A lift's doors and runs are followed one by one.
  if (kind === 'elevator') return createLiftCourse(setting, {});
  const physics = kindPhysics[kind](setting);
  let at_s = 0;
  return {
    kind,
    duration_s: setting.duration_s,
    stepMax_s: () => stepMax_s,
    step(dt_s) {
      at_s += dt_s;
      return { values: physics.step(dt_s, setting.startTime + at_s * 1_000), truths: [] };
    },
  };
}

/** A device of each kind to which nothing happens. */
export const healthy: readonly ScenarioDefinition[] = kindNames.map((kind) => ({
  name: `healthy-${kind}`,
  kind,
  title: `a healthy ${kind} device`,
  isBenign: true,
  duration_s: week_s,
  create: (setting) => createHealthy(kind, setting),
}));

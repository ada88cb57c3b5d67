import { cableOverheat } from './cable-overheat.ts';
import { entrapment } from './entrapment.ts';
import { kitchenFire } from './kitchen-fire.ts';
import type { ScenarioDefinition } from './scenario.ts';
import { streetFlood } from './street-flood.ts';

/** Accidents of minutes to hours, one of each sensor kind: what the demo tells. */
export const accidents: readonly ScenarioDefinition[] = [kitchenFire, cableOverheat, streetFlood, entrapment];

/** Every scenario. */
export const scenarios: readonly ScenarioDefinition[] = [...accidents];

export function findScenario(name: string): ScenarioDefinition | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

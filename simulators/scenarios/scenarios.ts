import { cableOverheat } from './cable-overheat.ts';
import { entrapment } from './entrapment.ts';
import { kitchenFire } from './kitchen-fire.ts';
import type { ScenarioDefinition } from './scenario.ts';
import { streetFlood } from './street-flood.ts';

/** Every scenario, one of each sensor kind. */
export const scenarios: readonly ScenarioDefinition[] = [kitchenFire, cableOverheat, streetFlood, entrapment];

export function findScenario(name: string): ScenarioDefinition | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

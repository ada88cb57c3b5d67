import { cableOverheat } from './cable-overheat.ts';
import { hotSeason, loadStep, naturalLeakage } from './electrical/benign-boards.ts';
import { eveningOverload, insulationAgeing, looseTerminal } from './electrical/decay.ts';
import {
  doorHeld,
  firefighterService,
  fireRecall,
  liftInspection,
  liftPowerLoss,
} from './elevator/interruptions.ts';
import { ropeWear } from './elevator/rope-wear.ts';
import { doorWear, levellingDrift } from './elevator/wear.ts';
import { entrapment } from './entrapment.ts';
import { healthy } from './healthy.ts';
import { kitchenFire } from './kitchen-fire.ts';
import type { ScenarioDefinition } from './scenario.ts';
import { bathSteam, cooking, dirtyHead, headTest, insects } from './smoke/benign-air.ts';
import { flamingFire, smoulderingFire } from './smoke/fires.ts';
import { streetFlood } from './street-flood.ts';
import { carWaves, nearMissRain, tide } from './water/benign-water.ts';
import { blockedDrain, failingPump } from './water/floods.ts';
import { gaugeJumps, gaugeSpider, gaugeStuck } from './water/gauge-faults.ts';

/** Accidents of minutes to hours, one of each sensor kind: what the demo tells. */
export const accidents: readonly ScenarioDefinition[] = [kitchenFire, cableOverheat, streetFlood, entrapment];

/** Every scenario: accidents, slow decay that ends in one, and what only looks like trouble. */
export const scenarios: readonly ScenarioDefinition[] = [
  ...accidents,
  doorWear,
  levellingDrift,
  ropeWear,
  liftPowerLoss,
  fireRecall,
  firefighterService,
  liftInspection,
  doorHeld,
  insulationAgeing,
  looseTerminal,
  eveningOverload,
  naturalLeakage,
  hotSeason,
  loadStep,
  smoulderingFire,
  flamingFire,
  cooking,
  bathSteam,
  insects,
  headTest,
  dirtyHead,
  blockedDrain,
  failingPump,
  nearMissRain,
  tide,
  carWaves,
  gaugeStuck,
  gaugeJumps,
  gaugeSpider,
  ...healthy,
];

export function findScenario(name: string): ScenarioDefinition | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

import { createWeather } from '../physics/weather.ts';
import { createRandom } from '../random.ts';
import type { ScenarioDefinition, ScenarioSetting } from './scenario.ts';

type Lengths = Pick<ScenarioDefinition, 'duration_s' | 'isFixed'>;

/** How long a scenario will be when so much is asked for, s. */
export function toLength_s({ duration_s, isFixed }: Lengths, wanted_s: number | undefined): number {
  return isFixed === true ? duration_s : (wanted_s ?? duration_s);
}

/** A scenario's setting from a seed; `duration_s` by default the scenario's own. */
export function createSetting(
  definition: Lengths,
  options: { seed: number; stream?: number; startTime: number; duration_s?: number },
): ScenarioSetting {
  return {
    random: createRandom(options.seed, options.stream ?? 1),
    weather: createWeather(options.seed),
    startTime: options.startTime,
    duration_s: toLength_s(definition, options.duration_s),
  };
}

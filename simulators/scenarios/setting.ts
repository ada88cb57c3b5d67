import { createWeather } from '../physics/weather.ts';
import { createRandom } from '../random.ts';
import type { ScenarioDefinition, ScenarioSetting } from './scenario.ts';

/** A scenario's setting from a seed; `duration_s` by default the scenario's own. */
export function createSetting(
  definition: Pick<ScenarioDefinition, 'duration_s' | 'isFixed'>,
  options: { seed: number; stream?: number; startTime: number; duration_s?: number },
): ScenarioSetting {
  const own_s = definition.duration_s;
  return {
    random: createRandom(options.seed, options.stream ?? 1),
    weather: createWeather(options.seed),
    startTime: options.startTime,
    duration_s: definition.isFixed === true ? own_s : (options.duration_s ?? own_s),
  };
}

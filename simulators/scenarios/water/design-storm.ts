import { createHyetograph } from '../../physics/hyetograph.ts';
import { createRandom, type Random } from '../../random.ts';
import { createSpotModel, type Spot, type SpotNow, type Storm } from './gauge-course.ts';

/** Heaviest rain that is tried, mm/h; beyond it no sky goes. */
const peakMax_mm_h = 250;
const tries = 16;
const step_s = 60;
/** The water is followed for as long again after the rain. */
const followUp = 2;

/**
 * A storm by which this spot, in this state, is flooded to just `depth_m`: its peak is found by halving, on a
 * model of its own. Where even the heaviest rain does not reach that depth, the heaviest it is.
 */
export function designStorm(
  random: Random,
  spot: Spot,
  wanted: { depth_m: number; from_s: number; length_s: number; now?: SpotNow },
): Storm {
  const { depth_m, from_s, length_s, now = {} } = wanted;
  const seed = random.integer(0, 2 ** 30);
  const peakPart = random.between(0.3, 0.5);
  const toRain = (peak_mm_h: number): Storm['rain'] =>
    createHyetograph(createRandom(seed), { peak_mm_h, length_s, peakPart });
  let [low, high] = [0, peakMax_mm_h];
  for (let tried = 0; tried < tries; tried += 1) {
    const middle = (low + high) / 2;
    if (toDeepest_m(spot, toRain(middle), { length_s, now }) > depth_m) high = middle;
    else low = middle;
  }
  return { from_s, length_s, rain: toRain(high) };
}

function toDeepest_m(
  spot: Spot,
  rain: Storm['rain'],
  { length_s, now }: { length_s: number; now: SpotNow },
): number {
  const model = createSpotModel(spot);
  let deepest_m = 0;
  for (let at_s = step_s; at_s < length_s * followUp; at_s += step_s) {
    deepest_m = Math.max(deepest_m, model.step(step_s, { ...now, rain_mm_h: rain(at_s) }));
  }
  return deepest_m;
}

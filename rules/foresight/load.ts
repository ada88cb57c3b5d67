import type { ForecastModel, Span } from './model.ts';

/** Where a load's memory lies in its span. */
const slot = {
  lastTime: 0,
  value: 1,
  /** What it was about a minute ago: two references, taken in turn. */
  referenceTime: 2,
  reference: 3,
  olderReference: 4,
  /** Weighted means over the last 10 min and the last hour, and of the squared distance from the former. */
  mean: 5,
  longMean: 6,
  variance: 7,
  learnt_s: 8,
} as const;
const slotCount = 9;

const mean_s = 600;
const longMean_s = 3_600;
const variance_s = 1_800;
const reference_s = 50;
/** Before that the means are only the first values. */
const learnt_s_min = 600;
const silence_s_max = 3_600;
const horizonUsual_s = 600;

/** Of `loadFeatureNames`, in their order. */
const weights: readonly number[] = [-8.072, 5.464, 2.113, 4.536, 1.553, 3.155, 1.789, -1.45];
/** When the breaches within ten minutes came: median, and the band of four in five, as shares of the horizon. */
const expectedShare = 0.2;
const earlyShare = 0.1;
const lateShare = 0.7;

/** What tells of a crossing, all as shares of the threshold: loads are switched on in steps that nothing foretells. */
export const loadFeatureNames = [
  'constant',
  'level',
  'last hour',
  'restlessness',
  'rise in a minute',
  'fall in a minute',
  'horizon',
  'horizon × level',
] as const;

/**
 * The chance that a current or a power crosses a threshold: from how near it is, how near it was over the last
 * hour, how restless it has been, and whether it has just changed. That is a hazard and no course: appliances
 * are switched on in steps, and nothing in the readings says when. The hour of the day added nothing beside
 * these. The expected time is therefore a share of the horizon, the same for all.
 *
 * Fitted (`evaluation/fit/load.ts`) on a month of one household by the minute (UCI), 20 to 35 A, 5 to 30 min
 * ahead. Cross-validated in blocks of six days, 10 min ahead, raised at 0.4: to 30 A 45 % was said and 69 %
 * came (29 forecasts), to 25 A 52 % and 53 % (77), to 20 A 55 % and 59 % (269). One house is little: other
 * premises will differ, and the record of a rule's forecasts is there to correct that.
 */
export const loadModel: ForecastModel = createLoadModel();

function createLoadModel(): ForecastModel {
  const features = new Float64Array(loadFeatureNames.length);
  return {
    name: 'load',
    slots: slotCount,
    silence_s_max,
    observe: observeLoad,
    outlook(memory, question, outlook) {
      outlook.probability = NaN;
      outlook.expected_s = NaN;
      outlook.earliest_s = NaN;
      outlook.latest_s = NaN;
      outlook.rate_per_s = NaN;
      if (!toLoadFeatures(memory, question, features)) return;
      let sum = 0;
      for (let i = 0; i < features.length; i += 1) sum += (weights[i] as number) * (features[i] as number);
      outlook.probability = 1 / (1 + Math.exp(-sum));
      outlook.rate_per_s = ratePerSecond(memory);
      outlook.expected_s = expectedShare * question.horizon_s;
      outlook.earliest_s = earlyShare * question.horizon_s;
      outlook.latest_s = lateShare * question.horizon_s;
    },
  };
}

/** `time` in ms, `value` in any unit of load (A, W). */
function observeLoad({ data, at }: Span, time: number, value: number): void {
  const lastTime = data[at + slot.lastTime] as number;
  if (Number.isNaN(lastTime)) {
    data[at + slot.learnt_s] = 0;
    data[at + slot.variance] = 0;
    for (const place of [slot.value, slot.reference, slot.olderReference, slot.mean, slot.longMean]) {
      data[at + place] = value;
    }
    data[at + slot.referenceTime] = time;
    data[at + slot.lastTime] = time;
    return;
  }
  const step_s = (time - lastTime) / 1_000;
  // Every sample stands for the time since the one before it.
  const mean = data[at + slot.mean] as number;
  const longMean = data[at + slot.longMean] as number;
  const variance = data[at + slot.variance] as number;
  const newMean = mean + (value - mean) * (1 - Math.exp(-step_s / mean_s));
  data[at + slot.mean] = newMean;
  data[at + slot.longMean] = longMean + (value - longMean) * (1 - Math.exp(-step_s / longMean_s));
  data[at + slot.variance] =
    variance + ((value - newMean) ** 2 - variance) * (1 - Math.exp(-step_s / variance_s));
  data[at + slot.learnt_s] = (data[at + slot.learnt_s] as number) + step_s;
  if (time - (data[at + slot.referenceTime] as number) >= reference_s * 1_000) {
    data[at + slot.olderReference] = data[at + slot.reference] as number;
    data[at + slot.reference] = value;
    data[at + slot.referenceTime] = time;
  }
  data[at + slot.value] = value;
  data[at + slot.lastTime] = time;
}

/** Fills `features`, one place per name; false while too little is known. */
export function toLoadFeatures(
  { data, at }: Readonly<Span>,
  { threshold, horizon_s }: { readonly threshold: number; readonly horizon_s: number },
  features: Float64Array,
): boolean {
  if (!((data[at + slot.learnt_s] as number) >= learnt_s_min) || !(threshold > 0)) return false;
  const level = Math.min((data[at + slot.value] as number) / threshold, 1);
  const change = ((data[at + slot.value] as number) - (data[at + slot.olderReference] as number)) / threshold;
  const horizon = Math.log(horizon_s / horizonUsual_s);
  features[0] = 1;
  features[1] = level;
  features[2] = (data[at + slot.longMean] as number) / threshold;
  features[3] = Math.sqrt(data[at + slot.variance] as number) / threshold;
  features[4] = Math.max(change, 0);
  features[5] = Math.max(-change, 0);
  features[6] = horizon;
  features[7] = horizon * level;
  return true;
}

function ratePerSecond({ data, at }: Readonly<Span>): number {
  const since_s =
    ((data[at + slot.lastTime] as number) - (data[at + slot.referenceTime] as number)) / 1_000 + reference_s;
  return ((data[at + slot.value] as number) - (data[at + slot.olderReference] as number)) / since_s;
}

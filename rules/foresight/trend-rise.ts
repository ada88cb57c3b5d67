import type { ForecastModel, Outlook, Question, Span } from './model.ts';
import { createTrend, createTrendReading, readLevel, type Trend, type TrendShape } from './trend.ts';
import { logistic, normalShare, timeToReach } from './trend-growth.ts';

/** What tells a fire's rise from any other, for one quantity. Values in the unit of the metric. */
export interface RiseShape {
  readonly name: string;
  readonly trend: TrendShape;
  /** The rise that counts as evidence 0: this rate at this excess over the base. */
  readonly rate_per_s: number;
  readonly excess: number;
  /** Nothing is said about a rise younger than this, or of a single sample: spikes and steps are, s. */
  readonly raised_s_min: number;
  /** A rise this old has shown that it lasts, s. */
  readonly lasting_s: number;
  /** The excess grows with the time since its start to this power. */
  readonly power: number;
  /** Log-odds that a rise of evidence e goes on: constant + slope · e. Fitted. */
  readonly odds: { readonly constant: number; readonly slope: number };
  /** Median of true over foreseen time to the threshold, and standard deviation of its logarithm. Fitted. */
  readonly time: { readonly factor: number; readonly spread: number };
}

/** Weights of the evidence: chosen, not fitted; see `evidenceOf`. */
const excessWeight = 0.9;
const lastingWeight = 1;
/** The rate over the last half window counts for this many times itself: little, where a step or a burst has ended. */
const latestShare = 2;
/** A rise that is older than this many windows and intervals is held against the window before; so much faster it may be. */
const oldWindows = 2.5;
const oldIntervals = 5;
const earlierShare = 4;
/** Before this, all is said to be unknown, s: a base that was just begun is none. */
const learnt_s_min = 8;
/** 80 % of a normal distribution lie within this many standard deviations. */
const bandWidth = 1.2816;
/** A slow rise is continued as a line only when it has lasted this long, s. */
const lineRaised_s_min = 30;
/** Standard deviation of the logarithm of true over foreseen time of a straight continuation. */
const lineSpread = 0.6;
/** However long ago the last sample was, this share of the foreseen time is left: it has not been seen to pass. */
const spentMin = 0.1;
/** Samples older than this, or than four intervals, say nothing about the present, s. */
const age_s_max = 60;

/**
 * How surely a rise is a fire's, on a scale of log-odds before calibration: the rate of rise (its lower bound),
 * the excess reached, how long it has lasted, and whether it bends upwards. A fire under a ceiling grows by a
 * power of time above 1; steam, an opened oven and a heater approach an end, so that their present rate falls
 * behind their mean rate. −Infinity for what does not rise.
 */
export function evidenceOf(trend: Readonly<Trend>, shape: RiseShape): number {
  const excess = trend.value - trend.origin;
  // A step or a spike has a rate over the window, but none over its last half.
  const isSteady = trend.raised_s >= Math.max(shape.raised_s_min, 1.5 * trend.interval_s);
  if (!isSteady) return -Infinity;
  let rate_per_s = Math.min(trend.rate_per_s - trend.rateError_per_s, latestShare * trend.latestRate_per_s);
  // What has long been raised must have been rising before, too: on a plateau, an eddy is no new fire.
  if (
    trend.raised_s >= oldWindows * shape.trend.window_s &&
    trend.raised_s >= oldIntervals * trend.interval_s
  ) {
    rate_per_s = Math.min(rate_per_s, earlierShare * trend.earlierRate_per_s);
  }
  if (!(rate_per_s > 0) || !(excess > 0)) return -Infinity;
  const bend = (1.2 * trend.rate_per_s * (trend.raised_s + 5)) / (trend.value - trend.base);
  return (
    Math.log(rate_per_s / shape.rate_per_s) +
    excessWeight * Math.log(excess / shape.excess) +
    lastingWeight * Math.min(0, Math.log(trend.raised_s / shape.lasting_s)) +
    Math.min(0, Math.log(bend))
  );
}

/**
 * A model that waits for a quiet quantity to begin a fire's rise, judges how surely it is one, and continues it
 * as a power of time. Beside that, a slow steady rise that is about to reach the threshold is continued as a
 * straight line. What is said is the surer of both.
 */
export function createRiseModel(shape: RiseShape): ForecastModel {
  const trendOf = createTrend(shape.trend);
  const trend = createTrendReading();
  return {
    name: shape.name,
    slots: trendOf.slots,
    silence_s_max: 3_600,
    observe: trendOf.observe,
    outlook: fillOutlook,
  };

  function fillOutlook(memory: Readonly<Span>, question: Readonly<Question>, outlook: Outlook): void {
    const isRaised = readLevel(memory, trend);
    const age_s = Math.max(0, (question.now - trend.time) / 1000);
    const isKnown = trend.learnt_s >= learnt_s_min && age_s <= Math.max(age_s_max, 4 * trend.interval_s);
    outlook.probability = isKnown ? 0 : NaN;
    outlook.rate_per_s = NaN;
    outlook.expected_s = NaN;
    outlook.earliest_s = NaN;
    outlook.latest_s = NaN;
    // Both: after a spike of two samples the median is still up there.
    if (trend.value >= question.threshold && trend.last >= question.threshold) {
      outlook.probability = 1;
      expectAfter(0, 0, outlook);
    } else if (isKnown && isRaised) {
      trendOf.readSlopes(memory, trend);
      outlook.rate_per_s = trend.rate_per_s;
      continueRise(question, age_s, outlook);
      continueLine(question, age_s, outlook);
    }
  }

  function continueRise({ threshold, horizon_s }: Question, age_s: number, outlook: Outlook): void {
    const { odds, time } = shape;
    const rises = logistic(odds.constant + odds.slope * evidenceOf(trend, shape));
    const reach_s = time.factor * timeToReach(threshold - trend.origin, trend, shape.power);
    const expected_s = Math.max(spentMin * reach_s, reach_s - age_s);
    const probability = rises * normalShare(Math.log(horizon_s / expected_s) / time.spread);
    if (!(probability > outlook.probability)) return;
    outlook.probability = probability;
    expectAfter(expected_s, time.spread, outlook);
  }

  function continueLine({ threshold, horizon_s }: Question, age_s: number, outlook: Outlook): void {
    const rate_per_s = Math.min(
      trend.rate_per_s,
      trend.earlierRate_per_s,
      latestShare * trend.latestRate_per_s,
    );
    if (!(rate_per_s > 0) || trend.raised_s < Math.max(lineRaised_s_min, 3 * trend.interval_s)) return;
    const reach_s = (threshold - trend.value) / rate_per_s;
    const expected_s = Math.max(spentMin * reach_s, reach_s - age_s);
    const probability = normalShare(Math.log(horizon_s / expected_s) / lineSpread);
    if (!(probability > outlook.probability)) return;
    outlook.probability = probability;
    expectAfter(expected_s, lineSpread, outlook);
  }
}

function expectAfter(expected_s: number, spread: number, outlook: Outlook): void {
  outlook.expected_s = expected_s;
  outlook.earliest_s = expected_s * Math.exp(-bandWidth * spread);
  outlook.latest_s = expected_s * Math.exp(bandWidth * spread);
}

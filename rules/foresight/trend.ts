import type { Span } from './model.ts';
import { trendPoints, trendSlot as slot, trendSlots } from './trend-memory.ts';
import { fitLine, type Line } from './trend-line.ts';

/** What makes one quantity's quiet and rise different from another's. Values in the unit of the metric. */
export interface TrendShape {
  /** A point gathers the samples of this long, s. */
  readonly point_s: number;
  /** The slope is taken over this long, or over two intervals where samples come more slowly, s. */
  readonly window_s: number;
  /** How slowly the base follows while all is quiet, and while the value is above it, s. */
  readonly quietBase_s: number;
  readonly raisedBase_s: number;
  /** How fast the value of late follows, s: a rise upon a raised level is measured from there. */
  readonly recent_s: number;
  /** What a sensor's noise is taken for before it is known, and never less than. */
  readonly noise_min: number;
  /** How far above the base something begins at the least; 3 times the noise where that is more. */
  readonly onset_min: number;
}

/** The recent course, as far as the memory tells it; one object is reused. */
export interface Trend {
  /** The latest value as it came, without spikes, and what it usually is. */
  last: number;
  value: number;
  base: number;
  /** What it has been of late, never below the base: a rise begins there. */
  origin: number;
  noise: number;
  /** When it was measured, ms. */
  time: number;
  /** Usual time between samples, s. */
  interval_s: number;
  /** How long the base has been learnt, s. */
  learnt_s: number;
  /** Since when it has been above the base, s; 0 when it is not. */
  raised_s: number;
  /** Slope over the last window and its standard error, and over the window before; NaN without two points. */
  rate_per_s: number;
  rateError_per_s: number;
  earlierRate_per_s: number;
  /** Slope over the last half window: what only steps up, or has stopped, shows none. */
  latestRate_per_s: number;
}

export function createTrendReading(): Trend {
  return {
    last: NaN,
    value: NaN,
    base: NaN,
    origin: NaN,
    noise: NaN,
    time: NaN,
    interval_s: NaN,
    learnt_s: 0,
    raised_s: 0,
    rate_per_s: NaN,
    rateError_per_s: NaN,
    earlierRate_per_s: NaN,
    latestRate_per_s: NaN,
  };
}

/** Where samples come slowly, the base is learnt over this many of them; while the value is raised, over more. */
const quietBase_samples = 6;
const raisedBase_samples = 20;
const recent_samples = 3;
/** After a gap, the first sample counts for this many intervals at most: the base is not thrown away. */
const gap_samples = 3;
/** Samples further apart than this are single points in any case, and no median is taken of them, s. */
const denseInterval_s_max = 4;
/** Weight of a new difference in the estimates of the interval and of the noise. */
const intervalWeight = 0.2;
const noiseWeight = 0.03;
/** Mean absolute difference of two samples to standard deviation: 0.886 for white noise, more where it is correlated. */
const differenceToNoise = 1;

/**
 * Follows a quantity that is quiet for months and then rises within seconds: its base, its noise, since when it
 * has been above them, and how fast it rises now. Works from 1 s to 15 min between samples; a single spike among
 * samples of 4 s or less moves nothing (median of three, at the cost of one sample's delay).
 */
export function createTrend(shape: TrendShape) {
  const window = { from: 0, to: 0 };
  const recent: Line = { slope: NaN, error: NaN, points: 0 };
  const latest: Line = { slope: NaN, error: NaN, points: 0 };
  const earlier: Line = { slope: NaN, error: NaN, points: 0 };
  return { slots: trendSlots, observe, readSlopes };

  function observe(memory: Span, time: number, value: number): void {
    const { data, at } = memory;
    const lastTime = data[at + slot.lastTime]!;
    if (Number.isNaN(lastTime)) {
      begin(memory, time, value);
      return;
    }
    const step_s = (time - lastTime) / 1000;
    // Two samples of one instant: the later one counts.
    if (step_s <= 0) {
      data[at + slot.last] = value;
      return;
    }
    const interval = data[at + slot.interval]!;
    const interval_s = Number.isNaN(interval)
      ? step_s
      : interval + intervalWeight * (Math.min(step_s, gap_samples * interval) - interval);
    data[at + slot.interval] = interval_s;
    const previous = data[at + slot.last]!;
    data[at + slot.beforeThat] = data[at + slot.before]!;
    data[at + slot.before] = previous;
    data[at + slot.last] = value;
    data[at + slot.lastTime] = time;

    const level = levelOf(data, at);
    const noise = data[at + slot.noise]!;
    const base = data[at + slot.base]!;
    const isRaised = level > base + onsetStep(noise);
    if (!isRaised) {
      data[at + slot.onset] = time;
      // A step beyond four times the noise is an event, not noise.
      const difference = Math.min(Math.abs(value - previous), 4 * noise + shape.noise_min);
      data[at + slot.noise] = Math.max(
        shape.noise_min,
        noise + noiseWeight * (differenceToNoise * difference - noise),
      );
    }
    const counted_s = Math.min(step_s, gap_samples * interval_s);
    const learnt_s = data[at + slot.learnt]! + counted_s;
    data[at + slot.learnt] = learnt_s;
    const tau_s = isRaised
      ? Math.max(shape.raisedBase_s, raisedBase_samples * interval_s)
      : Math.min(Math.max(shape.quietBase_s, quietBase_samples * interval_s), learnt_s);
    data[at + slot.base] = base + (level - base) * (counted_s / (tau_s + counted_s));
    const recent = data[at + slot.recent]!;
    const recent_s = Math.max(shape.recent_s, recent_samples * interval_s);
    data[at + slot.recent] = recent + (level - recent) * (counted_s / (recent_s + counted_s));
    addToPoint(memory, time, level);
  }

  function begin(memory: Span, time: number, value: number): void {
    const { data, at } = memory;
    data[at + slot.lastTime] = time;
    data[at + slot.last] = value;
    data[at + slot.before] = value;
    data[at + slot.beforeThat] = value;
    data[at + slot.base] = value;
    data[at + slot.recent] = value;
    data[at + slot.learnt] = 0;
    data[at + slot.noise] = shape.noise_min;
    data[at + slot.onset] = time;
    data[at + slot.finished] = 0;
    data[at + slot.pointStart] = NaN;
    addToPoint(memory, time, value);
  }

  function addToPoint({ data, at }: Span, time: number, level: number): void {
    const start = data[at + slot.pointStart]!;
    if (time - start < shape.point_s * 1000) {
      data[at + slot.pointTimes] = data[at + slot.pointTimes]! + (time - start) / 1000;
      data[at + slot.pointValues] = data[at + slot.pointValues]! + level;
      data[at + slot.pointSamples] = data[at + slot.pointSamples]! + 1;
      return;
    }
    if (!Number.isNaN(start)) finishPoint(data, at);
    data[at + slot.pointStart] = time;
    data[at + slot.pointTimes] = 0;
    data[at + slot.pointValues] = level;
    data[at + slot.pointSamples] = 1;
  }

  function onsetStep(noise: number): number {
    return Math.max(shape.onset_min, 3 * noise);
  }

  /** Fills in the slopes, after `readLevel`. */
  function readSlopes(memory: Readonly<Span>, trend: Trend): void {
    const { time, interval_s } = trend;
    const window_ms = Math.max(shape.window_s, 2.2 * interval_s) * 1000;
    window.to = time;
    window.from = time - window_ms;
    fitLine(memory, window, recent);
    window.from = time - Math.max(shape.window_s / 2, 1.2 * interval_s) * 1000;
    fitLine(memory, window, latest);
    window.to = time - 0.8 * window_ms;
    window.from = time - 2 * window_ms;
    fitLine(memory, window, earlier);
    trend.rate_per_s = recent.slope;
    trend.rateError_per_s = recent.error * trend.noise;
    trend.latestRate_per_s = latest.slope;
    trend.earlierRate_per_s = earlier.slope;
  }
}

/** Fills in what needs no slope; true when the value is above its base, and the slopes are worth reading. */
export function readLevel({ data, at }: Readonly<Span>, trend: Trend): boolean {
  const lastTime = data[at + slot.lastTime]!;
  trend.last = data[at + slot.last]!;
  trend.value = levelOf(data, at);
  trend.base = data[at + slot.base]!;
  trend.origin = Math.max(trend.base, data[at + slot.recent]!);
  trend.noise = data[at + slot.noise]!;
  trend.time = lastTime;
  trend.interval_s = data[at + slot.interval]!;
  trend.learnt_s = data[at + slot.learnt]!;
  trend.raised_s = (lastTime - data[at + slot.onset]!) / 1000;
  return trend.raised_s > 0;
}

/** Median of the last three where samples come fast; else the last. */
function levelOf(data: Float64Array, at: number): number {
  const a = data[at + slot.last]!;
  if (!(data[at + slot.interval]! <= denseInterval_s_max)) return a;
  const b = data[at + slot.before]!;
  const c = data[at + slot.beforeThat]!;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function finishPoint(data: Float64Array, at: number): void {
  const samples = data[at + slot.pointSamples]!;
  const finished = data[at + slot.finished]!;
  const pointAt = at + slot.pointsAt + 2 * (finished % trendPoints);
  data[pointAt] = data[at + slot.pointStart]! + (1000 * data[at + slot.pointTimes]!) / samples;
  data[pointAt + 1] = data[at + slot.pointValues]! / samples;
  data[at + slot.finished] = finished + 1;
}

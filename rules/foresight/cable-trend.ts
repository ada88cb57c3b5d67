import type { Span } from './model.ts';

/**
 * The recent course of a cable's temperature, in few numbers whatever the sampling: means over 3 s where
 * readings come faster than that, the readings themselves where they come slower. Rates are medians of slopes,
 * so that one spike in a window changes nothing.
 */
export interface CableTrend {
  /** Where the recent window's line is now, °C: less shaken than the last reading. */
  level_c: number;
  /** Rate of rise over the recent window, °C/s. */
  rate_c_s: number;
  /** Over the window before it; NaN when there is none yet. */
  rateBefore_c_s: number;
  /** From the middle of the window before to the middle of the recent one, s. */
  between_s: number;
  /** From the middle of the recent window to now, s. */
  age_s: number;
  /** How long the recent window is, s. */
  span_s: number;
  /** How far the last two points both lie above the lowest but one of those remembered, °C. */
  risen_c: number;
  /** Mean distance of the recent points from their line, °C. */
  scatter_c: number;
}

/** Readings closer together than this are averaged, ms. */
const point_ms = 3_000;
/** Finished points that are remembered, besides the one being gathered. */
const pointCount = 16;
/** A window takes the points of this long, ms, or up to five in twice the time, but at least three, at most seven. */
const window_ms = 15_000;
const windowLong_ms = 30_000;
const windowPointsMin = 3;
const windowPointsGood = 5;
const windowPointsMax = 7;
/** So few points that one spike can turn the median of their slopes. */
const windowPointsFew = 4;
/** With few points, a rate is not believed beyond this many times what the weaker of the last two steps shows. */
const growthMax = 5;
/** Below this it is no rise, and its rate is not worked out, °C. */
const risen_c_min = 0.2;
/** With less than this in the recent window, °C, the rate is taken over a longer one, or the sensor's own steps would make it; */
const windowRise_c_min = 1.5;
/** over this long, ms, where it has points enough: over more, the course is no line. */
const slowWindow_ms = 60_000;
const slowPointsMin = 9;

const newest = 0;
const finished = 1;
const gathered = 2;
const gatheringSince = 3;
const timeSum = 4;
const valueSum = 5;
const times = 6;
const values = times + pointCount;

/** Numbers of memory that a trend takes. */
export const cableTrendSlots = values + pointCount;

export function createCableTrend(): CableTrend {
  return {
    level_c: NaN,
    rate_c_s: NaN,
    rateBefore_c_s: NaN,
    between_s: NaN,
    age_s: NaN,
    span_s: NaN,
    risen_c: NaN,
    scatter_c: NaN,
  };
}

/** Takes a sample into the memory: `time` in ms, `value` in °C. */
export function observeCable({ data, at }: Span, time: number, value: number): void {
  const count = data[at + gathered] as number;
  const since = data[at + gatheringSince] as number;
  if (count >= 1 && time - since < point_ms) {
    data[at + gathered] = count + 1;
    data[at + timeSum] = (data[at + timeSum] as number) + (time - since);
    data[at + valueSum] = (data[at + valueSum] as number) + value;
    return;
  }
  if (count >= 1) {
    const next = ((data[at + newest] as number) + 1) % pointCount;
    data[at + newest] = next;
    data[at + finished] = Math.min((data[at + finished] as number) + 1, pointCount);
    data[at + times + next] = since + (data[at + timeSum] as number) / count;
    data[at + values + next] = (data[at + valueSum] as number) / count;
  } else {
    data[at + newest] = 0;
    data[at + finished] = 0;
  }
  data[at + gathered] = 1;
  data[at + gatheringSince] = time;
  data[at + timeSum] = 0;
  data[at + valueSum] = value;
}

/** Reads trends out of memories, with scratch space of its own: one serves all devices. */
export function createCableTrendReader(): {
  /** False when there are too few points to tell. Without a rise, the rate is 0 and the rest not worked out. */
  read(memory: Readonly<Span>, now: number, trend: CableTrend): boolean;
} {
  // Newest first.
  const pointTimes = new Float64Array(pointCount + 1);
  const pointValues = new Float64Array(pointCount + 1);
  const sorted = new Float64Array((windowPointsMax * (windowPointsMax - 1)) / 2);

  return {
    read(memory, now, trend) {
      const count = unroll(memory);
      if (count < windowPointsMin) return false;
      trend.risen_c = riseOf(count);
      trend.rate_c_s = 0;
      if (trend.risen_c < risen_c_min) return true;
      const size = windowSize(count);
      if ((pointValues[0] as number) - (pointValues[size - 1] as number) < windowRise_c_min) {
        const sizeSlow = countWithin(slowWindow_ms, count);
        if (sizeSlow >= slowPointsMin) {
          readSlowly(sizeSlow, now, trend);
          return true;
        }
      }
      trend.rate_c_s = rateOf(size);
      // The windows share a point, so that a rise seen in five readings already has a before.
      const sizeBefore = Math.min(size, count - size + 1);
      trend.rateBefore_c_s = sizeBefore >= 2 ? medianSlope(size - 1, sizeBefore) : NaN;
      const last = pointTimes[0] as number;
      const turn = pointTimes[size - 1] as number;
      const first = pointTimes[size + sizeBefore - 2] as number;
      trend.between_s = (last - first) / 2_000;
      trend.age_s = (now - (last + turn) / 2) / 1_000;
      trend.span_s = (last - turn) / 1_000;
      fitLevel(size, now, trend);
      // Of so few points, nobody can tell scatter from the curve of a rise that grows.
      if (size <= windowPointsFew && sizeBefore === size) {
        trend.scatter_c = Math.min(trend.scatter_c, scatterOf(size - 1, size));
      }
      return true;
    },
  };

  function unroll({ data, at }: Readonly<Span>): number {
    const inHand = data[at + gathered] as number;
    if (!(inHand >= 1)) return 0;
    pointTimes[0] = (data[at + gatheringSince] as number) + (data[at + timeSum] as number) / inHand;
    pointValues[0] = (data[at + valueSum] as number) / inHand;
    const count = data[at + finished] as number;
    let place = data[at + newest] as number;
    for (let i = 1; i <= count; i += 1) {
      pointTimes[i] = data[at + times + place] as number;
      pointValues[i] = data[at + values + place] as number;
      place = place === 0 ? pointCount - 1 : place - 1;
    }
    return count + 1;
  }

  function riseOf(count: number): number {
    let lowest = Infinity;
    let lowestButOne = Infinity;
    for (let i = 0; i < count; i += 1) {
      const value = pointValues[i] as number;
      if (value < lowest) {
        lowestButOne = lowest;
        lowest = value;
      } else if (value < lowestButOne) lowestButOne = value;
    }
    return Math.min(pointValues[0] as number, pointValues[1] as number) - lowestButOne;
  }

  /** Tukey's resistant line, with trimmed means of the newest and the oldest third instead of medians. */
  function readSlowly(count: number, now: number, trend: CableTrend): void {
    const third = Math.max(Math.floor(count / 3), 1);
    const rise_c = trimmedMean(0, third) - trimmedMean(count - third, third);
    const between_ms = middleTime(0, third) - middleTime(count - third, third);
    trend.rate_c_s = Math.max((1_000 * rise_c) / between_ms, 0);
    trend.rateBefore_c_s = NaN;
    trend.between_s = NaN;
    trend.span_s = ((pointTimes[0] as number) - (pointTimes[count - 1] as number)) / 1_000;
    trend.age_s = trend.span_s / 2;
    fitLevel(count, now, trend);
  }

  function trimmedMean(from: number, size: number): number {
    let sum = 0;
    let lowest = Infinity;
    let highest = -Infinity;
    for (let i = from; i < from + size; i += 1) {
      const value = pointValues[i] as number;
      sum += value;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    return size < 3 ? sum / size : (sum - lowest - highest) / (size - 2);
  }

  function middleTime(from: number, size: number): number {
    return ((pointTimes[from] as number) + (pointTimes[from + size - 1] as number)) / 2;
  }

  /** Around the points' own line. */
  function scatterOf(from: number, size: number): number {
    const rate_c_ms = medianSlope(from, size) / 1_000;
    for (let i = 0; i < size; i += 1) {
      sorted[i] =
        (pointValues[from + i] as number) -
        rate_c_ms * ((pointTimes[from + i] as number) - (pointTimes[from] as number));
    }
    const middle = medianOfFirst(size);
    let scatter = 0;
    for (let i = 0; i < size; i += 1) scatter += Math.abs((sorted[i] as number) - middle);
    return scatter / size;
  }

  function windowSize(count: number): number {
    const size = countWithin(window_ms, Math.min(count, windowPointsMax));
    if (size >= windowPointsGood) return size;
    return Math.max(countWithin(windowLong_ms, Math.min(count, windowPointsGood)), windowPointsMin);
  }

  function countWithin(duration_ms: number, limit: number): number {
    const oldest = (pointTimes[0] as number) - duration_ms;
    let size = 1;
    while (size < limit && (pointTimes[size] as number) >= oldest) size += 1;
    return size;
  }

  function rateOf(size: number): number {
    const rate = medianSlope(0, size);
    if (size > windowPointsFew) return rate;
    return Math.min(rate, growthMax * Math.max(Math.min(slope(0, 1), slope(1, 2)), 0));
  }

  function fitLevel(size: number, now: number, trend: CableTrend): void {
    for (let i = 0; i < size; i += 1) {
      sorted[i] = (pointValues[i] as number) + (trend.rate_c_s * (now - (pointTimes[i] as number))) / 1_000;
    }
    trend.level_c = medianOfFirst(size);
    let scatter = 0;
    for (let i = 0; i < size; i += 1) scatter += Math.abs((sorted[i] as number) - trend.level_c);
    trend.scatter_c = scatter / size;
  }

  /** °C/s. */
  function slope(to: number, from: number): number {
    const rise_c = (pointValues[to] as number) - (pointValues[from] as number);
    return (1_000 * rise_c) / ((pointTimes[to] as number) - (pointTimes[from] as number));
  }

  /** Theil and Sen: the median of the slopes between all pairs of `size` points, °C/s. */
  function medianSlope(from: number, size: number): number {
    let count = 0;
    for (let i = from; i < from + size; i += 1) {
      for (let j = i + 1; j < from + size; j += 1) {
        sorted[count] = slope(i, j);
        count += 1;
      }
    }
    return medianOfFirst(count);
  }

  function medianOfFirst(count: number): number {
    for (let i = 1; i < count; i += 1) {
      const value = sorted[i] as number;
      let j = i - 1;
      while (j >= 0 && (sorted[j] as number) > value) {
        sorted[j + 1] = sorted[j] as number;
        j -= 1;
      }
      sorted[j + 1] = value;
    }
    const middle = count >> 1;
    const upper = sorted[middle] as number;
    return count % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  }
}

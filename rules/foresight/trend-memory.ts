/** How many points of the recent course are kept; a point is a short mean, or a single sample where they come slowly. */
export const trendPoints = 12;

/**
 * Where a trend keeps what, counted from the start of its span. Times are ms on the device's clock.
 * Everything is NaN until the first sample.
 */
export const trendSlot = {
  lastTime: 0,
  /** The last sample and the two before it, for the median that takes single spikes out. */
  last: 1,
  before: 2,
  beforeThat: 3,
  /** Usual time between samples, s. */
  interval: 4,
  /** What the value is when nothing happens, and how long that has been learnt, s. */
  base: 5,
  learnt: 6,
  /** Where it has been of late, risen or not: what is above that is new. */
  recent: 14,
  /** Standard deviation of a single sample. */
  noise: 7,
  /** The last moment at which the value was no higher than the base and its noise explain. */
  onset: 8,
  /** The point that is being gathered: its start, sum of times after the start (s), sum of values, samples. */
  pointStart: 9,
  pointTimes: 10,
  pointValues: 11,
  pointSamples: 12,
  /** How many points were finished; the youngest lies at (finished − 1) modulo `trendPoints`. */
  finished: 13,
  pointsAt: 15,
} as const;

export const trendSlots = trendSlot.pointsAt + 2 * trendPoints;

import type { Span } from './model.ts';

/**
 * What the ponding model remembers of a gauge: the present level and the last quarter of an hour of it, the
 * rise under way, and how deep earlier floods went at this spot. Units: metres and milliseconds.
 */
export const slot = {
  /** When the last sample was taken, ms. */
  time: 0,
  /** The present level: the last sample, or the mean of the last half minute where samples come faster. */
  level: 1,
  /** What the water stands at when nothing happens: it falls at once and rises slowly. */
  rest: 2,
  /** A sample that jumped, with its time: believed only when the next one agrees. NaN when there is none. */
  jumpTime: 3,
  jumpLevel: 4,
  /** The rise under way: when the gauge became wet (NaN when it is not) and the highest level since. */
  onset: 5,
  peak: 6,
  peakTime: 7,
  /** Earlier floods at this spot: how many, mean and variance of the logarithm of their depth, and the last one. */
  floods: 8,
  depthMean: 9,
  depthVariance: 10,
  lastDepth: 11,
  lastFlood: 12,
  /** The past: `pastLength` pairs of time and level as a ring, the next to be written, and when the last was. */
  pastNext: 13,
  /** By how much the last sample changed the level. */
  step: 14,
  /** How wild the gauge is: one for each jump, less with every sample that is none. */
  wild: 15,
  past: 16,
} as const;

export const pastLength = 9;
export const pondingSlots = slot.past + 2 * pastLength;

/** The figures below were chosen by reasoning, none by fitting: see each. */
export const pondingMemoryLimits = {
  /** Samples closer than this are averaged: waves of passing cars last seconds. ms */
  smoothing_ms: 30_000,
  /** The past is kept at steps of at least this: nine of them span a quarter of an hour. ms */
  pastStep_ms: 110_000,
  /** After a longer silence the present rise is unknown, and what went on before it is an ended flood. ms */
  gap_ms: 2 * 3_600_000,
  /** Time in which the level at rest follows the water up: slow against any flood. ms */
  restRise_ms: 48 * 3_600_000,
  /** Wet above this height over the level at rest, dry again below the other: gauges see from about 1 cm. m */
  wet_m: 0.01,
  dry_m: 0.007,
  /**
   * A change between two samples must be confirmed beyond this (m), with so much more for every minute between
   * them (m/min, up to so many), and beyond twice what the trend foretold. Of 89,000 rises in street floods from
   * one minute to the next a half stayed below 2 mm, all but one in a hundred below 20 mm.
   */
  jump_m: 0.03,
  jump_m_min: 0.01,
  jumpMinutes_max: 5,
  /** An unconfirmed jump older than this, with others after it, is where the water stands now. ms */
  jumpWait_ms: 600_000,
  /** Share of a jump that the next sample must add to it, to be a rise and not a step. */
  continued: 0.25,
  /** From here on the gauge is no gauge: a flash flood makes two jumps, a broken probe goes on. */
  wild_max: 3,
  wildForgotten: 0.2,
  /** Over how many floods the spot's usual depth is averaged at most: spots change. */
  floodsMemory: 10,
} as const;

const limits = pondingMemoryLimits;

/** One of the numbers remembered; `index` is one of `slot`. */
export function get({ data, at }: Readonly<Span>, index: number): number {
  return data[at + index] ?? NaN;
}

function set({ data, at }: Span, index: number, value: number): void {
  data[at + index] = value;
}

/** Takes the next sample. O(1), no allocation. */
export function remember(memory: Span, time: number, value: number): void {
  const elapsed = time - get(memory, slot.time);
  if (Number.isNaN(elapsed)) {
    begin(memory, time, value);
    return;
  }
  if (elapsed <= 0) return;
  if (elapsed > limits.gap_ms) {
    endFlood(memory);
    restart(memory, time, value);
  } else if (isUnbelieved(memory, time, value)) {
    set(memory, slot.time, time);
    return;
  } else {
    const level = get(memory, slot.level);
    const weight = elapsed >= limits.smoothing_ms ? 1 : elapsed / limits.smoothing_ms;
    set(memory, slot.level, level + weight * (value - level));
    set(memory, slot.step, weight * (value - level));
  }
  set(memory, slot.time, time);
  followRest(memory, elapsed);
  followFlood(memory, time);
  keepPast(memory, time);
}

/**
 * Where the youngest kept past lies that is at least `age_ms` old, else the oldest: a slot for its time, the
 * level in the next one. -1 without a past.
 */
export function pastBefore(memory: Readonly<Span>, age_ms: number): number {
  const now = get(memory, slot.time);
  const next = get(memory, slot.pastNext);
  let found = -1;
  for (let back = 1; back <= pastLength; back += 1) {
    const index = slot.past + 2 * ((next - back + pastLength) % pastLength);
    const time = get(memory, index);
    if (Number.isNaN(time)) break;
    if (time >= now) continue;
    found = index;
    if (now - time >= age_ms) break;
  }
  return found;
}

function begin(memory: Span, time: number, value: number): void {
  set(memory, slot.floods, 0);
  set(memory, slot.depthMean, 0);
  set(memory, slot.depthVariance, 0);
  set(memory, slot.rest, value);
  set(memory, slot.wild, 0);
  set(memory, slot.time, time);
  restart(memory, time, value);
  keepPast(memory, time);
}

/** Forgets the present rise, and goes on from `value`. */
function restart(memory: Span, time: number, value: number): void {
  set(memory, slot.level, value);
  set(memory, slot.step, 0);
  set(memory, slot.jumpTime, NaN);
  set(memory, slot.onset, NaN);
  set(memory, slot.peak, value);
  set(memory, slot.peakTime, time);
  set(memory, slot.pastNext, 0);
  for (let index = 0; index < 2 * pastLength; index += 1) set(memory, slot.past + index, NaN);
}

/**
 * Water does not leap. A sample that does is held back until the next: back where it was, it was a spike;
 * further on, the water is really rising; at the same place, something stands under the gauge (a car, a lid)
 * or it was moved, and the past tells nothing about what comes.
 */
function isUnbelieved(memory: Span, time: number, value: number): boolean {
  const level = get(memory, slot.level);
  const jumpTime = get(memory, slot.jumpTime);
  const minutes = Math.min((time - get(memory, slot.time)) / 60_000, limits.jumpMinutes_max);
  const believed = limits.jump_m + limits.jump_m_min * minutes + 2 * foretold(memory, time);
  const isJump = Math.abs(value - level) > believed;
  const wild = get(memory, slot.wild) + (isJump ? 1 : -limits.wildForgotten);
  set(memory, slot.wild, Math.min(Math.max(wild, 0), 2 * limits.wild_max));
  if (!isJump) {
    set(memory, slot.jumpTime, NaN);
    return false;
  }
  if (Number.isNaN(jumpTime)) {
    set(memory, slot.jumpTime, time);
    set(memory, slot.jumpLevel, value);
    return true;
  }
  const jumpLevel = get(memory, slot.jumpLevel);
  const more = (value - jumpLevel) / (jumpLevel - level);
  if (more >= limits.continued) {
    set(memory, slot.jumpTime, NaN);
    return false;
  }
  if (more > -limits.continued || time - jumpTime > limits.jumpWait_ms) {
    restart(memory, time, value);
    return false;
  }
  set(memory, slot.jumpLevel, value);
  return true;
}

/** How far the level would go on by `time` at the rate of the last minutes, m. */
function foretold(memory: Span, time: number): number {
  const index = pastBefore(memory, limits.pastStep_ms);
  if (index < 0) return 0;
  const lastTime = get(memory, slot.time);
  const rate = (get(memory, slot.level) - get(memory, index + 1)) / (lastTime - get(memory, index));
  return Math.abs(rate) * (time - lastTime);
}

function followRest(memory: Span, elapsed: number): void {
  const rest = get(memory, slot.rest);
  const above = get(memory, slot.level) - rest;
  // What a broken probe said is no level at rest, and none of its floods was one.
  const isWild = get(memory, slot.wild) >= limits.wild_max;
  if (isWild) set(memory, slot.onset, NaN);
  const weight = above < 0 || isWild ? 1 : Math.min(1, elapsed / limits.restRise_ms);
  set(memory, slot.rest, rest + weight * above);
}

function followFlood(memory: Span, time: number): void {
  const level = get(memory, slot.level);
  const height = level - get(memory, slot.rest);
  const isWet = !Number.isNaN(get(memory, slot.onset));
  if (isWet && height < limits.dry_m) endFlood(memory);
  else if (!isWet && height >= limits.wet_m) set(memory, slot.onset, time);
  else if (!isWet || level <= get(memory, slot.peak)) return;
  set(memory, slot.peak, level);
  set(memory, slot.peakTime, time);
}

/** The flood under way, if any, becomes one of those that this spot has had. */
function endFlood(memory: Span): void {
  if (Number.isNaN(get(memory, slot.onset))) return;
  set(memory, slot.onset, NaN);
  const depth = Math.log(Math.max(get(memory, slot.peak) - get(memory, slot.rest), limits.wet_m));
  const floods = get(memory, slot.floods) + 1;
  const weight = 1 / Math.min(floods, limits.floodsMemory);
  const mean = get(memory, slot.depthMean);
  const off = depth - mean;
  set(memory, slot.floods, floods);
  set(memory, slot.depthMean, mean + weight * off);
  const variance = get(memory, slot.depthVariance);
  set(memory, slot.depthVariance, (1 - weight) * (variance + weight * off * off));
  set(memory, slot.lastDepth, depth);
  set(memory, slot.lastFlood, get(memory, slot.time));
}

function keepPast(memory: Span, time: number): void {
  const next = get(memory, slot.pastNext);
  const newest = get(memory, slot.past + 2 * ((next - 1 + pastLength) % pastLength));
  if (time - newest < limits.pastStep_ms) return;
  set(memory, slot.past + 2 * next, time);
  set(memory, slot.past + 2 * next + 1, get(memory, slot.level));
  set(memory, slot.pastNext, (next + 1) % pastLength);
}

import type { Expectation, OpenForecast } from './open-forecast.ts';
import { unknownLevel, type Verdict } from './evaluators/evaluator.ts';

/**
 * One rule on one device (or place), while it is anything but quiet. Each level goes its own way:
 * normal → pending (on-delay) → active → recovering (off-delay) → normal. All times are on the
 * device's clock, ms. Durations run only while data cover them (`knownUntil`).
 */
export interface LiveState {
  readonly phases: Phase[];
  /** Since when each level is pending or recovering. */
  readonly since: number[];
  /**
   * Where a rule asks for more than one reading: how many have said so in a row, also across a gap, for no gauge
   * may be so slow that it is never believed; and when the last of those came that it takes.
   */
  readonly readings: number[];
  readonly enoughAt: number[];
  /** When the newest reading that counts was taken. */
  countedAt: number;
  /** Since when the condition has held without a break. */
  onset: number;
  /** Until when the data count; beyond, nothing is known. */
  knownUntil: number;
  /** True when the desk was told that nothing is known; only while an alert is open. */
  unknown: boolean;
  /** What the desk was told last: how many levels are active (0: no alert), under which id. */
  told: number;
  alertId: string;
  /** Bit set of the metrics that took part. */
  metrics: number;
  /** The worst reading of the last judgement. */
  metric: number;
  value: number;
  time: number;
  /** Which of the evaluator's measures the value is. */
  measure: number;
  /** What was promised, where the rule is a forecast. */
  forecast: OpenForecast | null;
}

export const phase = { normal: 0, pending: 1, active: 2, recovering: 3 } as const;
type Phase = (typeof phase)[keyof typeof phase];

export interface Delays {
  readonly onDelay_ms: number;
  readonly onReadings: number;
  readonly offDelay_ms: number;
}

export function createLiveState(levels: number): LiveState {
  return {
    phases: Array.from({ length: levels }, () => phase.normal),
    since: Array.from({ length: levels }, () => 0),
    readings: Array.from({ length: levels }, () => 0),
    enoughAt: Array.from({ length: levels }, () => 0),
    countedAt: -Infinity,
    onset: 0,
    knownUntil: -Infinity,
    unknown: false,
    told: 0,
    alertId: '',
    metrics: 0,
    metric: 0,
    value: 0,
    time: 0,
    measure: 0,
    forecast: null,
  };
}

/** How many levels are active; recovering ones still are. */
export function activeLevels(state: LiveState): number {
  for (let level = state.phases.length; level > 0; level -= 1) {
    if ((state.phases[level - 1] ?? 0) >= phase.active) return level;
  }
  return 0;
}

export function isQuiet(state: LiveState): boolean {
  return state.phases.every((one) => one === phase.normal) && state.readings.every((count) => count === 0);
}

/**
 * Lets time pass up to `now` without a new reading. Returns when the last level became active, which
 * is exact however late we look; NaN when none did. On-delays end on time alone, because a detector that
 * burns stops reporting; off-delays never do, because a detector that burns stops reporting.
 */
export function passTime(state: LiveState, now: number, delays: Delays): number {
  let activated = NaN;
  for (let level = 0; level < state.phases.length; level += 1) {
    if (state.phases[level] !== phase.pending) continue;
    const end = endOfPending(state, level, delays);
    if (end > now || end > state.knownUntil) continue;
    state.phases[level] = phase.active;
    // Levels below are at least as long in breach: the first one names the activation.
    if (Number.isNaN(activated)) activated = end;
  }
  return activated;
}

/**
 * When a pending level becomes active if nothing else comes; infinite while it takes more readings. What is in
 * breach already is believed to be worse at once.
 */
function endOfPending(state: LiveState, level: number, { onDelay_ms, onReadings }: Delays): number {
  const end = (state.since[level] ?? 0) + onDelay_ms;
  const isWorse = level > 0 && (state.phases[level - 1] ?? 0) >= phase.active;
  if (onReadings === 1 || isWorse) return end;
  return (state.readings[level] ?? 0) < onReadings ? Infinity : Math.max(end, state.enoughAt[level] ?? 0);
}

/** What no data cover does not count: waiting starts again. An alert that is open stays as it is. */
export function breakOff(state: LiveState): void {
  for (let level = 0; level < state.phases.length; level += 1) {
    if (state.phases[level] === phase.pending) state.phases[level] = phase.normal;
    else if (state.phases[level] === phase.recovering) state.phases[level] = phase.active;
  }
}

/** A new judgement at `now`. `startedAt` is since when it may have been in breach (late data), else `now`. */
export function takeVerdict(
  state: LiveState,
  verdict: Verdict,
  { now, startedAt, delays }: { now: number; startedAt: number; delays: Delays },
): number {
  if (verdict.level === unknownLevel) {
    breakOff(state);
    return NaN;
  }
  state.knownUntil = verdict.knownUntil;
  if (verdict.level > 0 || state.metrics !== 0) noteEvidence(state, verdict);
  if (delays.onReadings > 1) countReadings(state, verdict, { now, delays });
  for (let level = 0; level < state.phases.length; level += 1) {
    const current = state.phases[level];
    if (level < verdict.level) {
      if (current === phase.normal) {
        if (level === 0) state.onset = startedAt;
        state.phases[level] = phase.pending;
        state.since[level] = level === 0 ? startedAt : now;
      } else if (current === phase.recovering) state.phases[level] = phase.active;
    } else if (current === phase.pending) state.phases[level] = phase.normal;
    else if (current === phase.active) {
      state.phases[level] = delays.offDelay_ms === 0 ? phase.normal : phase.recovering;
      state.since[level] = now;
    } else if (current === phase.recovering) {
      if (verdict.dataTime - (state.since[level] ?? 0) >= delays.offDelay_ms) {
        state.phases[level] = phase.normal;
      }
    }
  }
  return passTime(state, now, delays);
}

function countReadings(
  state: LiveState,
  verdict: Verdict,
  { now, delays }: { now: number; delays: Delays },
): void {
  // Time alone, or another metric: the same reading is no second one.
  const isNew = verdict.dataTime > state.countedAt;
  if (isNew) state.countedAt = verdict.dataTime;
  for (let level = 0; level < state.phases.length; level += 1) {
    const count = state.readings[level] ?? 0;
    if (level >= verdict.level || (state.phases[level] ?? 0) >= phase.active) state.readings[level] = 0;
    else if (isNew && count < delays.onReadings) {
      state.readings[level] = count + 1;
      state.enoughAt[level] = now;
    }
  }
}

function noteEvidence(state: LiveState, verdict: Verdict): void {
  state.metrics |= verdict.metrics;
  state.metric = verdict.metric;
  state.value = verdict.value;
  state.time = verdict.time;
  state.measure = verdict.measure;
}

/** When time alone next changes something, on the device's clock; infinite when it does not. */
export function nextDue(state: LiveState, delays: Delays): number {
  let due = Infinity;
  for (let level = 0; level < state.phases.length; level += 1) {
    if (state.phases[level] !== phase.pending) continue;
    const end = endOfPending(state, level, delays);
    due = Math.min(due, end <= state.knownUntil ? end : state.knownUntil + 1);
  }
  // The instant of knownUntil still counts: a reading may come in it.
  if (state.told > 0 && !state.unknown) due = Math.min(due, state.knownUntil + 1);
  if (state.forecast !== null && !state.forecast.isOver) due = Math.min(due, state.forecast.endsAt);
  return due;
}

/** The device's clock was set back by `shift_ms`: the same durations on its new clock. */
export function shiftTimes(state: LiveState, shift_ms: number): void {
  for (const [level, since] of state.since.entries()) state.since[level] = since - shift_ms;
  for (const [level, at] of state.enoughAt.entries()) state.enoughAt[level] = at - shift_ms;
  state.countedAt -= shift_ms;
  state.onset -= shift_ms;
  state.knownUntil -= shift_ms;
  state.time -= shift_ms;
  if (state.forecast !== null) state.forecast = shiftForecast(state.forecast, shift_ms);
}

function shiftForecast(forecast: OpenForecast, shift_ms: number): OpenForecast {
  return {
    ...forecast,
    madeAt: forecast.madeAt - shift_ms,
    endsAt: forecast.endsAt - shift_ms,
    toldAt: forecast.toldAt - shift_ms,
    promised: shiftExpectation(forecast.promised, shift_ms),
    told: shiftExpectation(forecast.told, shift_ms),
  };
}

function shiftExpectation(expectation: Expectation, shift_ms: number): Expectation {
  return {
    ...expectation,
    expectedAt: expectation.expectedAt - shift_ms,
    earliestAt: expectation.earliestAt - shift_ms,
    latestAt: expectation.latestAt - shift_ms,
  };
}

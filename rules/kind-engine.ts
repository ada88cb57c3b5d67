import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import { ReadingFlag, type Reading } from '../domain/reading.ts';
import { kinds } from '../domain/kinds.ts';
import { arrival, classifyArrival, noteLive, stepClock, usualOffset } from './device-clock.ts';
import type { DueQueue } from './due-queue.ts';
import { createVerdict, unknownLevel, type Verdict } from './evaluators/condition.ts';
import { alertIdOf, toChange, type CompiledRule } from './kind-rules.ts';
import type { Emit, KindMemory } from './kind-memory.ts';
import { addRow } from './kind-table.ts';
import { createLateJudge } from './late-judge.ts';
import type { LateRuns } from './late-runs.ts';
import { notePast } from './late-runs.ts';
import {
  activeLevels,
  breakOff,
  createLiveState,
  isQuiet,
  nextDue,
  passTime,
  shiftTimes,
  takeVerdict,
  type LiveState,
} from './live-state.ts';

/** A live state in the queue, with the engine of its kind. */
export interface QueuedState {
  readonly kind: SensorKind;
  readonly state: LiveState;
}

export interface KindEngine {
  readonly memory: KindMemory;
  readonly rules: readonly CompiledRule[];
  judgeReadings(readings: readonly Reading[]): void;
  /** The queue says that time has come for a state. */
  wake(state: LiveState, at: number): void;
  /** Puts restored states into the queue. */
  requeue(): void;
}

/** The rules of one kind over all devices of that kind. */
export function createKindEngine(options: {
  rules: readonly CompiledRule[];
  memory: KindMemory;
  queue: DueQueue<QueuedState>;
  emit: Emit;
}): KindEngine {
  const { rules, memory, queue, emit } = options;
  const { table, states, late } = memory;
  const { kind, metricCount, view, rows } = table;
  const ranges = kinds[kind].metrics.flatMap((metric) => [metric.min, metric.max]);
  const kindOrder = Object.keys(kinds).indexOf(kind);
  const verdict: Verdict = createVerdict();
  const held = { activeLevels: 0, metrics: 0 };
  const quiet = { activeLevels: 0, metrics: 0 };
  const clock = { time: 0, receivedAt: 0, print: 0 };
  const judgeLate = createLateJudge({ rules, memory, emit });

  function judgeReadings(readings: readonly Reading[]): void {
    if (readings.length === 1) {
      const only = readings[0];
      if (only !== undefined) judgeReading(only, true);
      return;
    }
    const ordered = readings.toSorted((a, b) => a.time - b.time);
    const newest = ordered.at(-1);
    // A device flushes its buffer at first contact: its newest reading tells how late the others are.
    if (newest !== undefined && !rows.has(newest.deviceId)) {
      const row = addRow(table, newest.deviceId);
      table.usualOffset[row] = newest.receivedAt - newest.time;
    }
    for (const reading of ordered) judgeReading(reading, reading === newest);
  }

  function judgeReading(reading: Reading, mayStep: boolean): void {
    const row = rows.get(reading.deviceId) ?? addRow(table, reading.deviceId);
    clock.receivedAt = reading.receivedAt;
    clock.print = toPrint(reading);
    clock.time = (reading.flags & timeUnusable) === 0 ? reading.time : estimateTime(row, reading);
    const kept = classifyArrival(table, row, clock);
    if (kept === arrival.repeat) return;
    // In a flushed buffer only the newest one can tell of the clock.
    if (kept === arrival.late || (kept === arrival.step && !mayStep)) {
      judgeLate(row, reading);
      return;
    }
    if (kept === arrival.step) {
      const shift_ms = stepClock(table, row, clock);
      for (const { index } of rules) {
        const state = states.get(row * rules.length + index);
        if (state !== undefined) shiftTimes(state, shift_ms);
        late.delete(row * rules.length + index);
      }
    }
    noteLive(table, row, clock);
    takeValues(row, reading);
    const first = row * rules.length;
    const busy = table.busy[row];
    for (let index = 0; index < rules.length; index += 1) {
      const compiled = rules[index];
      if (compiled === undefined) break;
      if ((busy === 0 || !states.has(first + index)) && compiled.condition.isQuiet(view)) continue;
      judgeRule(compiled, row);
    }
  }

  /** A reading without a usable time of its own is placed on its device's clock, after what was seen. */
  function estimateTime(row: number, reading: Reading): number {
    const offset = usualOffset(table, row);
    if (offset === Infinity) return reading.receivedAt;
    return Math.max(reading.receivedAt - offset, table.newestTime[row] ?? -Infinity);
  }

  /** Copies what the reading says into the device's slots; what it says badly wipes what was known. */
  function takeValues(row: number, reading: Reading): void {
    const base = row * metricCount;
    const { values } = reading;
    const bad = (reading.flags & ReadingFlag.badValue) !== 0;
    view.base = base;
    view.now = clock.time;
    for (let index = 0; index < metricCount; index += 1) {
      const value = values[index] ?? NaN;
      if (Number.isNaN(value)) {
        if (bad) view.values[base + index] = NaN;
        continue;
      }
      const valid = value >= (ranges[2 * index] ?? NaN) && value <= (ranges[2 * index + 1] ?? NaN);
      view.values[base + index] = valid ? value : NaN;
      view.times[base + index] = clock.time;
    }
  }

  function judgeRule(compiled: CompiledRule, row: number): void {
    const { rule, index, condition } = compiled;
    const key = row * rules.length + index;
    const known = states.get(key);
    const now = clock.time;
    if (known !== undefined) {
      const activated = passTime(known, now, rule);
      tell(known, { eventTime: activated, receivedAt: clock.receivedAt });
      // Silence longer than a value holds: what waited starts again.
      if (now > known.knownUntil) breakOff(known);
      held.activeLevels = activeLevels(known);
      held.metrics = known.metrics;
    }
    condition.judge(view, known === undefined ? quiet : held, verdict);
    if (known === undefined && verdict.level <= 0) return;
    const state = known ?? createLiveState(row, index, condition.thresholds.length);
    if (known === undefined) {
      states.set(key, state);
      table.busy[row] = (table.busy[row] ?? 0) + 1;
    }
    tellKnown(state, verdict.level !== unknownLevel, { eventTime: now, receivedAt: clock.receivedAt });
    const startedAt = verdict.level > 0 ? startOf(late.get(key), now) : now;
    const activated = takeVerdict(state, verdict, { now, startedAt, delays: rule });
    const eventTime = Number.isNaN(activated) ? now : activated;
    tell(state, { eventTime, receivedAt: clock.receivedAt });
    settle(state, key);
  }

  /** Late data that lead up to now without a gap count towards the on-delay. */
  function startOf(runs: LateRuns | undefined, now: number): number {
    if (runs === undefined || !(now >= runs.last && now - runs.last <= table.hold_ms)) return now;
    return runs.since;
  }

  function wake(state: LiveState, at: number): void {
    const compiled = rules[state.rule];
    if (compiled === undefined) return;
    const now = at - (table.lastOffset[state.row] ?? 0);
    const activated = passTime(state, now, compiled.rule);
    tell(state, { eventTime: activated, receivedAt: at });
    if (now > state.knownUntil) {
      breakOff(state);
      tellKnown(state, false, { eventTime: state.knownUntil, receivedAt: at });
    }
    settle(state, keyOf(state));
  }

  /** Tells the desk when it became unknown whether an open alert still holds, and when it is known again. */
  function tellKnown(state: LiveState, isKnown: boolean, when: Moment): void {
    if (state.told === 0 || state.unknown === !isKnown) return;
    state.unknown = !isKnown;
    change(state, { type: isKnown ? 'known' : 'unknown', level: state.told }, when);
  }

  /** Tells the desk what became of the levels since it was told last. */
  function tell(state: LiveState, when: Moment): void {
    const level = activeLevels(state);
    const before = state.told;
    if (level === before) return;
    state.told = level;
    if (before === 0) {
      const compiled = rules[state.rule];
      if (compiled === undefined) return;
      state.alertId = alertIdOf(compiled, table.ids[state.row] ?? '', when.eventTime);
      state.unknown = false;
      change(state, { type: 'raise', level }, when);
    } else if (level === 0) {
      change(state, { type: 'return', level: before }, when);
      notePast(judgeLate.runsOf(keyOf(state)), state.onset, when.eventTime);
    } else change(state, { type: level > before ? 'worsen' : 'ease', level }, when);
  }

  function change(
    state: LiveState,
    { type, level }: { type: AlertChange['change']; level: number },
    when: Moment,
  ): void {
    const compiled = rules[state.rule];
    if (compiled === undefined) return;
    const { offset, changes } = emit();
    const deviceId = table.ids[state.row] ?? '';
    const about = { deviceId, alertId: state.alertId, level, evidence: state, retrospective: false };
    const cause = { offset, index: changes.length };
    changes.push(toChange(compiled, about, { change: type, cause, ...when }));
  }

  function keyOf(state: LiveState): number {
    return state.row * rules.length + state.rule;
  }

  /** Forgets what is quiet again, and queues the rest for when time alone changes it. */
  function settle(state: LiveState, key: number): void {
    if (isQuiet(state)) {
      state.due = Infinity;
      if (states.delete(key)) table.busy[state.row] = (table.busy[state.row] ?? 1) - 1;
      return;
    }
    const compiled = rules[state.rule];
    if (compiled === undefined) return;
    const due = nextDue(state, compiled.rule) + (table.lastOffset[state.row] ?? 0);
    state.due = due;
    // Already looked at by then: it is queued anew at that time, which spares an entry per reading.
    if (due === Infinity || state.queuedAt <= due) return;
    state.queuedAt = due;
    queue.push({ at: due, order: orderOf(key), item: { kind, state } });
  }

  function orderOf(key: number): number {
    return key * kindCount + kindOrder;
  }

  function requeue(): void {
    table.busy.fill(0);
    for (const state of states.values()) table.busy[state.row] = (table.busy[state.row] ?? 0) + 1;
    for (const [key, state] of states) {
      state.queuedAt = Infinity;
      settle(state, key);
    }
  }

  return { memory, rules, judgeReadings, wake, requeue };
}

interface Moment {
  readonly eventTime: number;
  readonly receivedAt: number;
}

const kindCount = Object.keys(kinds).length;
const timeUnusable = ReadingFlag.timeMissing | ReadingFlag.timeReplaced;

/** A number that tells different readings of one instant apart: by sequence, else by values. */
function toPrint(reading: Reading): number {
  if (reading.seq !== null) return reading.seq + 0.5;
  let print = 0;
  for (let index = 0; index < reading.values.length; index += 1) {
    const value = reading.values[index] ?? NaN;
    // Missing values count by their place alone.
    print = print * 1.000_37 + (Number.isNaN(value) ? 0.123 : value + index);
  }
  return print;
}

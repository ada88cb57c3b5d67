import { setUnknown } from './children.ts';
import { createVerdict, neverWakes, unknownLevel } from './evaluator.ts';
import type { CompileContext, DeviceView, Evaluator } from './evaluator.ts';
import { createInner, dataTimeOf, type Inner } from './inner.ts';
import { statesOf, type MachineEntry } from './machine-entry.ts';

interface Transition {
  readonly from: number;
  readonly to: number;
  readonly inner: Inner | null;
  readonly after_ms: number;
  readonly bit: number;
}

const slot = { state: 0, enteredAt: 1, alarmSince: 2, holding: 3, known: 4, knownUntil: 5 } as const;
const evidence = { metric: 6, time: 7 } as const;
const slotCount = 8;

/**
 * Breached in the alarm states. A reading makes at most one transition, the first whose condition holds; a
 * transition with `after_s` needs the state to have lasted so long, and time alone brings it about, to the
 * millisecond, while data show that nothing else has happened. Where the condition of a way out is unknown, so is the
 * machine, and its times start again when that is known. Remembers 8 numbers, and 2 for every condition
 * beside the condition's own.
 */
export function compileMachine(entry: MachineEntry, context: CompileContext): Evaluator {
  const memory = context.reserve(slotCount);
  const states = statesOf(entry);
  const transitions = entry.transitions.map((one, index): Transition => {
    const inner = one.when === undefined ? null : createInner(one.when, context);
    return {
      from: states.indexOf(one.from),
      to: states.indexOf(one.to),
      inner,
      after_ms: (one.after_s ?? 0) * 1000,
      bit: 1 << index,
    };
  });
  const isAlarm = states.map((state) => entry.alarm.includes(state));
  const waysOut = states.map((_, state) => transitions.filter(({ from }) => from === state));
  /** Conditions of the ways out of each state, as bits: all must be known. */
  const needed = waysOut.map((ways) =>
    ways.reduce((bits, { inner, bit }) => (inner === null ? bits : bits | bit), 0),
  );
  const isTimed = transitions.some(({ after_ms }) => after_ms > 0);
  const verdictOfCause = createVerdict();
  /** Where the machine is at some moment, worked out from memory; reused. */
  const now = { state: 0, enteredAt: 0, alarmSince: NaN };
  let nextAt = Infinity;
  let nextState = 0;

  function read({ data, memoryAt }: DeviceView, at: number): number {
    return data[memoryAt + memory + at] ?? NaN;
  }

  function write({ data, memoryAt }: DeviceView, at: number, value: number): void {
    data[memoryAt + memory + at] = value;
  }

  function enter(state: number, at: number): void {
    if (isAlarm[state] !== true) now.alarmSince = NaN;
    else if (isAlarm[now.state] !== true) now.alarmSince = at;
    now.state = state;
    now.enteredAt = at;
  }

  /** Finds the next transition that time brings about; `nextAt` is infinite when there is none. */
  function findNext(view: DeviceView): void {
    const holding = read(view, slot.holding);
    nextAt = Infinity;
    for (const way of waysOut[now.state] ?? []) {
      if (way.after_ms === 0 || (way.inner !== null && (holding & way.bit) === 0)) continue;
      const at = now.enteredAt + way.after_ms;
      if (!(at < nextAt)) continue;
      nextAt = at;
      nextState = way.to;
    }
  }

  function isKnown(view: DeviceView): boolean {
    const wanted = needed[now.state] ?? 0;
    return (read(view, slot.known) & wanted) === wanted;
  }

  /** Where it is at `time`, with what time alone has brought about since the last reading. */
  function settle(view: DeviceView, time: number): void {
    now.state = read(view, slot.state);
    now.enteredAt = read(view, slot.enteredAt);
    now.alarmSince = read(view, slot.alarmSince);
    if (!isTimed) return;
    const end = Math.min(time, read(view, slot.knownUntil));
    // Each round enters a state; states that lead round by time alone would never end.
    for (let round = 0; round < states.length && isKnown(view); round += 1) {
      findNext(view);
      if (!(nextAt <= end)) return;
      enter(nextState, nextAt);
    }
  }

  function observe(view: DeviceView): void {
    const isFirst = Number.isNaN(read(view, slot.state));
    const gap = !(view.now <= read(view, slot.knownUntil));
    if (isFirst) Object.assign(now, { state: 0, enteredAt: view.now, alarmSince: NaN });
    else settle(view, view.now);
    if (gap) now.enteredAt = view.now;
    lookAt(view);
    for (const way of waysOut[now.state] ?? []) {
      if (way.inner === null || (read(view, slot.holding) & way.bit) === 0) continue;
      if (view.now - now.enteredAt < way.after_ms) continue;
      enter(way.to, view.now);
      way.inner.evaluator.judge(view, { activeLevels: 1, metrics: 0, threshold: NaN }, verdictOfCause);
      write(view, evidence.metric, verdictOfCause.metric);
      write(view, evidence.time, verdictOfCause.time);
      break;
    }
    write(view, slot.state, now.state);
    write(view, slot.enteredAt, now.enteredAt);
    write(view, slot.alarmSince, now.alarmSince);
    write(view, slot.knownUntil, knownUntilOf(view));
  }

  /** Which conditions hold, and which are known, as bits. */
  function lookAt(view: DeviceView): void {
    let holding = 0;
    let known = 0;
    for (const { inner, bit } of transitions) {
      if (inner === null) continue;
      const { level } = inner.look(view);
      if (level === 1) holding |= bit;
      if (level !== unknownLevel) known |= bit;
    }
    write(view, slot.holding, holding);
    write(view, slot.known, known);
  }

  /** Until when nothing can have happened unseen in the present state. */
  function knownUntilOf(view: DeviceView): number {
    let until = Infinity;
    for (const { inner } of waysOut[now.state] ?? []) {
      if (inner !== null) until = Math.min(until, inner.knownUntil(view));
    }
    return until === Infinity ? view.now + view.hold_ms : until;
  }

  return {
    quantity: 'state',
    thresholds: [1],
    comparison: '>=',
    slots: transitions.reduce(
      (sum, { inner }) => sum + (inner === null ? 0 : inner.evaluator.slots + 2),
      slotCount,
    ),
    judgesAlone: false,
    observe,
    isQuiet(view) {
      settle(view, view.now);
      return isAlarm[now.state] !== true;
    },
    judge(view, _held, verdict) {
      settle(view, view.now);
      const metric = read(view, evidence.metric);
      const knownUntil = read(view, slot.knownUntil);
      verdict.metric = Number.isNaN(metric) ? -1 : metric;
      verdict.time = read(view, evidence.time);
      verdict.value = isAlarm[now.state] === true ? 1 : 0;
      setUnknown(verdict);
      if (!(view.now <= knownUntil) || !isKnown(view)) return;
      verdict.level = verdict.value;
      verdict.metrics = verdict.level > 0 && verdict.metric >= 0 ? 1 << verdict.metric : 0;
      verdict.knownUntil = knownUntil;
      verdict.dataTime = dataTimeOf(view, knownUntil);
      verdict.since = now.alarmSince;
    },
    wakeAt: isTimed
      ? (view) => {
          settle(view, view.now);
          if (!isKnown(view)) return Infinity;
          findNext(view);
          return nextAt > view.now && nextAt <= read(view, slot.knownUntil) ? nextAt : Infinity;
        }
      : neverWakes,
    explain(view) {
      settle(view, view.now);
      return { state: now.state, in_state_s: Math.round((view.now - now.enteredAt) / 1000) };
    },
  };
}

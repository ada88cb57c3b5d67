import { Type } from 'typebox';
import type { Check, Path } from './check.ts';
import { ConditionRef, describe, strict } from './condition-ref.ts';
import { conditionLimits } from './limits.ts';

const StateName = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' });

const Transition = Type.Object(
  {
    from: StateName,
    to: StateName,
    when: Type.Optional(ConditionRef),
    after_s: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: conditionLimits.window_s_max,
        ...describe('Only once the state has lasted this long, seconds; without when, time alone does it.'),
      }),
    ),
  },
  strict,
);

/** What may follow `machine:` in a rule. */
export const MachineEntry = Type.Object(
  {
    initial: StateName,
    transitions: Type.Array(Transition, {
      minItems: 1,
      maxItems: conditionLimits.machineTransitions_max,
      ...describe('The first that applies is taken, one per reading.'),
    }),
    alarm: Type.Array(StateName, { minItems: 1, ...describe('Breached in these states.') }),
  },
  { ...strict, ...describe('States that follow each other, and what leads from one to the next.') },
);
export type MachineEntry = Type.Static<typeof MachineEntry>;

/** Each state once: those named by transitions, the initial one first. */
export function statesOf({ initial, transitions }: MachineEntry): readonly string[] {
  return [...new Set([initial, ...transitions.flatMap(({ from, to }) => [from, to])])];
}

/** States exist, can be reached, and can be left again where they ring. */
export function checkMachine(entry: MachineEntry, path: Path, check: Check): void {
  const states = statesOf(entry);
  const { machineStates_max } = conditionLimits;
  if (states.length > machineStates_max) {
    check.report(path, `more than ${machineStates_max} states`, 'split it into several rules');
  }
  const reached = reachable(entry);
  for (const [index, { from, to, when, after_s }] of entry.transitions.entries()) {
    const place = [...path, 'transitions', index];
    if (when === undefined && after_s === undefined) {
      check.report(place, 'when or after_s missing', 'a transition needs a condition, a time, or both');
    }
    if (when !== undefined) check.condition(when, [...place, 'when']);
    if (from === to) check.report(place, `${from} leads to itself`, 'leave it out');
    if (!reached.has(from)) {
      const hint = `nothing leads there from ${entry.initial}`;
      check.report([...place, 'from'], `state ${from} is never reached`, hint);
    }
  }
  for (const [index, state] of entry.alarm.entries()) {
    const place = [...path, 'alarm', index];
    if (!states.includes(state)) {
      check.report(place, `unknown state ${state}`, `it has ${states.join(', ')}`);
    } else if (!reached.has(state)) {
      check.report(place, `state ${state} is never reached`, `nothing leads there from ${entry.initial}`);
    }
  }
  if (entry.alarm.includes(entry.initial)) {
    check.report([...path, 'alarm'], 'it would ring from the start', 'the initial state cannot be an alarm');
  }
  const leaves = entry.transitions.some(
    ({ from, to }) => entry.alarm.includes(from) && !entry.alarm.includes(to),
  );
  if (!leaves) check.report([...path, 'alarm'], 'the alarm can never be left', 'add a transition out of it');
}

function reachable({ initial, transitions }: MachineEntry): ReadonlySet<string> {
  const reached = new Set([initial]);
  for (let grown = true; grown;) {
    const before = reached.size;
    for (const { from, to } of transitions) if (reached.has(from)) reached.add(to);
    grown = reached.size > before;
  }
  return reached;
}

import type { AlertChange } from '../domain/alert.ts';
import { toChange } from './alert-change.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import { createLiveState, phase, type LiveState } from './live-state.ts';
import type { PlannedRule } from './plan.ts';

/** What could not be kept when devices came under other rules. */
export interface Dropped {
  /** Ids of rules whose memory or running delays were dropped. */
  readonly rules: Set<string>;
  /** Open alerts that nobody watches any more: the desk must know. */
  readonly orphans: AlertChange[];
}

/**
 * Brings a device's states under its new plan. A rule whose condition is the same keeps everything, whatever
 * else was edited; one whose condition changed keeps its open alert, under its id, and starts anew otherwise.
 */
export function moveStates(from: Device, to: Device, dropped: Dropped): void {
  const former = new Map(
    from.plan.rules.map((planned, position) => [planned.compiled.rule.id, { planned, position }]),
  );
  for (const [position, planned] of to.plan.rules.entries()) {
    const { id } = planned.compiled.rule;
    const source = former.get(id);
    former.delete(id);
    if (source === undefined) continue;
    const isSame = isSameCondition(source.planned.compiled, planned.compiled);
    if (isSame) copyMemory(from, to, { source: source.planned, target: planned });
    else if (hasMemory(from, source.planned)) dropped.rules.add(id);
    const state = from.states?.[source.position];
    if (state !== undefined) {
      if (!isSame) dropped.rules.add(id);
      const kept = isSame ? state : carryOver(state, planned.compiled);
      if (kept !== null) (to.states ??= Array.from({ length: to.plan.rules.length }))[position] = kept;
    }
    const runs = from.late?.[source.position];
    if (runs === undefined) continue;
    // Past activations hold for the edited rule too: what was told is not told again.
    (to.late ??= Array.from({ length: to.plan.rules.length }))[position] = isSame
      ? runs
      : { ...runs, since: NaN, last: NaN };
  }
  for (const { planned, position } of former.values()) {
    const state = from.states?.[position];
    if (state === undefined) continue;
    dropped.rules.add(planned.compiled.rule.id);
    if (state.told > 0 && !state.unknown) dropped.orphans.push(toOrphan(from, planned.compiled, state));
  }
}

function isSameCondition(a: CompiledRule, b: CompiledRule): boolean {
  return a.memoryKey === b.memoryKey && a.slots === b.slots;
}

function copyMemory(
  from: Device,
  to: Device,
  { source, target }: { source: PlannedRule; target: PlannedRule },
): void {
  const start = from.base + source.memoryAt;
  to.data.set(from.data.subarray(start, start + source.compiled.slots), to.base + target.memoryAt);
}

function hasMemory({ data, base }: Device, { compiled, memoryAt }: PlannedRule): boolean {
  const start = base + memoryAt;
  return data.subarray(start, start + compiled.slots).some((one) => !Number.isNaN(one));
}

/** The rule was edited: delays start again, but an open alert stays the same open alert. */
function carryOver(saved: LiveState, { evaluator, forecast }: CompiledRule): LiveState | null {
  if (saved.told === 0 || (forecast === null) !== (saved.forecast === null)) return null;
  const levels = evaluator.thresholds.length;
  const told = Math.min(saved.told, levels);
  const state = createLiveState(levels);
  for (let level = 0; level < told; level += 1) state.phases[level] = phase.active;
  return { ...saved, phases: state.phases, since: state.since, told };
}

/** The change that tells the desk that nobody knows any more whether an alert still holds. */
export function toOrphan(device: Device, compiled: CompiledRule, state: LiveState): AlertChange {
  return toChange(compiled, {
    change: 'unknown',
    cause: { offset: 0, index: 0 },
    alertId: state.alertId,
    scope: { type: 'device', id: device.id },
    deviceId: device.id,
    kind: device.kind,
    level: state.told,
    retrospective: false,
    eventTime: state.time,
    receivedAt: 0,
    evidence: { state, view: null },
    forecast: null,
    outcome: null,
    counterpartId: null,
  });
}

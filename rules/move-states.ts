import type { AlertChange } from '../domain/alert.ts';
import { toChange } from './alert-change.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import { lastOffset } from './device-clock.ts';
import { foretoldMetrics, foretoldThresholds } from './evaluators/forecast-entry.ts';
import { createLiveState, phase, type LiveState } from './live-state.ts';
import { toOutcome } from './open-forecast.ts';
import type { PlannedRule } from './plan.ts';

/** What the desk must know, without its place in the journal. */
export type Said = Omit<AlertChange, 'cause'>;

/** What became of states when devices came under other rules. */
export interface Moved {
  /** By our clock, ms. */
  readonly at: number;
  /** Ids of rules whose memory or running delays were dropped. */
  readonly droppedRules: Set<string>;
  /** What the desk must know: alerts that nobody watches any more, forecasts that end, other severities. */
  readonly said: Said[];
}

interface Held {
  readonly compiled: CompiledRule;
  readonly state: LiveState;
}

/**
 * Brings a device's states under its new plan. A rule whose condition is the same keeps everything, whatever
 * else was edited; one whose condition changed keeps its open alert, under its id, and starts anew otherwise.
 */
export function moveStates(from: Device, to: Device, moved: Moved): void {
  const former = new Map(
    from.plan.rules.map((planned, position) => [planned.compiled.rule.id, { planned, position }]),
  );
  for (const [position, planned] of to.plan.rules.entries()) {
    const { id } = planned.compiled.rule;
    const source = former.get(id);
    former.delete(id);
    if (source === undefined) continue;
    const isSame = source.planned.compiled.conditionKey === planned.compiled.conditionKey;
    if (hasSameMemory(source.planned.compiled, planned.compiled))
      copyMemory(from, to, { source: source.planned, target: planned });
    else if (hasMemory(from, source.planned)) moved.droppedRules.add(id);
    const state = from.states?.[source.position];
    if (state !== undefined) {
      if (!isSame) moved.droppedRules.add(id);
      const before = { compiled: source.planned.compiled, state };
      const kept = isSame ? state : carryOver(before, planned.compiled, to);
      if (kept === null) moved.said.push(...endOf(before, from, moved.at));
      else {
        moved.said.push(...tellEdited([before, { compiled: planned.compiled, state: kept }], to, moved.at));
        (to.states ??= Array.from({ length: to.plan.rules.length }))[position] = kept;
      }
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
    moved.droppedRules.add(planned.compiled.rule.id);
    moved.said.push(...endOf({ compiled: planned.compiled, state }, from, moved.at));
  }
}

function hasSameMemory(a: CompiledRule, b: CompiledRule): boolean {
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
function carryOver({ state: saved }: Held, compiled: CompiledRule, device: Device): LiveState | null {
  if (saved.told === 0 || !isAboutTheSame(saved, compiled, device)) return null;
  const levels = compiled.evaluator.thresholds.length;
  const told = Math.min(saved.told, levels);
  const state = createLiveState(levels);
  for (let level = 0; level < told; level += 1) state.phases[level] = phase.active;
  const { phases, since, readings, enoughAt } = state;
  return { ...saved, phases, since, readings, enoughAt, told };
}

/** A forecast is about one threshold of one metric: another one is another forecast. */
function isAboutTheSame({ forecast: open }: LiveState, { when }: CompiledRule, { plan }: Device): boolean {
  const { forecast: entry } = when;
  if (open === null || entry === undefined) return open === null && entry === undefined;
  const breach = plan.rules.find(({ compiled }) => compiled.rule.id === entry.breach);
  return (
    foretoldMetrics(entry).includes(open.metricName) &&
    foretoldThresholds(entry, breach?.compiled.when).includes(open.threshold)
  );
}

/** What the desk hears of an open alert whose rule has become another in words: who sees it, how bad it is. */
function tellEdited([before, after]: readonly [Held, Held], device: Device, at: number): readonly Said[] {
  const { state } = after;
  const wasTold = before.compiled.rule.announce;
  if (state.told === 0) return [];
  if (!after.compiled.rule.announce) return endOf(before, device, at);
  if (!wasTold) {
    // It is told as if it began now.
    state.told = 0;
    state.unknown = false;
    state.forecast = null;
    return [];
  }
  const severity = severityAt(after.compiled, state.told);
  const former = severityAt(before.compiled, before.state.told);
  if (severity === former) return [];
  const change = severity < former ? 'worsen' : 'ease';
  const said = toSaid(after, device, { change, at });
  // Both of them say that it holds; nobody knows that.
  return state.unknown ? [said, toSaid(after, device, { change: 'unknown', at })] : [said];
}

function severityAt({ rule }: CompiledRule, level: number): number {
  return rule.severities[level - 1] ?? rule.severities.at(-1) ?? 1;
}

/**
 * What the desk hears when nobody watches an alert any more: it is unknown whether it holds. A forecast ends
 * instead, with nobody knowing what came of it.
 */
export function endOf(held: Held, device: Device, at: number): readonly Said[] {
  const { compiled, state } = held;
  if (state.told === 0 || !compiled.rule.announce) return [];
  if (state.forecast !== null) return [toSaid(held, device, { change: 'return', at })];
  return state.unknown ? [] : [toSaid(held, device, { change: 'unknown', at })];
}

/** A change that no reading made. */
export function toSaid(
  { compiled, state }: Held,
  device: Device,
  { change, at }: { change: 'unknown' | 'return' | 'worsen' | 'ease'; at: number },
): Said {
  const { cause: _cause, ...said } = toChange(compiled, {
    change,
    cause: { offset: 0, index: 0 },
    alertId: state.alertId,
    scope: { type: 'device', id: device.id },
    deviceId: device.id,
    kind: device.kind,
    level: state.told,
    retrospective: false,
    eventTime: change === 'unknown' ? state.time : at - lastOffset(device),
    receivedAt: at,
    evidence: { state, view: null },
    forecast: null,
    outcome:
      change === 'return' && state.forecast !== null
        ? toOutcome(state.forecast, 'silent', at - lastOffset(device))
        : null,
    counterpartId: null,
  });
  return said;
}

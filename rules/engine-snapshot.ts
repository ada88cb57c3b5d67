import { deserialize, serialize } from 'node:v8';
import type { AlertChange } from '../domain/alert.ts';
import { isSensorKind, kindNames, type SensorKind } from '../domain/kinds.ts';
import type { KindEngine } from './kind-engine.ts';
import type { KindMemory } from './kind-memory.ts';
import { toChange, type CompiledRule } from './kind-rules.ts';
import { createKindTable, restoreTable, snapshotTable, type TableSnapshot } from './kind-table.ts';
import type { LateRuns } from './late-runs.ts';
import { createLiveState, phase, type LiveState } from './live-state.ts';

/** An open alert whose rule is gone, as the change that tells the desk so. */
export interface Orphan {
  readonly change: AlertChange;
}

const format = 1;

interface RuleSnapshot {
  readonly id: string;
  readonly version: string;
  readonly states: readonly LiveState[];
  readonly late: readonly (readonly [row: number, runs: LateRuns])[];
  /** What the desk must be told if the rule is gone when this is restored. */
  readonly orphans: readonly Orphan[];
}

interface EngineSnapshot {
  readonly format: number;
  readonly lastOffset: number;
  readonly orphans: readonly Orphan[];
  readonly kinds: readonly { readonly table: TableSnapshot; readonly rules: readonly RuleSnapshot[] }[];
}

/** The engine's memory as bytes, by rule id and version. */
export function snapshotEngine(engine: {
  lastOffset: number;
  orphans: readonly Orphan[];
  engines: readonly KindEngine[];
}): Uint8Array {
  const content: EngineSnapshot = {
    format,
    lastOffset: engine.lastOffset,
    orphans: engine.orphans,
    kinds: engine.engines.map(({ memory, rules }) => ({
      table: snapshotTable(memory.table),
      rules: snapshotRules(memory, rules),
    })),
  };
  return serialize(content);
}

function snapshotRules(memory: KindMemory, rules: readonly CompiledRule[]): RuleSnapshot[] {
  const snapshots = rules.map((compiled) => ({
    id: compiled.rule.id,
    version: compiled.rule.version,
    states: [] as LiveState[],
    late: [] as [number, LateRuns][],
    orphans: [] as Orphan[],
  }));
  for (const state of memory.states.values()) {
    const compiled = rules[state.rule];
    const snapshot = snapshots[state.rule];
    if (compiled === undefined || snapshot === undefined) continue;
    snapshot.states.push(state);
    if (state.told > 0 && !state.unknown) snapshot.orphans.push(toOrphan(memory, compiled, state));
  }
  for (const [key, runs] of memory.late) {
    snapshots[key % rules.length]?.late.push([Math.floor(key / rules.length), runs]);
  }
  return snapshots;
}

function toOrphan(memory: KindMemory, compiled: CompiledRule, state: LiveState): Orphan {
  const deviceId = memory.table.ids[state.row] ?? '';
  const about = {
    deviceId,
    alertId: state.alertId,
    level: state.told,
    evidence: state,
    retrospective: false,
  };
  const occasion = {
    change: 'unknown',
    cause: { offset: 0, index: 0 },
    eventTime: state.time,
    receivedAt: 0,
  };
  return { change: toChange(compiled, about, { ...occasion, change: 'unknown' }) };
}

export interface RestoredEngine {
  readonly lastOffset: number;
  readonly orphans: readonly Orphan[];
  readonly memories: ReadonlyMap<SensorKind, KindMemory>;
  readonly dropped: readonly string[];
}

/** Bytes of `snapshotEngine` → memory for the rules as they are now. */
export function restoreEngine(
  state: Uint8Array,
  compiled: ReadonlyMap<SensorKind, readonly CompiledRule[]>,
): RestoredEngine {
  const content = decode(state);
  const orphans = [...content.orphans];
  const dropped: string[] = [];
  const memories = new Map<SensorKind, KindMemory>();
  for (const kind of kindNames) {
    memories.set(kind, { table: createKindTable(kind), states: new Map(), late: new Map() });
  }
  for (const { table, rules } of content.kinds) {
    if (!isSensorKind(table.kind)) continue;
    const memory: KindMemory = { table: restoreTable(table), states: new Map(), late: new Map() };
    memories.set(table.kind, memory);
    const present = compiled.get(table.kind) ?? [];
    for (const snapshot of rules) {
      const target = present.find(({ rule }) => rule.id === snapshot.id);
      if (target?.rule.version !== snapshot.version) dropped.push(snapshot.id);
      if (target === undefined) orphans.push(...snapshot.orphans);
      else restoreRule(memory, { target, snapshot, ruleCount: present.length });
    }
  }
  return { lastOffset: content.lastOffset, orphans, memories, dropped };
}

function decode(state: Uint8Array): EngineSnapshot {
  let content: EngineSnapshot;
  try {
    content = deserialize(state) as EngineSnapshot;
  } catch (cause) {
    throw new Error('the rules snapshot cannot be read', { cause });
  }
  if (content.format !== format)
    throw new Error(`the rules snapshot has format ${content.format}, not ${format}`);
  return content;
}

function restoreRule(
  memory: KindMemory,
  { target, snapshot, ruleCount }: { target: CompiledRule; snapshot: RuleSnapshot; ruleCount: number },
): void {
  const same = target.rule.version === snapshot.version;
  for (const saved of snapshot.states) {
    const state = same ? { ...saved, rule: target.index } : carryOver(saved, target);
    if (state !== null) memory.states.set(saved.row * ruleCount + target.index, state);
  }
  // Past activations hold for the edited rule too: what was told is not told again.
  for (const [row, runs] of snapshot.late) {
    memory.late.set(row * ruleCount + target.index, same ? runs : { ...runs, since: NaN, last: NaN });
  }
}

/** The rule was edited: delays start again, but an open alert stays the same open alert. */
function carryOver(saved: LiveState, { index, condition }: CompiledRule): LiveState | null {
  if (saved.told === 0) return null;
  const levels = condition.thresholds.length;
  const told = Math.min(saved.told, levels);
  const state = createLiveState(saved.row, index, levels);
  for (let level = 0; level < told; level += 1) state.phases[level] = phase.active;
  const { alertId, unknown, onset, knownUntil, metrics, metric, value, time } = saved;
  return Object.assign(state, { told, alertId, unknown, onset, knownUntil, metrics, metric, value, time });
}

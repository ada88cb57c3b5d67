import type { AlertChange } from '../domain/alert.ts';
import { kindNames, type SensorKind } from '../domain/kinds.ts';
import type { JournalEntry } from '../domain/record.ts';
import { createDueQueue, type DueQueue } from './due-queue.ts';
import { createKindEngine, type KindEngine, type QueuedState } from './kind-engine.ts';
import type { Emission } from './kind-memory.ts';
import { compileRules } from './kind-rules.ts';
import { createKindTable } from './kind-table.ts';
import { restoreEngine, snapshotEngine, type Orphan } from './engine-snapshot.ts';
import type { Rule } from './rule.ts';

/**
 * The room where readings become alerts. The engine is a pure fold over the journal: the same records
 * give the same changes with the same ids, in any batching and across any restart. Conditions run on the
 * devices' own clocks; that time passes without a reading, it learns from ticks alone.
 */
export interface RulesEngine {
  /** The changes that this record causes; most cause none. Records must come in the journal's order. */
  evaluate(entry: JournalEntry): readonly AlertChange[];
  /** The whole state, for `restore` on the same or changed rules. */
  snapshot(): Uint8Array;
  /**
   * Continues from a snapshot. Rules that changed or went lose their running delays and are named; what
   * they have raised stays raised. Throws when the bytes are no snapshot of this engine.
   */
  restore(state: Uint8Array): { readonly dropped: readonly string[] };
}

const nothing: readonly AlertChange[] = [];

export function createRulesEngine(options: { rules: readonly Rule[] }): RulesEngine {
  const compiled = new Map(kindNames.map((kind) => [kind, compileRules(options.rules, kind)]));
  let queue: DueQueue<QueuedState> = createDueQueue();
  let engines = new Map<SensorKind, KindEngine>();
  let orphans: readonly Orphan[] = [];
  let lastOffset = 0;
  let offset = 0;
  let emission: Emission | null = null;

  for (const kind of kindNames) {
    const memory = { table: createKindTable(kind), states: new Map(), late: new Map() };
    engines.set(kind, createKindEngine({ rules: compiled.get(kind) ?? [], memory, queue, emit }));
  }

  /** Made when the first change comes, because nearly every record causes none. */
  function emit(): Emission {
    emission ??= { offset, changes: [] };
    return emission;
  }

  function evaluate(entry: JournalEntry): readonly AlertChange[] {
    // The same record again, after a restart of the reader: it has been judged.
    if (entry.offset <= lastOffset) return nothing;
    lastOffset = entry.offset;
    offset = entry.offset;
    emission = null;
    const { record } = entry;
    if (record.type === 'telemetry') engines.get(record.kind)?.judgeReadings(record.readings);
    else if (record.type === 'tick') tick(record.at);
    const made = emission as Emission | null;
    return made === null ? nothing : made.changes;
  }

  function tick(at: number): void {
    if (orphans.length > 0) tellOrphans(at);
    for (let waiting = queue.popDue(at); waiting !== undefined; waiting = queue.popDue(at)) {
      const { kind, state } = waiting.item;
      // An entry that was overtaken by an earlier one of the same state, or whose state is quiet again.
      if (waiting.at !== state.queuedAt) continue;
      if (state.due > waiting.at) {
        // It was put off meanwhile, perhaps to a time that has come too: it keeps its turn among the others.
        state.queuedAt = state.due;
        if (state.due < Infinity) queue.push({ ...waiting, at: state.due });
        continue;
      }
      state.queuedAt = Infinity;
      engines.get(kind)?.wake(state, at);
    }
  }

  /** Alerts of rules that are gone: nobody watches their condition any more, and the desk must know. */
  function tellOrphans(at: number): void {
    const { changes } = emit();
    for (const { change } of orphans) {
      changes.push({ ...change, cause: { offset, index: changes.length }, receivedAt: at });
    }
    orphans = [];
  }

  function snapshot(): Uint8Array {
    return snapshotEngine({ lastOffset, orphans, engines: [...engines.values()] });
  }

  function restore(state: Uint8Array): { dropped: readonly string[] } {
    const restored = restoreEngine(state, compiled);
    queue = createDueQueue();
    lastOffset = restored.lastOffset;
    orphans = restored.orphans;
    engines = new Map();
    for (const [kind, memory] of restored.memories) {
      const engine = createKindEngine({ rules: compiled.get(kind) ?? [], memory, queue, emit });
      engine.requeue();
      engines.set(kind, engine);
    }
    return { dropped: restored.dropped };
  }

  return { evaluate, snapshot, restore };
}

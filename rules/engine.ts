import type { AlertChange, ForecastRecord } from '../domain/alert.ts';
import type { JournalEntry, PlaceId } from '../domain/record.ts';
import { judgeCanary } from './canary-rule.ts';
import { createDueQueue } from './due-queue.ts';
import type { Emission, EngineCore, Waiter } from './engine-core.ts';
import { createSnapshotting, decodeSnapshot } from './engine-snapshot.ts';
import { createForecastRecords, type ForecastRecords } from './forecast-records.ts';
import { createPlacements, type PlacementsPart } from './placements.ts';
import type { Rule } from './rule.ts';
import { createRuleSet, type RuleSet, type RulesInForce } from './rule-set.ts';

/**
 * The room where readings become alerts. The engine is a pure fold over the journal: the same records
 * give the same changes with the same ids, in any batching and across any restart. Conditions run on the
 * devices' own clocks; that time passes without a reading, it learns from the records' times alone, and
 * how often ticks come makes no difference to what it says.
 */
export interface RulesEngine {
  /** The changes that this record causes; most cause none. Records must come in the journal's order. */
  evaluate(entry: JournalEntry): readonly AlertChange[];
  /**
   * The whole state in pieces, as it is now; the engine may go on while they are taken. A transient piece holds until
   * the next one is taken: one memory serves them all.
   */
  snapshot(options?: { isTransient?: boolean }): Iterable<Uint8Array>;
  /** Continues from a snapshot, rules included. Throws when the bytes are no snapshot of this engine. */
  restore(pieces: Iterable<Uint8Array>): void;
  inForce(): RulesInForce;
  /** Where a device stands, as far as the journal told. */
  pathOf(deviceId: string): readonly PlaceId[];
  /** How the forecasts of a rule turned out so far. */
  recordOf(ruleId: string): ForecastRecord;
  readonly stats: () => EngineStats;
}

export interface EngineStats {
  readonly devices: number;
  /** Of the pages that hold the devices' numbers. */
  readonly bytes: number;
  readonly waiting: number;
}

const nothing: readonly AlertChange[] = [];

export function createRulesEngine(options: { rules?: readonly Rule[] } = {}): RulesEngine {
  const placements = createPlacements();
  const records = createForecastRecords();
  const snapshotting = createSnapshotting((isSaving) => {
    core.isSaving = isSaving;
  });
  const queue = createDueQueue<Waiter>();
  let order = 0;
  let offset = 0;
  let emission: Emission | null = null;
  /** The latest time that a record told, by our clock. */
  let clockNow = -Infinity;

  const core: EngineCore = {
    queue,
    records,
    isSaving: false,
    emit: () => (emission ??= { offset, changes: [] }),
    nextOrder: () => (order += 1),
    beforeChange: (page) => snapshotting.beforeChange(page),
    disable: (compiled, device, fault) => {
      say(ruleSet.disable(compiled, device, fault));
    },
    activated: (compiled, device, when) => {
      ruleSet.quorums().activated(compiled.rule.id, device, when);
    },
  };
  const ruleSet = createRuleSet({ core, placements, rules: options.rules ?? [] });

  function say(changes: readonly Omit<AlertChange, 'cause'>[]): void {
    for (const change of changes) {
      const { changes: said } = core.emit();
      said.push({ ...change, cause: { offset, index: said.length } });
    }
  }

  function evaluate(entry: JournalEntry): readonly AlertChange[] {
    // The same record again, after a restart of the reader: it has been judged.
    if (entry.offset <= offset) return nothing;
    offset = entry.offset;
    emission = null;
    const { record } = entry;
    if (record.type === 'telemetry') {
      advance(record.receivedAt);
      ruleSet.engineOf(record.kind)?.judgeReadings(record.readings);
    } else if (record.type === 'tick') advance(record.at);
    else if (record.type === 'placement') {
      advance(record.at);
      ruleSet.place(record);
    } else if (record.type === 'rules') {
      advance(record.at);
      say(ruleSet.apply(record, entry.offset));
    } else if (record.type === 'canary') {
      advance(record.receivedAt);
      const change = judgeCanary(record);
      if (change !== null) say([change]);
    }
    const made = emission as Emission | null;
    return made === null ? nothing : made.changes;
  }

  /** Lets time pass: whatever was due meanwhile happens at its own time, in order. */
  function advance(at: number): void {
    if (at > clockNow) clockNow = at;
    for (let waiting = queue.popDue(clockNow); waiting !== undefined; waiting = queue.popDue(clockNow)) {
      const { item } = waiting;
      const waiter = item.type === 'device' ? item.device : item.group;
      // An entry that was overtaken by an earlier one of the same device.
      if (waiting.at !== waiter.queuedAt) continue;
      if (item.type === 'device' && item.device.page.isAwaited) core.beforeChange(item.device.page);
      if (waiter.due > waiting.at) {
        // It was put off meanwhile, perhaps to a time that has come too: it keeps its turn among the others.
        waiter.queuedAt = waiter.due;
        if (waiter.due < Infinity) queue.push({ ...waiting, at: waiter.due });
        continue;
      }
      waiter.queuedAt = Infinity;
      if (item.type === 'quorum') ruleSet.quorums().wake(item.group, waiting.at);
      else ruleSet.engineOf(item.device.kind)?.wake(item.device, waiting.at);
    }
  }

  function snapshot({ isTransient = false } = {}): Iterable<Uint8Array> {
    const content: EngineContent = {
      offset,
      order,
      clockNow,
      ruleSet: ruleSet.snapshot(),
      records: records.snapshot(),
    };
    return snapshotting.begin(content, { parts: placements.snapshot(), pages: ruleSet.pages(), isTransient });
  }

  function restore(pieces: Iterable<Uint8Array>): void {
    const saved = decodeSnapshot(pieces);
    const content = saved.content as EngineContent;
    queue.clear();
    placements.restore(saved.parts as readonly PlacementsPart[]);
    records.restore(content.records);
    ruleSet.restore(content.ruleSet, saved.pages);
    ({ offset, order, clockNow } = content);
  }

  return {
    evaluate,
    snapshot,
    restore,
    inForce: () => ruleSet.inForce(),
    pathOf: (deviceId) => placements.pathOf(deviceId),
    recordOf: (ruleId) => records.recordOf(ruleId, clockNow),
    stats,
  };

  function stats(): EngineStats {
    let devices = 0;
    let bytes = 0;
    for (const page of ruleSet.pages()) {
      devices += page.devices.length;
      bytes += page.data.byteLength;
    }
    return { devices, bytes, waiting: queue.size() };
  }
}

/** What a snapshot holds beside the devices. */
interface EngineContent {
  readonly offset: number;
  readonly order: number;
  readonly clockNow: number;
  readonly ruleSet: ReturnType<RuleSet['snapshot']>;
  readonly records: ReturnType<ForecastRecords['snapshot']>;
}

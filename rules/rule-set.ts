import { createHash } from 'node:crypto';
import { kindNames, type SensorKind } from '../domain/kinds.ts';
import type { PlacementRecord, RulesRecord } from '../domain/record.ts';
import { compileRuleSet, type CompiledRule, type CompiledRuleSet } from './compiled-rules.ts';
import type { Device } from './device.ts';
import type { EngineCore } from './engine-core.ts';
import { restorePages, type SavedPage } from './engine-snapshot.ts';
import { createKindEngine, type KindEngine } from './kind-engine.ts';
import { parseRuleSet } from './load-rules.ts';
import { moveStates, toSaid, type Moved, type Said } from './move-states.ts';
import type { Page } from './page.ts';
import type { Placements } from './placements.ts';
import { createPlanner, type Planner } from './plan.ts';
import { createQuorums, type QuorumGroup, type Quorums } from './quorum.ts';
import { faultsThatStay, toFaultChange, type RuleFault } from './rule-faults.ts';
import type { Rule } from './rule.ts';

/** The rules that are applied now. */
export interface RulesInForce {
  /** The same for the same files. */
  readonly setId: string;
  /** Of the last set that came from the files on disk: others may have been switched on since. */
  readonly diskSetId: string;
  readonly rules: readonly Rule[];
  readonly files: RulesRecord['files'];
  /** The offset of the record that put them in force; 0 for those that the engine was made with. */
  readonly since: number;
  readonly at: number;
  readonly by: string;
  readonly comment: string | null;
  /** Rules that broke since then. */
  readonly faults: readonly RuleFault[];
  /** Rules whose running delays or memory were dropped when this set came into force. */
  readonly dropped: readonly string[];
}

/** Who puts the files on disk in force. */
export const diskAuthor = 'files';

export function toSetId(files: RulesRecord['files']): string {
  return createHash('sha256')
    .update(JSON.stringify(files.map(({ name, text }) => [name, text])))
    .digest('hex')
    .slice(0, 16);
}

interface RuleSetSnapshot {
  readonly inForce: RulesInForce;
  readonly quorums: readonly QuorumGroup[];
}

/** The rules in force with the devices that they watch; knows how to go over to other rules and places. */
export interface RuleSet {
  engineOf(kind: SensorKind): KindEngine | undefined;
  quorums(): Quorums;
  inForce(): RulesInForce;
  /** Another set: what still makes sense is kept, the rest dropped and told. */
  apply(record: RulesRecord, offset: number): readonly Said[];
  place(record: PlacementRecord): void;
  disable(compiled: CompiledRule, device: Device, about: { error: unknown; at: number }): readonly Said[];
  pages(): Iterable<Page>;
  snapshot(): RuleSetSnapshot;
  restore(snapshot: RuleSetSnapshot, pages: readonly SavedPage[]): void;
}

export function createRuleSet(options: {
  core: EngineCore;
  placements: Placements;
  rules: readonly Rule[];
}): RuleSet {
  const { core, placements } = options;
  let inForce: RulesInForce = {
    setId: '',
    diskSetId: '',
    rules: options.rules,
    files: [],
    since: 0,
    at: 0,
    by: '',
    comment: null,
    faults: [],
    dropped: [],
  };
  let compiled: CompiledRuleSet = compileRuleSet(inForce.rules);
  let planners = createPlanners();
  let quorums = createQuorumsNow();
  let engines = createEngines();

  function createPlanners(): ReadonlyMap<SensorKind, Planner> {
    return new Map(kindNames.map((kind) => [kind, createPlanner(kind, compiled.byKind.get(kind) ?? [])]));
  }

  function createQuorumsNow(): Quorums {
    return createQuorums({ core, rules: compiled.quorums, countAt: (place) => placements.countAt(place) });
  }

  function createEngines(): ReadonlyMap<SensorKind, KindEngine> {
    return new Map(
      kindNames.map((kind) => [
        kind,
        createKindEngine({
          kind,
          core,
          planner: () => plannerOf(kind),
          pathOf: (id) => placements.pathOf(id),
        }),
      ]),
    );
  }

  function plannerOf(kind: SensorKind): Planner {
    const planner = planners.get(kind);
    if (planner === undefined) throw new Error(`no planner for ${kind}`);
    return planner;
  }

  function apply(record: RulesRecord, offset: number): readonly Said[] {
    const { rules, errors } = parseRuleSet(record.files);
    // Whoever appended it has checked it; a later program may know better. What is in force stays.
    if (errors.length > 0) return [];
    const former = compiled;
    const moved: Moved = { at: record.at, droppedRules: new Set(), said: [] };
    const faults = faultsThatStay(inForce.faults, rules);
    const mended = inForce.faults.filter((fault) => !faults.includes(fault));
    compiled = compileRuleSet(rules);
    planners = createPlanners();
    for (const engine of engines.values()) {
      for (const device of devicesOf(engine)) replan(engine, device, moved);
    }
    moveQuorums(former, moved);
    const setId = toSetId(record.files);
    inForce = {
      setId,
      diskSetId: record.by === diskAuthor ? setId : inForce.diskSetId,
      rules,
      files: record.files,
      since: offset,
      at: record.at,
      by: record.by,
      comment: record.comment,
      faults,
      dropped: [...moved.droppedRules].toSorted((a, b) => (a < b ? -1 : 1)),
    };
    markFaults();
    // First what is no more, then what the other rules say.
    tell(moved.said);
    for (const engine of engines.values()) {
      for (const device of devicesOf(engine)) engine.judgeAnew(device, record.at);
    }
    quorums.judgeAnew(record.at);
    return mended.map((fault) => toFaultChange(fault, { change: 'return', at: record.at }));
  }

  function tell(said: readonly Said[]): void {
    for (const change of said) {
      const { offset, changes } = core.emit();
      changes.push({ ...change, cause: { offset, index: changes.length } });
    }
  }

  function replan(engine: KindEngine, device: Device, moved: Moved): boolean {
    const plan = plannerOf(engine.kind).planFor(device.id, device.path);
    if (plan === device.plan) return false;
    engine.replan(device, plan, (from, to) => moveStates(from, to, moved));
    return true;
  }

  function moveQuorums(former: CompiledRuleSet, moved: Moved): void {
    const rules = new Map([...former.quorums].map(([id, { compiled: rule }]) => [id, rule]));
    const next = createQuorumsNow();
    next.restore(quorums.snapshot());
    moved.said.push(...next.giveUp(rules, moved.at));
    quorums = next;
    for (const engine of engines.values()) {
      for (const device of devicesOf(engine)) quorums.follow(device, device.path, moved.at);
    }
  }

  function place({ deviceId, path, at }: PlacementRecord): void {
    if (!placements.place(deviceId, path)) return;
    // Whatever kind it is said to be: after a restart too, each goes by where the device of its id stands.
    for (const engine of engines.values()) {
      const device = engine.devices.get(deviceId);
      if (device !== undefined) move(engine, device, at);
    }
  }

  function move(engine: KindEngine, device: Device, at: number): void {
    const moved: Moved = { at, droppedRules: new Set(), said: [] };
    const former = device.path;
    device.path = placements.pathOf(device.id);
    const isReplanned = replan(engine, device, moved);
    quorums.follow(device, former, at);
    tell(moved.said);
    if (isReplanned) engine.judgeAnew(device, at);
    quorums.judgeAnew(at, [...former, ...device.path]);
  }

  function disable(
    { rule }: CompiledRule,
    device: Device,
    { error, at }: { error: unknown; at: number },
  ): readonly Said[] {
    const { id: ruleId, version } = rule;
    if (inForce.faults.some((fault) => fault.ruleId === ruleId)) return [];
    const message = error instanceof Error ? error.message : String(error);
    const fault: RuleFault = { ruleId, version, message, deviceId: device.id, kind: device.kind, at };
    inForce = { ...inForce, faults: [...inForce.faults, fault] };
    markFaults();
    return [toFaultChange(fault, { change: 'raise', at }), ...blindAlerts(ruleId, device.kind, at)];
  }

  /** What the broken rule has open: nobody knows any more whether it holds. */
  function blindAlerts(ruleId: string, kind: SensorKind, at: number): readonly Said[] {
    const engine = engines.get(kind);
    if (engine === undefined) return [];
    const changes: Said[] = [];
    for (const device of devicesOf(engine)) {
      for (const [position, state] of (device.states ?? []).entries()) {
        const rule = device.plan.rules[position]?.compiled;
        if (state === undefined || rule?.rule.id !== ruleId || state.told === 0 || state.unknown) continue;
        if (device.page.isAwaited) core.beforeChange(device.page);
        state.unknown = true;
        if (rule.rule.announce)
          changes.push(toSaid({ compiled: rule, state }, device, { change: 'unknown', at }));
      }
    }
    return changes;
  }

  function markFaults(): void {
    const broken = new Set(inForce.faults.map(({ ruleId }) => ruleId));
    for (const variants of [...compiled.byKind.values()].flat()) {
      if (!broken.has(variants.rule.id)) continue;
      variants.disable();
    }
  }

  function* pages(): Generator<Page> {
    const plans = new Set([...planners.values()].flatMap((planner) => [...planner.plans()]));
    for (const plan of plans) yield* plan.pages;
  }

  function restore(snapshot: RuleSetSnapshot, saved: readonly SavedPage[]): void {
    ({ inForce } = snapshot);
    compiled = compileRuleSet(inForce.rules);
    planners = createPlanners();
    quorums = createQuorumsNow();
    engines = createEngines();
    quorums.restore(snapshot.quorums);
    restorePages(
      saved,
      (kind) => engines.get(kind),
      (engine, id) => engine.admit(id, placements.pathOf(id)),
    );
    for (const engine of engines.values()) {
      for (const device of engine.devices.values()) {
        if (device.queuedAt === Infinity) continue;
        core.queue.push({ at: device.queuedAt, order: device.order, item: { type: 'device', device } });
      }
    }
    markFaults();
  }

  return {
    engineOf: (kind) => engines.get(kind),
    quorums: () => quorums,
    inForce: () => inForce,
    apply,
    place,
    disable,
    pages,
    snapshot: () => ({ inForce, quorums: quorums.snapshot() }),
    restore,
  };
}

/** In the order of first contact: the same after a restart. */
function devicesOf(engine: KindEngine): readonly Device[] {
  return [...engine.devices.values()].toSorted((a, b) => a.order - b.order);
}

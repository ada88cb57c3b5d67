import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import { toChange } from './alert-change.ts';
import { toAlertId } from './alert-id.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import type { EngineCore } from './engine-core.ts';
import type { Said } from './move-states.ts';

/** What a quorum rule asks for. */
export interface QuorumSettings {
  /** Ids of rules, or prefixes that end in `*`. */
  readonly rules: readonly string[];
  /** How many devices must take part; and which share of those at the place, 0 to 1. */
  readonly devices_min: number;
  readonly share_min: number;
  readonly of: 'site' | 'building';
  /** How long ago a device may have taken part, s. */
  readonly within_s: number;
}

/** One device's part: since when and until when (infinite while it lasts), by our clock, ms. */
interface Member {
  readonly deviceId: string;
  readonly kind: SensorKind;
  since: number;
  until: number;
  /** How many of the rules are active on it. */
  active: number;
}

/** One quorum rule at one place. */
export interface QuorumGroup {
  readonly ruleId: string;
  readonly place: PlaceId;
  /** Unique, as a device's: ties in time go by it. */
  readonly order: number;
  readonly members: Map<string, Member>;
  /** The one that was first when it opened. */
  first: { readonly deviceId: string; readonly kind: SensorKind } | null;
  /** Empty while nothing is open. */
  alertId: string;
  openedAt: number;
  due: number;
  queuedAt: number;
}

export interface Quorums {
  /** A rule became active on a device, or stopped being so. */
  activated(ruleId: string, device: Device, when: { isActive: boolean; at: number }): void;
  wake(group: QuorumGroup, at: number): void;
  snapshot(): readonly QuorumGroup[];
  restore(groups: readonly QuorumGroup[]): void;
  /** Gives up what is open under rules that are no more, or are about other places; returns what the desk must know. */
  giveUp(former: ReadonlyMap<string, CompiledRule>, at: number): readonly Said[];
  /**
   * Takes the device's part from its present states and place: it moved, or came under other rules. To be judged
   * afterwards.
   */
  follow(device: Device, formerPath: readonly PlaceId[], at: number): void;
  /** Judges all that is open or begun, or what is at these places. */
  judgeAnew(at: number, places?: readonly PlaceId[]): void;
}

/**
 * Rules across the devices of a site or building, of whatever kinds: k of them in alarm at once, or within
 * some minutes. Fed by the other rules' activations, so quiet readings cost nothing. Times are ours, because
 * each device's clock is its own. A device that falls silent keeps its part: silence clears nothing.
 */
export function createQuorums(options: {
  core: Pick<EngineCore, 'emit' | 'queue' | 'nextOrder'>;
  rules: ReadonlyMap<string, { readonly compiled: CompiledRule; readonly settings: QuorumSettings }>;
  /** How many devices stand at a place. */
  countAt: (place: PlaceId) => number;
}): Quorums {
  const { core, rules, countAt } = options;
  const groups = new Map<string, QuorumGroup>();
  const interested = new Map<string, readonly string[]>();

  /** Which quorum rules listen to a rule. */
  function listenersOf(ruleId: string): readonly string[] {
    let found = interested.get(ruleId);
    if (found === undefined) {
      found = [...rules].filter(([, { settings }]) => listens(settings, ruleId)).map(([id]) => id);
      interested.set(ruleId, found);
    }
    return found;
  }

  /** Where a device takes part in a quorum rule. */
  function placeOf(ruleId: string, path: readonly PlaceId[]): PlaceId | undefined {
    const settings = rules.get(ruleId)?.settings;
    return path.find((one) => one.startsWith(`${settings?.of}:`));
  }

  function activated(ruleId: string, device: Device, when: { isActive: boolean; at: number }): void {
    for (const id of listenersOf(ruleId)) {
      const place = placeOf(id, device.path);
      if (place === undefined) continue;
      const group = groupOf(id, place);
      noteMember(group, device, when);
      judge(group, when.at);
    }
  }

  function groupOf(ruleId: string, place: PlaceId): QuorumGroup {
    const key = keyOf(ruleId, place);
    let group = groups.get(key);
    if (group === undefined) {
      group = {
        ruleId,
        place,
        order: core.nextOrder(),
        members: new Map(),
        first: null,
        alertId: '',
        openedAt: 0,
        due: Infinity,
        queuedAt: Infinity,
      };
      groups.set(key, group);
    }
    return group;
  }

  function noteMember(
    group: QuorumGroup,
    device: Device,
    { isActive, at }: { isActive: boolean; at: number },
  ): void {
    const known = group.members.get(device.id);
    if (isActive) {
      if (known === undefined || known.active === 0) {
        group.members.delete(device.id);
        group.members.set(device.id, {
          deviceId: device.id,
          kind: device.kind,
          since: at,
          until: Infinity,
          active: 1,
        });
      } else known.active += 1;
    } else if (known !== undefined && known.active > 0) {
      known.active -= 1;
      if (known.active === 0) known.until = at;
    }
  }

  /** How many rules are active on a device, by the groups in which that counts. */
  function partsOf({ plan, states, path }: Device): ReadonlyMap<QuorumGroup, number> {
    const parts = new Map<QuorumGroup, number>();
    for (const [position, state] of (states ?? []).entries()) {
      const compiled = plan.rules[position]?.compiled;
      if (compiled === undefined || state === undefined || state.told === 0) continue;
      if (compiled.forecast !== null) continue;
      for (const id of listenersOf(compiled.rule.id)) {
        const place = placeOf(id, path);
        if (place === undefined) continue;
        const group = groupOf(id, place);
        parts.set(group, (parts.get(group) ?? 0) + 1);
      }
    }
    return parts;
  }

  function follow(device: Device, formerPath: readonly PlaceId[], at: number): void {
    if (device.states === null && groups.size === 0) return;
    const parts = partsOf(device);
    const touched = new Set(parts.keys());
    for (const ruleId of rules.keys()) {
      for (const path of [formerPath, device.path]) {
        const place = placeOf(ruleId, path);
        const group = place === undefined ? undefined : groups.get(keyOf(ruleId, place));
        if (group !== undefined) touched.add(group);
      }
    }
    for (const group of touched) takePart(group, device, { active: parts.get(group) ?? 0, at });
  }

  function takePart(
    { place, members }: QuorumGroup,
    device: Device,
    { active, at }: { active: number; at: number },
  ): void {
    const known = members.get(device.id);
    if (active > 0) {
      const isGoingOn = known !== undefined && known.active > 0;
      const since = isGoingOn ? known.since : at;
      if (!isGoingOn) members.delete(device.id);
      members.set(device.id, { deviceId: device.id, kind: device.kind, since, until: Infinity, active });
    } else if (known !== undefined && known.active > 0) {
      // Elsewhere it takes no part here; under other rules it did up to now.
      if (!device.path.includes(place)) members.delete(device.id);
      known.active = 0;
      known.until = at;
    }
  }

  function judgeAnew(at: number, places?: readonly PlaceId[]): void {
    for (const group of groups.values()) {
      if (places === undefined || places.includes(group.place)) judge(group, at);
    }
  }

  /** Raises or returns by how many take part at `at`, by our clock. */
  function judge(group: QuorumGroup, at: number): void {
    const rule = rules.get(group.ruleId);
    if (rule === undefined || rule.compiled.isDisabled) return;
    const { within_s, devices_min, share_min } = rule.settings;
    for (const [deviceId, { until }] of group.members) {
      if (until + within_s * 1000 <= at) group.members.delete(deviceId);
    }
    const wanted = Math.max(devices_min, Math.ceil(share_min * countAt(group.place)));
    const isMet = group.members.size >= wanted;
    if (isMet && group.alertId === '') {
      group.openedAt = at;
      group.first = group.members.values().next().value ?? null;
      group.alertId = toAlertId(group.ruleId, scopeOf(group.place), at);
      tell(group, rule.compiled, { change: 'raise', at });
    } else if (!isMet && group.alertId !== '') {
      tell(group, rule.compiled, { change: 'return', at });
      group.alertId = '';
    }
    schedule(group, within_s * 1000);
    const key = keyOf(group.ruleId, group.place);
    // One that waited in the queue may have a successor.
    if (group.members.size === 0 && group.alertId === '' && groups.get(key) === group) groups.delete(key);
  }

  /** When the next one stops taking part by time alone. */
  function schedule(group: QuorumGroup, within_ms: number): void {
    let due = Infinity;
    for (const { until } of group.members.values()) due = Math.min(due, Math.ceil(until + within_ms));
    group.due = due;
    if (due === Infinity || group.queuedAt <= due) return;
    group.queuedAt = due;
    core.queue.push({ at: due, order: group.order, item: { type: 'quorum', group } });
  }

  function tell(
    group: QuorumGroup,
    compiled: CompiledRule,
    { change, at }: { change: 'raise' | 'return' | 'unknown'; at: number },
  ): void {
    if (!compiled.rule.announce) return;
    const { offset, changes } = core.emit();
    changes.push(toQuorumChange(group, compiled, { change, at, cause: { offset, index: changes.length } }));
  }

  return {
    activated,
    wake: judge,
    snapshot: () => [...groups.values()],
    restore(saved) {
      for (const group of saved) {
        groups.set(keyOf(group.ruleId, group.place), group);
        if (group.queuedAt === Infinity) continue;
        core.queue.push({ at: group.queuedAt, order: group.order, item: { type: 'quorum', group } });
      }
    },
    follow,
    judgeAnew,
    giveUp(former, at) {
      const said: Said[] = [];
      for (const [key, group] of groups) {
        const before = former.get(group.ruleId);
        const now = rules.get(group.ruleId);
        const isWatched = now !== undefined && placeOf(group.ruleId, [group.place]) !== undefined;
        if (!isWatched) groups.delete(key);
        if (before === undefined || group.alertId === '') continue;
        if (isWatched && before.rule.announce && now.compiled.rule.announce) {
          said.push(...tellEdited(group, { before, after: now.compiled }, at));
          continue;
        }
        if (before.rule.announce) said.push(toSaid(group, before, { change: 'unknown', at }));
        // Where it is announced from now on, it is told as if it began now.
        group.alertId = '';
      }
      return said;
    },
  };
}

/** How bad it is has become another. */
function tellEdited(
  group: QuorumGroup,
  { before, after }: { before: CompiledRule; after: CompiledRule },
  at: number,
): readonly Said[] {
  const [former = 1] = before.rule.severities;
  const [severity = 1] = after.rule.severities;
  if (severity === former) return [];
  return [toSaid(group, after, { change: severity < former ? 'worsen' : 'ease', at })];
}

function toSaid(
  group: QuorumGroup,
  compiled: CompiledRule,
  { change, at }: { change: AlertChange['change']; at: number },
): Said {
  const cause = { offset: 0, index: 0 };
  const { cause: _cause, ...said } = toQuorumChange(group, compiled, { change, at, cause });
  return said;
}

function toQuorumChange(
  group: QuorumGroup,
  compiled: CompiledRule,
  { change, at, cause }: { change: AlertChange['change']; at: number; cause: AlertChange['cause'] },
): AlertChange {
  const { first } = group;
  const count = group.members.size;
  return toChange(compiled, {
    change,
    cause,
    alertId: group.alertId,
    scope: scopeOf(group.place),
    // The first one up leads to the place.
    deviceId: first?.deviceId ?? '',
    kind: first?.kind ?? 'smoke',
    level: 1,
    retrospective: false,
    eventTime: at,
    receivedAt: at,
    evidence: {
      state: { metric: -1, metrics: 0, value: count, time: at, measure: 0, onset: group.openedAt },
      view: null,
    },
    forecast: null,
    outcome: null,
    counterpartId: null,
  });
}

function listens({ rules }: QuorumSettings, ruleId: string): boolean {
  return rules.some((one) => (one.endsWith('*') ? ruleId.startsWith(one.slice(0, -1)) : one === ruleId));
}

function scopeOf(place: PlaceId): AlertChange['scope'] {
  const colon = place.indexOf(':');
  return { type: place.slice(0, colon) === 'building' ? 'building' : 'site', id: place.slice(colon + 1) };
}

function keyOf(ruleId: string, place: PlaceId): string {
  return `${ruleId}\n${place}`;
}

import type { AlertChange } from '../domain/alert.ts';
import type { SensorKind } from '../domain/kinds.ts';
import type { PlaceId } from '../domain/record.ts';
import { toChange } from './alert-change.ts';
import { toAlertId } from './alert-id.ts';
import type { CompiledRule } from './compiled-rules.ts';
import type { Device } from './device.ts';
import type { EngineCore } from './engine-core.ts';

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
  /** Changes for what is open under rules that are no more. */
  orphans(emit: (change: AlertChange) => void, former: ReadonlyMap<string, CompiledRule>): void;
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

  function activated(ruleId: string, device: Device, when: { isActive: boolean; at: number }): void {
    for (const id of listenersOf(ruleId)) {
      const settings = rules.get(id)?.settings;
      const place = device.path.find((one) => one.startsWith(`${settings?.of}:`));
      if (settings === undefined || place === undefined) continue;
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
    if (group.members.size === 0 && group.alertId === '') groups.delete(keyOf(group.ruleId, group.place));
  }

  /** When the next one stops taking part by time alone. */
  function schedule(group: QuorumGroup, within_ms: number): void {
    let due = Infinity;
    for (const { until } of group.members.values()) due = Math.min(due, until + within_ms);
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
    orphans(emit, former) {
      for (const [key, group] of groups) {
        if (rules.has(group.ruleId)) continue;
        const compiled = former.get(group.ruleId);
        if (group.alertId !== '' && compiled !== undefined) {
          const cause = { offset: 0, index: 0 };
          emit(toQuorumChange(group, compiled, { change: 'unknown', at: group.openedAt, cause }));
        }
        groups.delete(key);
      }
    },
  };
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

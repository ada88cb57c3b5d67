import { isLifeSafety, type Alert } from '../domain/alert.ts';
import type { AlarmSettings, SuppressionRule } from '../domain/desk-settings.ts';
import { isStillOn } from './life-cycle-clock.ts';
import type { DevicePlace } from './topology.ts';

/** Why an alert is muted by design: the rule of the settings that says so, and the alert that is told in its stead. */
export interface DesignCause {
  readonly suppressionId: string;
  readonly causeId: string;
}

/**
 * Suppression by design. An alert is muted only because another, which is announced, is told in its stead:
 * - a cause is open and still holds, as far as anybody knows; one that is shelved or out of service mutes nothing;
 * - in a chain everything below the first cause is muted by that first one, never by something muted;
 * - of rules that mute each other in a circle, the alert that was up first is the cause of the others;
 * - what is about people's lives is never muted.
 * This is an index over the open alerts: by place of cause, who may mute and who may be muted.
 */
export interface Causes {
  /** What mutes this alert now. */
  of(alert: Alert): DesignCause | null;
  /** After these alerts changed, opened or closed: all that may be muted otherwise now, causes first. */
  affected(ids: Iterable<string>): readonly string[];
  /** Begins anew after an edit of the settings or a restart. */
  rebuild(open: readonly Alert[]): void;
}

interface Membership {
  readonly causeIn: readonly string[];
  readonly mutedIn: readonly { readonly group: string; readonly suppressionId: string }[];
}

interface Group {
  readonly causes: Set<string>;
  readonly muted: Set<string>;
}

const nowhere: Membership = { causeIn: [], mutedIn: [] };

export function createCauses(options: {
  readonly alarms: () => AlarmSettings;
  readonly placeOf: (deviceId: string) => DevicePlace;
  readonly find: (alertId: string) => Alert | undefined;
}): Causes {
  const { alarms, placeOf, find } = options;
  const groups = new Map<string, Group>();
  const memberships = new Map<string, Membership>();
  let ranks: ReadonlyMap<string, number> = new Map();

  function findOpen(id: string): Alert | undefined {
    const alert = find(id);
    return alert?.closedAt === null ? alert : undefined;
  }

  function membershipOf(alert: Alert | undefined): Membership {
    if (alert === undefined || !ranks.has(alert.ruleId)) return nowhere;
    const place = placeOf(alert.deviceId);
    const causes: string[] = [];
    const mutedIn: { group: string; suppressionId: string }[] = [];
    for (const rule of alarms().suppressions) {
      const { id, cause, muted } = rule;
      if (mayCause(alert) && cause.rules.includes(alert.ruleId)) {
        causes.push(...causeKeys(alert, rule, place).map((key) => groupOf(id, key)));
      }
      const key = sharedKey(alert, rule, place);
      if (key !== null && !isLifeSafety(alert) && muted.rules.includes(alert.ruleId)) {
        mutedIn.push({ group: groupOf(id, key), suppressionId: id });
      }
    }
    return { causeIn: causes, mutedIn };
  }

  function enter(id: string, membership: Membership): void {
    for (const group of membership.causeIn) groupAt(group).causes.add(id);
    for (const { group } of membership.mutedIn) groupAt(group).muted.add(id);
    if (membership === nowhere) memberships.delete(id);
    else memberships.set(id, membership);
  }

  function leave(id: string, membership: Membership): void {
    for (const name of [...membership.causeIn, ...membership.mutedIn.map(({ group }) => group)]) {
      const group = groupAt(name);
      group.causes.delete(id);
      group.muted.delete(id);
      if (group.causes.size + group.muted.size === 0) groups.delete(name);
    }
  }

  function groupAt(name: string): Group {
    const group = groups.get(name) ?? { causes: new Set(), muted: new Set() };
    groups.set(name, group);
    return group;
  }

  function affected(ids: Iterable<string>): readonly string[] {
    const all = new Set<string>();
    const from: string[] = [];
    for (const id of ids) {
      all.add(id);
      const before = memberships.get(id) ?? nowhere;
      const after = membershipOf(findOpen(id));
      if (isSame(before, after)) continue;
      leave(id, before);
      enter(id, after);
      from.push(...before.causeIn, ...after.causeIn);
    }
    const seen = new Set<string>();
    for (let name = from.pop(); name !== undefined; name = from.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const id of groups.get(name)?.muted ?? []) {
        all.add(id);
        from.push(...(memberships.get(id)?.causeIn ?? []));
      }
    }
    if (all.size < 2) return [...all];
    return [...all]
      .map((id) => findOpen(id))
      .filter((alert) => alert !== undefined)
      .toSorted(compare)
      .map((alert) => alert.id);
  }

  function of(alert: Alert): DesignCause | null {
    const found: { cause: Alert; suppressionId: string }[] = [];
    for (const { group, suppressionId } of membershipOf(alert).mutedIn) {
      for (const id of groups.get(group)?.causes ?? []) {
        const first = findOpen(id);
        if (first === undefined || id === alert.id || compare(first, alert) >= 0) continue;
        const cause = findOpen(first.suppressed?.causeId ?? id);
        if (cause === undefined || cause.suppression !== 'none') continue;
        // What was told in its stead so far still is.
        if (cause.id === alert.suppressed?.causeId) return { suppressionId, causeId: cause.id };
        found.push({ cause, suppressionId });
      }
    }
    const [best] = found.toSorted((a, b) => compare(a.cause, b.cause));
    return best === undefined ? null : { suppressionId: best.suppressionId, causeId: best.cause.id };
  }

  /** Causes before what they mute; among rules that mute each other, the first up. */
  function compare(a: Alert, b: Alert): number {
    return (
      (ranks.get(a.ruleId) ?? 0) - (ranks.get(b.ruleId) ?? 0) ||
      a.raisedAt - b.raisedAt ||
      (a.id < b.id ? -1 : a.id === b.id ? 0 : 1)
    );
  }

  return {
    of,
    affected,
    rebuild(open) {
      ranks = rankRules(alarms().suppressions);
      groups.clear();
      memberships.clear();
      for (const alert of open) enter(alert.id, membershipOf(alert));
    },
  };
}

function mayCause(alert: Alert): boolean {
  const { suppression, retrospective } = alert;
  return isStillOn(alert) && !retrospective && (suppression === 'none' || suppression === 'suppressed');
}

/** What an alert hangs on. A gateway's own alert is about all that hangs on it; so is a feeder's. */
function causeKeys(alert: Alert, rule: SuppressionRule, place: DevicePlace): readonly string[] {
  const shared = sharedKey(alert, rule, place);
  const own = rule.by === 'gateway' || rule.by === 'feeder' ? alert.deviceId : null;
  return [...new Set([shared, own])].filter((key) => key !== null);
}

function sharedKey(alert: Alert, { by }: SuppressionRule, place: DevicePlace): string | null {
  if (by === 'gateway') return place.gatewayId;
  if (by === 'feeder') return place.feederId;
  if (by === 'device') return alert.scope.type === 'device' ? alert.deviceId : null;
  if (alert.scope.type === 'site') return `site:${alert.scope.id}`;
  return place.path.find((id) => id.startsWith('site:')) ?? null;
}

function groupOf(suppressionId: string, key: string): string {
  return `${suppressionId}\n${key}`;
}

/** By rule, how many rules may mute it without being muted by it in turn: an order in which causes come first. */
function rankRules(suppressions: readonly SuppressionRule[]): ReadonlyMap<string, number> {
  const mutes = new Map<string, Set<string>>();
  for (const { cause, muted } of suppressions) {
    for (const rule of muted.rules) if (!mutes.has(rule)) mutes.set(rule, new Set());
    for (const rule of cause.rules)
      mutes.set(rule, (mutes.get(rule) ?? new Set()).union(new Set(muted.rules)));
  }
  const below = new Map([...mutes.keys()].map((rule) => [rule, reach(rule, mutes)]));
  const rules = [...mutes.keys()];
  return new Map(
    rules.map((rule) => [
      rule,
      rules.filter((other) => below.get(other)!.has(rule) && !below.get(rule)!.has(other)).length,
    ]),
  );
}

function reach(rule: string, mutes: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const from = [...(mutes.get(rule) ?? [])];
  for (let next = from.pop(); next !== undefined; next = from.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    from.push(...(mutes.get(next) ?? []));
  }
  return reached;
}

function isSame(a: Membership, b: Membership): boolean {
  return (
    a === b ||
    (a.causeIn.join('\t') === b.causeIn.join('\t') &&
      a.mutedIn.map(({ group }) => group).join('\t') === b.mutedIn.map(({ group }) => group).join('\t'))
  );
}

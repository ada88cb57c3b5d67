import type { AlarmSettings } from '../../domain/desk-settings.ts';
import type { Topology } from '../topology.ts';
import type { HeldIncident } from './held-incident.ts';
import { latestOf, toKey, type IncidentBook } from './incident-book.ts';
import type { Member } from './member.ts';

/** A gateway or feeder that is the cause: the incident that exists for it, or the alerts to make one of. */
export interface CommonCause {
  readonly cause: { readonly type: 'gateway' | 'feeder'; readonly id: string };
  readonly existing: HeldIncident | null;
  /** Alerts that turn out to be part of it, the one that was asked about apart. */
  readonly alertIds: readonly string[];
}

/** Silent devices by what they hang on. Kept beside the book, from which it can be made again. */
export interface CommonCauses {
  /** An alert of silence came, is no longer one, or has ended. */
  add(member: Member): void;
  remove(member: Member): void;
  /**
   * Whether an alert is part of the loss of a gateway or a feeder, as far as is known at `at`:
   * - a device is silent and an incident of its feeder or gateway is open that still takes alerts in;
   * - or its feeder or gateway has an alert of its own that still holds, and is silent or began lately;
   * - or enough devices of one feeder, or of one gateway, fell silent within a short time. What the devices of a
   *   single gateway have in common is the gateway, even where one feeder feeds them all: it is the nearer cause,
   *   and a gateway fails more often than a mains. Devices of several gateways have only the feeder in common.
   * - The other way round: a gateway or feeder is silent itself, or has an alert and devices of it are silent.
   */
  find(member: Member, at: number): CommonCause | null;
  clear(): void;
}

export function createCommonCauses(options: {
  readonly book: IncidentBook;
  readonly topology: Topology;
  readonly settings: () => AlarmSettings;
  /** The incident with this key that still takes alerts in. */
  readonly joinable: (key: string, at: number) => HeldIncident | null;
}): CommonCauses {
  const { book, topology, settings, joinable } = options;
  const silent = new Map<string, Map<string, Member>>();

  /** Those that fell silent within the time that makes one cause of many. */
  function lately(type: 'gateway' | 'feeder', id: string, at: number): readonly Member[] {
    const within_ms = settings().commonCause.within_s * 1_000;
    const members = silent.get(toKey({ type, id }))?.values() ?? [];
    return [...members]
      .filter(({ activeAt }) => at - activeAt <= within_ms)
      .toSorted((a, b) => a.order - b.order);
  }

  function isEnough(members: readonly Member[]): boolean {
    return new Set(members.map(({ deviceId }) => deviceId)).size >= settings().commonCause.devices;
  }

  /** Whether what they have in common is more than one gateway. */
  function areOfSeveralGateways(members: readonly Member[]): boolean {
    const groups = members.map(({ deviceId, gatewayId }) =>
      topology.carries(deviceId) === 'gateway' ? deviceId : (gatewayId ?? deviceId),
    );
    return new Set(groups).size > 1;
  }

  /** An alert of the gateway or feeder itself that tells of its loss. */
  function ownAlerts(deviceId: string, at: number): readonly Member[] {
    const within_ms = settings().incidentJoin_s * 1_000;
    return book
      .openAlertsOf(deviceId)
      .filter(
        ({ isActive, isForecast, isSilence, activeAt }) =>
          isActive && !isForecast && (isSilence || at - activeAt <= within_ms),
      );
  }

  function established(type: 'gateway' | 'feeder', id: string, at: number): HeldIncident | null {
    const key = toKey({ type, id });
    const incident = joinable(key, at);
    if (incident !== null) return incident;
    // However long ago it began: as long as it is silent, its devices are.
    const isStillSilent = book.openAlertsOf(id).some(({ isSilence, isActive }) => isSilence && isActive);
    return isStillSilent ? latestOf(book.withKey(key)) : null;
  }

  function toCause(type: 'gateway' | 'feeder', id: string, at: number): CommonCause {
    const own = ownAlerts(id, at).filter((member) => member.isSilence || !isDanger(member));
    const together = [...own, ...lately(type, id, at)].map(({ alertId }) => alertId);
    return { cause: { type, id }, existing: null, alertIds: [...new Set(together)] };
  }

  function ofFeeder(id: string, at: number): CommonCause | null {
    const existing = established('feeder', id, at);
    if (existing !== null) return { cause: { type: 'feeder', id }, existing, alertIds: [] };
    const members = lately('feeder', id, at);
    if (ownAlerts(id, at).length === 0 && !(isEnough(members) && areOfSeveralGateways(members))) return null;
    return toCause('feeder', id, at);
  }

  function ofGateway(id: string, at: number): CommonCause | null {
    const existing = established('gateway', id, at);
    if (existing !== null) return { cause: { type: 'gateway', id }, existing, alertIds: [] };
    if (ownAlerts(id, at).length === 0 && !isEnough(lately('gateway', id, at))) return null;
    return toCause('gateway', id, at);
  }

  /** Of an alert of what others hang on. */
  function ofCarrier(type: 'gateway' | 'feeder', member: Member, at: number): CommonCause | null {
    const { deviceId, isSilence } = member;
    if (isSilence) {
      const existing = established(type, deviceId, at);
      if (existing !== null) return { cause: { type, id: deviceId }, existing, alertIds: [] };
      return toCause(type, deviceId, at);
    }
    // A fire at the board is more than a loss of power: it stays with its place.
    if (isDanger(member) || member.isForecast || lately(type, deviceId, at).length === 0) return null;
    return toCause(type, deviceId, at);
  }

  return {
    add(member) {
      for (const key of keysOf(member)) {
        const members = silent.get(key);
        if (members === undefined) silent.set(key, new Map([[member.alertId, member]]));
        else members.set(member.alertId, member);
      }
    },
    remove(member) {
      for (const key of keysOf(member)) {
        const members = silent.get(key);
        members?.delete(member.alertId);
        if (members?.size === 0) silent.delete(key);
      }
    },
    find(member, at) {
      const { deviceId, isSilence, feederId, gatewayId } = member;
      if (isSilence) {
        const found = feederId === null ? null : ofFeeder(feederId, at);
        if (found !== null) return found;
        const ofOwn = gatewayId === null ? null : ofGateway(gatewayId, at);
        if (ofOwn !== null) return ofOwn;
      }
      const type = topology.carries(deviceId);
      return type === null ? null : ofCarrier(type, member, at);
    },
    clear: () => silent.clear(),
  };
}

function keysOf({ gatewayId, feederId }: Member): readonly string[] {
  return [
    ...(feederId === null ? [] : [toKey({ type: 'feeder', id: feederId })]),
    ...(gatewayId === null ? [] : [toKey({ type: 'gateway', id: gatewayId })]),
  ];
}

/** What endangers people is never told as a loss of power. */
function isDanger({ displayed }: Member): boolean {
  return displayed === 1;
}

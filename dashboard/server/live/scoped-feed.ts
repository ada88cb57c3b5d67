import type { Incident } from '../../../domain/incident.ts';
import type { Alert } from '../../../domain/alert.ts';
import { partOfIncident } from '../../../domain/incident-part.ts';
import type { FleetDevice } from '../dependencies.ts';
import type { Scope } from '../scope.ts';
import { floodsIn } from '../seen.ts';
import { createLiveFeed, type LiveFeed, type LiveFeedOptions } from './live-feed.ts';
import type { Seat } from '../../../domain/desk-settings.ts';
import type { ScreenViews, SharedScreenViews } from './screen-views.ts';

export interface ScopedFeed extends LiveFeed {
  readonly scope: Scope;
  /** After the fleet changed: whether other things are seen now than its screens were told of. */
  isOutdated(): boolean;
}

/**
 * The live feed of those who see the same part of everything: the feed of all, made of nothing but what they see,
 * with a stream, numbers and frames of its own. So no number is ever missing from it, and nothing foreign is in it.
 */
export function createScopedFeed(
  options: Omit<LiveFeedOptions, 'screens'> & {
    readonly screens: SharedScreenViews;
    readonly seats: () => readonly Seat[];
  },
  scope: Scope,
): ScopedFeed {
  const { alerts, incidents, cases, plans, fleet, latest, views, screens } = options;
  /** Open alerts that they see, as its screens know them. */
  const own = new Map<string, Alert>();
  /** What its screens were told of incidents. */
  const told = new Map<string, Incident>();
  let devices: readonly FleetDevice[] | null = null;
  for (const alert of alerts.open()) if (scope.seesAlert(alert)) own.set(alert.id, alert);

  function partOf(incident: Incident): Incident | null {
    const isNear = incident.members.some(({ deviceId }) => scope.seesDevice(deviceId));
    // Its first alerts are all that it has, and none is theirs.
    if (!isNear && incident.alertCount > 0 && incident.alertCount <= incident.members.length) return null;
    const alertsOf = [...own.values()].filter(({ id }) => incidents.of(id)?.id === incident.id);
    return partOfIncident(incident, alertsOf, scope);
  }

  /** What is told of an incident; of one that has nothing of theirs any more, that it is over. */
  function toTold(incident: Incident): Incident | null {
    const part = partOf(incident);
    const before = told.get(incident.id);
    // Nobody was told of it, and there is nothing that goes on.
    if (before === undefined) return part?.closedAt === null ? part : null;
    const over = {
      openCount: 0,
      unacknowledgedCount: 0,
      closedAt: incident.closedAt ?? incident.lastAlertAt,
    };
    return part ?? { ...before, version: incident.version, mergedInto: incident.mergedInto, ...over };
  }

  function seesSubject(subject: string): boolean {
    const colon = subject.indexOf(':');
    const id = subject.slice(colon + 1);
    const type = subject.slice(0, colon);
    if (type === 'alert') return own.has(id);
    if (type === 'incident') return told.has(id);
    const found = cases.open().find((one) => one.id === id);
    return found !== undefined && scope.seesPath(found.path);
  }

  function ownScreens(): ScreenViews {
    const reader = screens.readerOf(seesSubject);
    return {
      ...reader,
      put: (screen, subject, name) =>
        reader.put(screen, subject !== null && seesSubject(subject) ? subject : null, name),
    };
  }

  const feed = createLiveFeed({
    ...options,
    alerts: { open: () => [...own.values()] },
    incidents: {
      of: (alertId) => incidents.of(alertId),
      open: () => {
        const parts = incidents.open().flatMap((incident) => partOf(incident) ?? []);
        const open = parts.filter(({ closedAt }) => closedAt === null);
        for (const part of open) told.set(part.id, part);
        return open;
      },
      floods: () => floodsIn({ meters: incidents.floods(), seats: options.seats() }, scope),
    },
    cases: { open: () => cases.open().filter(({ path }) => scope.seesPath(path)) },
    plans: { running: () => plans.running().filter(({ situation }) => scope.seesPath(situation.path)) },
    fleet: {
      devices: () => (devices ??= fleet.devices().filter(({ siteId }) => scope.seesSite(siteId))),
    },
    latest: {
      ...latest,
      subscribe: (id) => {
        if (scope.seesDevice(id)) latest.subscribe(id);
      },
      markDirty: (ids) => latest.markDirty([...ids].filter((id) => scope.seesDevice(id))),
      // A device may have been moved away since it was asked for.
      takeDirty: () => latest.takeDirty().filter(({ deviceId }) => scope.seesDevice(deviceId)),
    },
    views: { ...views, liveIncident: (incident) => views.liveIncident(incident, scope) },
    screens: ownScreens(),
  });

  return {
    ...feed,
    scope,
    isOutdated() {
      devices = null;
      const seen = alerts.open().filter((alert) => scope.seesAlert(alert));
      return seen.length !== own.size || seen.some(({ id }) => !own.has(id));
    },
    alertChanged(alert, event) {
      if (!scope.seesAlert(alert)) return;
      if (alert.closedAt === null) own.set(alert.id, alert);
      else own.delete(alert.id);
      feed.alertChanged(alert, event);
    },
    incidentChanged({ incident, before, moved }) {
      const part = toTold(incident);
      if (part === null) return;
      const isNew = before === null || !told.has(incident.id);
      if (part.closedAt === null) told.set(incident.id, part);
      else told.delete(incident.id);
      const ownMoved = moved.filter((alertId) => own.has(alertId));
      feed.incidentChanged({ incident: part, before: isNew ? null : before, moved: ownMoved });
    },
    caseChanged(change) {
      if (scope.seesPath(change.case.path)) feed.caseChanged(change);
    },
    planChanged(run) {
      if (scope.seesPath(run.situation.path)) feed.planChanged(run);
    },
  };
}

import { deserialize, serialize } from 'node:v8';
import type { Logger } from 'pino';
import type { AlertChange } from '../domain/alert.ts';
import { canaryRuleId } from '../domain/canary.ts';
import type { DeskSettings } from '../domain/desk-settings.ts';
import type { IncidentChange } from '../domain/incident.ts';
import type { JournalEntry, JournalRecord } from '../domain/record.ts';
import { createCases, type Cases } from './cases/cases.ts';
import { createAlertDesk, type AlertDesk } from './desk.ts';
import { createFloodMeters, type FloodMeters } from './incidents/flood-meters.ts';
import { createIncidents, type Incidents } from './incidents/incidents.ts';
import type { Step } from './life-cycle.ts';
import { createPlanRoom, type PlanRoom } from './plans/plan-room.ts';
import { situationOf } from './plans/situation.ts';
import { createRouting, type Routing } from './routing/routing.ts';
import { createActivity, type Activity } from './figures/activity.ts';
import { createHandovers, type Handovers } from './handover/handovers.ts';
import { createSettingsInForce, type SettingsInForce } from './settings.ts';
import { createTopology, type Topology } from './topology.ts';

/**
 * Everything of this room that is a fold of the journal, folded by one reader in one order: what staff see,
 * what is grouped, who is told and which clocks run are all true at the same offset, and a restart or a
 * replay agrees. Side effects (saving, sending) read from here and write what came of them to the journal.
 */
export interface AlertRoom {
  readonly desk: AlertDesk;
  readonly settings: SettingsInForce;
  readonly topology: Topology;
  readonly incidents: Incidents;
  readonly floods: FloodMeters;
  readonly cases: Cases;
  readonly routing: Routing;
  /** What happened, for the key figures. */
  readonly activity: Activity;
  readonly handovers: Handovers;
  readonly plans: PlanRoom;
  apply(entry: JournalEntry): void;
  /** Of the last record that was folded. */
  offset(): number;
  /** The latest that records said it was, ms; 0 before any did. */
  time(): number;
  /** Told after each record that changed something, when all parts know it. */
  onChange(listener: (folded: Folded) => void): void;
  /** Told of the canary's alert once all parts have had it in its turn; none of them keeps it. */
  onCanary(listener: (change: AlertChange) => void): void;
  snapshot(): readonly Uint8Array[];
  /** Throws when a part cannot be read. A part that the snapshot does not have begins empty. */
  restore(pieces: readonly Uint8Array[]): void;
}

/** What a record changed. */
export interface Folded {
  readonly steps: readonly Step[];
  readonly incidents: readonly IncidentChange[];
}

/** What the room folds. */
export const roomRecordTypes = [
  'alert',
  'action',
  'service',
  'settings',
  'case',
  'delivery',
  'track',
  'handover',
  'plan',
  'placement',
  'tick',
] as const satisfies readonly JournalRecord['type'][];

interface Part {
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

export function createAlertRoom(options: {
  /** Resolves when the record is on disk. */
  readonly append: (record: JournalRecord) => Promise<number>;
  readonly initialSettings: DeskSettings;
  readonly parseSettings: (text: string) => DeskSettings | null;
  readonly log: Logger;
}): AlertRoom {
  const { append, log, initialSettings, parseSettings } = options;
  const settings = createSettingsInForce({ initial: initialSettings, parse: parseSettings });
  const topology = createTopology();
  const desk = createAlertDesk({
    append,
    alarms: () => settings.current().alarms,
    placeOf: (deviceId) => topology.of(deviceId),
    log,
  });
  const incidents = createIncidents({ settings: () => settings.current().alarms, topology });
  const floods = createFloodMeters({ settings: () => settings.current(), topology });
  const cases = createCases({
    append,
    log,
    settings: () => settings.current(),
    placeOf: (deviceId) => topology.of(deviceId),
    incidentOf: (alertId) => incidents.of(alertId)?.id ?? null,
  });
  const routing = createRouting({ settings: () => settings.current(), topology });
  const activity = createActivity({ settings, topology });
  const handovers = createHandovers({ append, log });
  const plans = createPlanRoom({
    append,
    situationOf: (subject) =>
      situationOf(subject, {
        alert: (id) => desk.find(id),
        incident: (id) => incidents.find(id),
        case: (id) => cases.find(id),
        placeOf: (deviceId) => topology.of(deviceId),
      }),
    log,
  });
  const parts: Readonly<Record<string, Part>> = {
    settings,
    topology,
    desk,
    incidents,
    floods,
    cases,
    routing,
    activity,
    handovers,
    plans,
  };
  const listeners: ((folded: Folded) => void)[] = [];
  const canaryListeners: ((change: AlertChange) => void)[] = [];
  let lastOffset = 0;

  function tellCanary(record: JournalRecord): void {
    if (record.type !== 'alert' || record.change.ruleId !== canaryRuleId) return;
    for (const listener of canaryListeners) listener(record.change);
  }

  return {
    desk,
    settings,
    topology,
    incidents,
    floods,
    cases,
    routing,
    activity,
    handovers,
    plans,
    apply(entry) {
      if (entry.offset <= lastOffset) return;
      lastOffset = entry.offset;
      // What was due before it happened under what was in force then.
      desk.advance(entry);
      // What later parts ask, earlier parts know already.
      settings.apply(entry);
      topology.apply(entry);
      const steps = desk.apply(entry);
      const grouped = incidents.apply(steps);
      floods.apply(entry, steps);
      const { changes, conclusions } = cases.apply(entry, steps);
      // Whoever closed a case may close its alerts as far as their role goes.
      const role = entry.record.type === 'case' ? { role: entry.record.action.role } : {};
      const concluded = conclusions.flatMap((each) => desk.conclude(each.alertId, { ...each, ...role }));
      const regrouped = incidents.apply(concluded);
      const allSteps = [...steps, ...concluded];
      routing.apply(entry, { steps: allSteps, cases: changes });
      activity.apply(entry, allSteps);
      handovers.apply(entry);
      plans.apply(entry);
      tellCanary(entry.record);
      if (allSteps.length === 0) return;
      for (const listener of listeners) listener({ steps: allSteps, incidents: [...grouped, ...regrouped] });
    },
    offset: () => lastOffset,
    time: () => desk.time(),
    onChange: (listener) => listeners.push(listener),
    onCanary: (listener) => canaryListeners.push(listener),
    snapshot() {
      const names = Object.keys(parts);
      return [serialize({ lastOffset, names }), ...Object.values(parts).map((part) => part.snapshot())];
    },
    restore(pieces) {
      const [head, ...states] = pieces;
      if (head === undefined) throw new Error('the snapshot of the alerts is empty');
      const { names, lastOffset: offset } = deserialize(head) as { names?: string[]; lastOffset: number };
      if (names === undefined) {
        // Written when there was a desk and nothing else.
        desk.restore(Buffer.concat(pieces));
        incidents.adopt(desk.open());
        lastOffset = offset;
        return;
      }
      for (const [index, name] of names.entries()) {
        const state = states[index];
        if (state !== undefined) parts[name]?.restore(state);
      }
      // Written before there were incidents.
      if (!names.includes('incidents')) incidents.adopt(desk.open());
      lastOffset = offset;
    },
  };
}

import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange } from '../../domain/alert.ts';
import { isNeverFolded, rowsOf } from '../../domain/desk-rows.ts';
import type { Incident, IncidentChange } from '../../domain/incident.ts';
import type { JournalEntry, JournalRecord, PlaceId } from '../../domain/record.ts';
import type { AlertRoom } from '../alert-room.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createAlertDesk } from '../desk.ts';
import { toAction } from '../test-changes.ts';
import { createTopology } from '../topology.ts';
import { createIncidents, type Incidents } from './incidents.ts';
import { createTestRoom, start, toRaise, toSilence } from './test-room.ts';

const silent = pino({ level: 'silent' });

/** One thing that happens to one of a few devices in a few places, on a few gateways and feeders. */
interface Happening {
  readonly device: number;
  readonly what:
    | 'raise'
    | 'silence'
    | 'return'
    | 'worsen'
    | 'unknown'
    | 'acknowledge'
    | 'close'
    | 'place'
    | 'tick';
  readonly rule: number;
  readonly severity: 1 | 2 | 3 | 4;
  readonly latching: boolean;
  readonly retrospective: boolean;
  /** Time that passes before it, s. */
  readonly pause_s: number;
  readonly place: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  device: fc.nat(11),
  what: fc.constantFrom(
    'raise',
    'raise',
    'raise',
    'silence',
    'silence',
    'silence',
    'return',
    'return',
    'worsen',
    'unknown',
    'acknowledge',
    'acknowledge',
    'close',
    'place',
    'tick',
  ),
  rule: fc.nat(1),
  severity: fc.constantFrom(1, 2, 3, 4),
  latching: fc.constantFrom(false, false, true),
  retrospective: fc.constantFrom(false, false, false, true),
  pause_s: fc.constantFrom(0, 0, 1, 10, 10, 60, 60, 600, 1_801),
  place: fc.nat(9),
});
const histories = fc.array(happening, { maxLength: 60 });

const places: readonly (readonly PlaceId[])[] = [
  [],
  ['site:a', 'building:x', 'grid:g'],
  ['site:b', 'building:x', 'grid:g'],
  ['site:c', 'building:x', 'grid:g'],
  ['building:x', 'grid:g'],
  ['site:d', 'building:y', 'grid:g'],
  ['site:e', 'grid:g'],
];

/** Devices 0 and 1 are the gateways of others, 2 feeds some of them, and the gateways hang on it. */
function toPlacement(device: number, place: number, at: number): JournalRecord {
  return {
    type: 'placement',
    at,
    deviceId: `d${device}`,
    kind: 'smoke',
    path: places[place % places.length] ?? [],
    gatewayId: device < 3 ? null : ['d0', 'd1', null][device % 3]!,
    feederId: device < 2 || device % 4 === 3 ? 'd2' : null,
  };
}

/** What a history is told to: something that folds records, and shows staff the open alerts. */
interface Shown {
  readonly desk: Pick<AlertRoom['desk'], 'open'>;
  apply(entry: JournalEntry): void;
}

/** The records of a history; staff act on what `shown` shows them. */
function toEntries(history: readonly Happening[], shown: Shown = createTestRoom()): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  const take = (record: JournalRecord): void => {
    const entry = { offset: entries.length + 1, record };
    entries.push(entry);
    shown.apply(entry);
  };
  for (let device = 0; device < 12; device += 1) take(toPlacement(device, device, start));
  let now_s = 0;
  for (const [index, one] of history.entries()) {
    now_s += one.pause_s;
    const at = start + now_s * 1_000;
    const deviceId = `d${one.device}`;
    if (one.what === 'tick') take({ type: 'tick', at });
    else if (one.what === 'place') take(toPlacement(one.device, one.place, at));
    else if (one.what === 'acknowledge' || one.what === 'close') {
      const seen = shown.desk.open().find((alert) => alert.deviceId === deviceId);
      if (seen === undefined) continue;
      const finding = one.what === 'close' ? ('real' as const) : null;
      const { id: alertId, version } = seen;
      const key = { alertId, version, at, finding, idempotencyKey: String(index) };
      take({ type: 'action', action: toAction(one.what, { ...key, role: 'shiftLeader', comment: 'seen' }) });
    } else take({ type: 'alert', change: toSaid(one, { index, now_s, deviceId }) });
  }
  return entries;
}

function toSaid(
  { what, rule, severity, latching, retrospective }: Happening,
  { index, now_s, deviceId }: { index: number; now_s: number; deviceId: string },
): AlertChange {
  const isSilence = what === 'silence' || rule === 1;
  const ruleId = isSilence ? 'nothing-heard' : 'smoke-alarm';
  const change = what === 'silence' || what === 'raise' ? 'raise' : (what as AlertChange['change']);
  const rest = { ruleId, alertId: `${ruleId}@${deviceId}@${index}`, severity, latching };
  const said = isSilence ? toSilence(now_s, deviceId, rest) : toRaise(now_s, deviceId, rest);
  return { ...said, change, retrospective: retrospective && change === 'raise' };
}

interface Told {
  readonly room: AlertRoom;
  readonly changes: readonly IncidentChange[];
  readonly open: readonly Incident[];
}

/** Folds everything; the room is stopped and continued before each of `cuts`. */
function fold(entries: readonly JournalEntry[], cuts: readonly number[] = []): Told {
  let room = createTestRoom();
  const changes: IncidentChange[] = [];
  const listen = (): void => room.onChange(({ incidents }) => changes.push(...incidents));
  listen();
  for (const [index, entry] of entries.entries()) {
    if (cuts.includes(index)) {
      const pieces = room.snapshot();
      room = createTestRoom();
      room.restore(pieces);
      listen();
      // The reader goes back a little, as after a crash.
      for (const again of entries.slice(Math.max(0, index - 5), index)) room.apply(again);
    }
    room.apply(entry);
  }
  return { room, changes, open: room.incidents.open() };
}

/** The parts that say what belongs together, without the others: thousands of them are soon made. */
function createLightRoom(): Shown & { readonly incidents: Incidents } {
  const topology = createTopology();
  const { alarms } = defaultDeskSettings;
  const desk = createAlertDesk({
    append: () => Promise.resolve(0),
    alarms: () => alarms,
    placeOf: (deviceId) => topology.of(deviceId),
    log: silent,
  });
  const incidents = createIncidents({ settings: () => alarms, topology });
  return {
    desk,
    incidents,
    apply(entry) {
      topology.apply(entry);
      incidents.apply(desk.apply(entry));
    },
  };
}

/** What is wrong with the counts of an incident, given the alerts that are open in it. */
function isMiscounted(incident: Incident, alerts: readonly Alert[]): boolean {
  return (
    incident.openCount !== alerts.length ||
    incident.unacknowledgedCount !== alerts.filter(({ operator }) => operator === 'unacknowledged').length ||
    incident.severity !== Math.min(...alerts.map(({ displayedSeverity }) => displayedSeverity)) ||
    incident.alertCount < alerts.length ||
    incident.deviceCount < new Set(alerts.map(({ deviceId }) => deviceId)).size
  );
}

describe('over random histories of alerts, places and staff', () => {
  it('a restart anywhere changes nothing', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(75), { maxLength: 4 }), (history, cuts) => {
        const entries = toEntries(history);
        const [whole, cut] = [fold(entries), fold(entries, cuts)];
        expect(cut.changes).toEqual(whole.changes);
        expect(cut.open).toEqual(whole.open);
        expect(cut.room.floods.meters()).toEqual(whole.room.floods.meters());
        expect(cut.room.incidents.outbox.content()).toEqual(whole.room.incidents.outbox.content());
      }),
      { numRuns: 100 },
    );
  });

  it('records that come twice change nothing, nor do ticks between them', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.boolean()), (history, coins) => {
        const entries = toEntries(history.filter(({ what }) => what !== 'tick'));
        const whole = fold(entries);
        const room = createTestRoom();
        const changes: IncidentChange[] = [];
        room.onChange(({ incidents }) => changes.push(...incidents));
        let offset = 0;
        for (const { record } of entries) {
          const at = timeOf(record);
          if (coins.next().value === true)
            room.apply({ offset: (offset += 1), record: { type: 'tick', at } });
          const entry = { offset: (offset += 1), record };
          room.apply(entry);
          if (coins.next().value === true) room.apply(entry);
          // Told again, as by a rule that is derived a second time.
          const isRaise = record.type === 'alert' && record.change.change === 'raise';
          const isOpen = isRaise && room.desk.find(record.change.alertId)?.condition === 'active';
          if (isOpen && coins.next().value === true) room.apply({ offset: (offset += 1), record });
        }
        expect(changes).toEqual(whole.changes);
      }),
      { numRuns: 100 },
    );
  });

  it('every open alert of the present is in exactly one open incident, which counts right', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { room, open } = fold(toEntries(history));
        const alerts = room.desk.open();
        const present = alerts.filter(({ retrospective }) => !retrospective);
        const owners = new Map<string, string[]>();
        for (const { id } of open) {
          for (const alertId of room.incidents.openAlertIdsOf(id)) {
            owners.set(alertId, [...(owners.get(alertId) ?? []), id]);
          }
        }
        expect([...owners.keys()].toSorted()).toEqual(present.map(({ id }) => id).toSorted());
        expect([...owners.values()].filter((ids) => ids.length !== 1)).toEqual([]);
        expect(present.filter(({ id }) => room.incidents.of(id)?.id !== owners.get(id)?.[0])).toEqual([]);
        const within = (id: string): readonly Alert[] =>
          present.filter((alert) => owners.get(alert.id)?.[0] === id);
        expect(open.filter((incident) => isMiscounted(incident, within(incident.id)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('versions have no gap; what has ended stays so; no alert is counted twice or lost', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { room, changes } = fold(toEntries(history));
        const last = new Map<string, Incident>();
        const wrong = changes.filter(({ incident, before }) => {
          const known = last.get(incident.id) ?? null;
          last.set(incident.id, incident);
          return (
            incident.version !== (known?.version ?? 0) + 1 ||
            before?.version !== known?.version ||
            (known !== null && known.closedAt !== null)
          );
        });
        expect(wrong).toEqual([]);
        const ever = new Set(
          [...room.desk.open(), ...room.desk.recentlyClosed()].flatMap(({ id }) =>
            room.incidents.of(id) === null ? [] : [id],
          ),
        );
        const counted = [...last.values()].reduce((sum, { alertCount }) => sum + alertCount, 0);
        expect(counted).toBe(ever.size);
        const merged = [...last.values()].filter(({ mergedInto }) => mergedInto !== null);
        expect(
          merged.filter(({ alertCount, mergedInto }) => alertCount > 0 || !last.has(mergedInto!)),
        ).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('an incident hides nothing: 10,000 histories', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 5, maxLength: 20 }), (history) => {
        const room = createLightRoom();
        toEntries(history, room);
        const alerts = room.desk
          .open()
          .map((alert) => ({ ...alert, incidentId: room.incidents.of(alert.id)?.id ?? null }));
        const rows = rowsOf(alerts, room.incidents.open());
        const own = new Set(rows.flatMap((row) => (row.type === 'alert' ? [row.alert.id] : [])));
        const reached = new Set(
          rows.flatMap((row) => (row.type === 'alert' ? [row.alert.id] : row.alerts.map(({ id }) => id))),
        );
        const hidden = alerts.filter(
          (alert) =>
            !reached.has(alert.id) ||
            (alert.operator === 'unacknowledged' && isNeverFolded(alert) && !own.has(alert.id)),
        );
        if (hidden.length > 0) throw new Error(`hidden: ${hidden.map(({ id }) => id).join(' ')}`);
      }),
      { numRuns: 10_000 },
    );
  }, 240_000);
});

function timeOf(record: JournalRecord): number {
  if (record.type === 'alert') return record.change.receivedAt;
  if (record.type === 'action') return record.action.at;
  return record.type === 'placement' ? record.at : start;
}

import { pino } from 'pino';
import type { AlertChange, AlertEvidence, StaffAction } from '../../domain/alert.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { IncidentChange } from '../../domain/incident.ts';
import type { JournalEntry, JournalRecord, PlaceId, PlacementRecord } from '../../domain/record.ts';
import { createAlertRoom, type AlertRoom } from '../alert-room.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { toAction, toChange } from '../test-changes.ts';

/** For tests: when their time begins; an afternoon in Shanghai. */
export const start = Date.parse('2027-01-15T16:00:00+08:00');

/** For tests: a room without a journal. */
export function createTestRoom(settings: Partial<DeskSettings> = {}): AlertRoom {
  return createAlertRoom({
    append: () => Promise.resolve(0),
    initialSettings: { ...defaultDeskSettings, ...settings },
    parseSettings: () => null,
    log: pino({ level: 'silent' }),
  });
}

/** For tests: an alert's id is `rule@device` unless told otherwise. */
export function toRaise(at_s: number, deviceId: string, rest: Partial<AlertChange> = {}): AlertChange {
  const at = start + at_s * 1_000;
  const ruleId = rest.ruleId ?? 'smoke-alarm';
  return toChange('raise', {
    alertId: `${ruleId}@${deviceId}`,
    ruleId,
    deviceId,
    scope: { type: 'device', id: deviceId },
    severity: 3,
    latching: false,
    title: { zh: ruleId, en: ruleId },
    eventTime: at,
    receivedAt: at,
    ...rest,
  });
}

const silence: AlertEvidence = {
  metric: '',
  quantity: 'silence_s',
  value: 90,
  threshold: 90,
  comparison: '>=',
  since: start,
  time: start,
  readings: [],
  onDelay_s: 0,
  facts: {},
};

/** For tests: a device is not heard of. */
export function toSilence(at_s: number, deviceId: string, rest: Partial<AlertChange> = {}): AlertChange {
  return toRaise(at_s, deviceId, { ruleId: 'nothing-heard', severity: 4, evidence: silence, ...rest });
}

export interface Story {
  readonly room: AlertRoom;
  readonly entries: readonly JournalEntry[];
  readonly changes: readonly IncidentChange[];
  readonly say: (change: AlertChange) => void;
  readonly place: (deviceId: string, path: readonly PlaceId[], on?: Partial<PlacementRecord>) => void;
  readonly act: (action: StaffAction['action'], alertId: string, rest?: Partial<StaffAction>) => void;
  readonly tick: (at_s: number) => void;
  /** The open incidents as `cause: alerts`, first up first; oldest first. */
  readonly told: () => readonly string[];
}

/** For tests: tells a room what happens, one record after the other. */
export function createStory(settings: Partial<DeskSettings> = {}): Story {
  const room = createTestRoom(settings);
  const entries: JournalEntry[] = [];
  const changes: IncidentChange[] = [];
  room.onChange(({ incidents }) => changes.push(...incidents));
  const take = (record: JournalRecord): void => {
    const entry = { offset: entries.length + 1, record };
    entries.push(entry);
    room.apply(entry);
  };
  return {
    room,
    entries,
    changes,
    say: (change) => take({ type: 'alert', change }),
    place: (deviceId, path, on = {}) =>
      take({ type: 'placement', at: start, deviceId, kind: 'smoke', path, ...on }),
    act(action, alertId, rest = {}) {
      const version = room.desk.find(alertId)?.version ?? 0;
      take({
        type: 'action',
        action: toAction(action, {
          alertId,
          version,
          at: start,
          idempotencyKey: String(entries.length),
          ...rest,
        }),
      });
    },
    tick: (at_s) => take({ type: 'tick', at: start + at_s * 1_000 }),
    told: () =>
      room.incidents
        .open()
        .toReversed()
        .map(({ id, cause }) => `${cause.id}: ${room.incidents.openAlertIdsOf(id).join(' ')}`),
  };
}

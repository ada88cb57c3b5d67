import { pino } from 'pino';
import type { AlertChange, StaffAction } from '../../domain/alert.ts';
import type { DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import type { Delivery, DeliveryOutcome } from '../../domain/delivery.ts';
import type { JournalEntry, JournalRecord, PlaceId } from '../../domain/record.ts';
import { createAlertRoom, type AlertRoom } from '../alert-room.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { toAction, toChange } from '../test-changes.ts';

/** For tests: when everything begins; a Sunday, 16:53:20 in Shanghai. */
export const start = 1_800_000_000_000;
export const second = 1_000;

/** For tests: where `smoke-1` hangs. */
export const kitchen: readonly PlaceId[] = ['site:kitchen-1', 'grid:g-1', 'community:c-1', 'street:s-1'];

export function toRecipient(id: string, rest: Partial<Recipient> = {}): Recipient {
  return {
    id,
    name: { zh: id, en: id },
    role: 'staff',
    at: null,
    language: 'zh',
    username: null,
    reachedBy: [{ channel: 'robot', address: '' }],
    ...rest,
  };
}

export function toRoute(rest: Partial<DeskSettings['routes'][number]> = {}): DeskSettings['routes'][number] {
  return { id: 'fire', match: anything, tell: [], escalation: null, goOn: false, routes: [], ...rest };
}

/** For tests: a match that asks nothing. */
export const anything: DeskSettings['routes'][number]['match'] = {
  areas: [],
  sites: [],
  kinds: [],
  severities: [],
  rules: [],
  isForecast: null,
  hours: null,
};

/** For tests: three to be told at once, a shift leader after a minute, the level above after three. */
export const testSettings: DeskSettings = {
  ...defaultDeskSettings,
  // What the clocks of the desk do is not what is looked at here.
  alarms: { ...defaultDeskSettings.alarms, reAlarmAfter_s: { 1: null, 2: null, 3: null, 4: null } },
  channels: [
    { id: 'robot', type: 'dingtalk', options: {}, perMinute_max: 20 },
    { id: 'text', type: 'sms', options: {}, perMinute_max: 100 },
  ],
  recipients: [
    toRecipient('centre', { role: 'operationsCentre', at: 's-1' }),
    toRecipient('district', { role: 'operationsCentre' }),
    toRecipient('company', { role: 'propertyCompany', at: 'kitchen-1', reachedBy: ways('robot', 'text') }),
    toRecipient('committee', { role: 'neighbourhoodCommittee', at: 'c-1', language: 'en' }),
    toRecipient('leader', { reachedBy: ways('text') }),
  ],
  shifts: [{ id: 'always', name: { zh: '全天', en: 'Always' }, from: '00:00', to: '00:00' }],
  duties: [
    {
      shift: 'always',
      role: 'shiftLeader',
      seat: null,
      recipient: 'leader',
      days: [],
      fromDate: null,
      toDate: null,
    },
  ],
  routes: [
    toRoute({
      match: { ...anything, severities: [1] },
      tell: [
        { nearest: 'operationsCentre' },
        { nearest: 'propertyCompany' },
        { nearest: 'neighbourhoodCommittee' },
      ],
      escalation: 'critical',
    }),
    toRoute({ id: 'rest', match: { ...anything, severities: [2] }, tell: [{ nearest: 'operationsCentre' }] }),
  ],
  escalations: [
    {
      id: 'critical',
      steps: [
        { after_s: 30, tell: [], again: true, whistle: false },
        { after_s: 60, tell: [{ onDuty: 'shiftLeader' }], again: false, whistle: false },
        { after_s: 180, tell: [{ levelAbove: true }], again: false, whistle: true },
      ],
    },
  ],
};

function ways(...channels: readonly string[]): Recipient['reachedBy'] {
  return channels.map((channel) => ({ channel, address: '13800000000' }));
}

/** For tests: the room with the shortest of journals. Times are given in seconds after `start`. */
export interface TestRoom {
  readonly room: AlertRoom;
  readonly entries: readonly JournalEntry[];
  take(record: JournalRecord): void;
  say(change: AlertChange['change'], at_s: number, rest?: Partial<AlertChange>): void;
  press(action: StaffAction['action'], at_s: number, rest?: Partial<StaffAction>): void;
  tick(at_s: number): void;
  sent(delivery: Delivery, at_s: number): void;
  failed(delivery: Delivery, at_s: number, rest?: Partial<DeliveryOutcome>): void;
  /** Snapshot, a new room, restored. */
  restart(): void;
  /** `reason recipient at_s`, in the order in which they were decided. */
  told(): readonly string[];
}

export function createTestRoom(settings: DeskSettings = testSettings): TestRoom {
  const entries: JournalEntry[] = [];
  let room = createRoom();

  function createRoom(): AlertRoom {
    return createAlertRoom({
      append: () => Promise.resolve(0),
      initialSettings: settings,
      parseSettings: (text) => JSON.parse(text) as DeskSettings,
      log: pino({ level: 'silent' }),
    });
  }

  function take(record: JournalRecord): void {
    const entry = { offset: entries.length + 1, record };
    entries.push(entry);
    room.apply(entry);
  }

  const at = (at_s: number): number => start + at_s * second;
  const settle = (
    outcome: Partial<DeliveryOutcome> & Pick<DeliveryOutcome, 'outcome' | 'at'>,
    to: Delivery,
  ) =>
    take({
      type: 'delivery',
      outcome: {
        deliveryId: to.id,
        channelId: to.routes[to.routeIndex]?.channelId ?? null,
        isPermanent: false,
        detail: null,
        by: null,
        ...outcome,
      },
    });
  take({ type: 'placement', at: start, deviceId: 'smoke-1', kind: 'smoke', path: kitchen });

  return {
    get room() {
      return room;
    },
    entries,
    take,
    say: (change, at_s, rest = {}) =>
      take({
        type: 'alert',
        change: toChange(change, {
          eventTime: at(at_s),
          receivedAt: at(at_s),
          cause: { offset: entries.length + 1, index: 0 },
          ...rest,
        }),
      }),
    press(action, at_s, rest = {}) {
      const alertId = rest.alertId ?? 'aaaaaaaaaaaaaaaaaaaa';
      const version = room.desk.find(alertId)?.version ?? 1;
      const idempotencyKey = `${action}-${entries.length}`;
      take({ type: 'action', action: toAction(action, { version, idempotencyKey, at: at(at_s), ...rest }) });
    },
    tick: (at_s) => take({ type: 'tick', at: at(at_s) }),
    sent: (delivery, at_s) => settle({ outcome: 'sent', at: at(at_s) }, delivery),
    failed: (delivery, at_s, rest = {}) =>
      settle({ outcome: 'failed', at: at(at_s), detail: 'no answer', ...rest }, delivery),
    restart() {
      const pieces = room.snapshot();
      room = createRoom();
      room.restore(pieces);
    },
    told: () =>
      room.routing.deliveries
        .recent()
        .map(
          ({ content: { reason }, recipientId, createdAt }) =>
            `${reason} ${recipientId} ${(createdAt - start) / second}`,
        ),
  };
}

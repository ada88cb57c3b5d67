import {
  isAnnounced,
  isLifeSafety,
  staffActionPermissions,
  staffActionTypes,
  type Alert,
  type AlertEvent,
  type StaffActionType,
} from '../domain/alert.ts';
import type { AlarmSettings } from '../domain/desk-settings.ts';
import type { JournalEntry } from '../domain/record.ts';
import { isAllowed } from '../domain/roles.ts';
import { keyOf } from './activation-times.ts';
import { createTestFold, type TestFold } from './test-fold.ts';
import { people } from './test-random-desk.ts';

/** For tests: what must hold of every step and after every entry, by name; each says what is wrong, or nothing. */

/** One line of history, with the alert before and after it, and the entry that brought it. */
interface Change {
  readonly entry: JournalEntry;
  readonly before: Alert | undefined;
  readonly alert: Alert;
  readonly event: AlertEvent;
}

/** What is so after an entry. */
interface Standing {
  readonly entry: JournalEntry;
  readonly fold: TestFold;
  readonly now: number;
}

type StepCheck = (change: Change) => string | null;
type StandingCheck = (standing: Standing) => string | null;

interface Invariant {
  readonly ofStep?: StepCheck;
  readonly ofStanding?: StandingCheck;
}

/** For tests: folds a history; answers the first thing that breaks each invariant that is broken, by its name. */
export function inspect(
  entries: readonly JournalEntry[],
  invariants: Readonly<Record<string, Invariant>>,
  heard: (change: Change) => void = () => {},
): ReadonlyMap<string, string> {
  const fold = createTestFold();
  const last = new Map<string, Alert>();
  const faults = new Map<string, string>();
  const all = Object.entries(invariants);
  const note = (name: string, fault: string | null, where: string): void => {
    if (fault !== null && !faults.has(name)) faults.set(name, `${where}: ${fault}`);
  };
  let now = 0;
  for (const entry of entries) {
    for (const { alert, event } of fold.apply(entry)) {
      const change = { entry, before: last.get(alert.id), alert, event };
      last.set(alert.id, alert);
      heard(change);
      const where = `entry ${entry.offset}, ${event.type} of ${alert.id}`;
      for (const [name, { ofStep }] of all) note(name, ofStep?.(change) ?? null, where);
    }
    now = Math.max(now, timeIn(entry));
    const standing = { entry, fold, now };
    for (const [name, { ofStanding }] of all) {
      note(name, ofStanding?.(standing) ?? null, `after entry ${entry.offset}`);
    }
  }
  return faults;
}

function timeIn({ record }: JournalEntry): number {
  if (record.type === 'alert') return record.change.receivedAt;
  if ('action' in record) return record.action.at;
  return 'at' in record ? record.at : 0;
}

/** 1: at most one open alert per rule and scope. */
const oneOpen: Invariant = {
  ofStanding({ fold: { desk } }) {
    const open = desk.open();
    if (open.some((alert) => alert.closedAt !== null)) return 'a closed one is listed as open';
    return new Set(open.map(keyOf)).size === open.length ? null : 'two are open';
  },
};

/** 2: missing data keeps everything as it was, and what nobody knows ends by people only. */
const missingDataEndsNothing: Invariant = {
  ofStep({ before, alert, event, entry }) {
    if (before === undefined) return null;
    if (event.type === 'unknown' || event.type === 'known') {
      const kept = { ...alert, version: before.version, condition: before.condition };
      return JSON.stringify(kept) === JSON.stringify(before) ? null : 'more than the condition changed';
    }
    const ends = alert.closedAt !== null && before.closedAt === null;
    if (!ends || alert.condition === 'normal') return null;
    const isByHand = entry.record.type === 'action' || entry.record.type === 'case';
    if (alert.condition === 'active' || !isByHand) return 'it was not over';
    const isFree = alert.latch !== 'latched' || alert.suppression === 'outOfService';
    return isFree && alert.finding !== null ? null : 'nobody knows whether it is over';
  },
};

function seen({ operator, acknowledgedBy, acknowledgedAt, finding, latch }: Alert): string {
  return JSON.stringify({ operator, acknowledgedBy, acknowledgedAt, finding, latch });
}

/** 4: what operators saw and what latches is changed by people, by the condition and by time, by nothing else. */
const nothingElseChangesWhatWasSeen: Invariant = {
  ofStep({ before, alert, event, entry: { record } }) {
    if (before === undefined) return null;
    const isByHand = record.type === 'action' || record.type === 'case';
    const { type, by } = event;
    if (seen(before) === seen(alert)) return null;
    const due = by === 'clock' && ['realarm', 'calm', 'unshelve', 'unsuppress'].includes(type);
    if (due && before.latch === alert.latch) return null;
    if (record.type === 'placement' || record.type === 'settings') return 'a move or an edit changed it';
    if (record.type === 'alert') {
      const takesBack = ['reactivate', 'worsen', 'update', 'unshelve', 'unsuppress'].includes(type);
      if (type === 'close' && before.latch === alert.latch) return null;
      return takesBack && alert.operator === 'unacknowledged' ? null : 'the rules answered for somebody';
    }
    if (record.type === 'service' || type === 'unsuppress') {
      return alert.operator === 'unacknowledged' && alert.latch === before.latch ? null : 'it answered';
    }
    return isByHand && by in people ? null : 'nobody pressed';
  },
};

/** 5: what is muted is listed, says why and by whom, and a cause is told in its stead. */
const mutedIsVisible: Invariant = {
  ofStep: ({ alert: { suppression, suppressed } }) => {
    if ((suppression === 'none') !== (suppressed === null)) return 'its muting is not explained';
    if (suppressed === null) return null;
    return suppressed.by !== '' && suppressed.reason !== '' ? null : 'muted without who or why';
  },
  ofStanding({ fold: { desk } }) {
    for (const { suppression, suppressed, id } of desk.open()) {
      if (suppression === 'outOfService' && suppressed?.workOrder === null) return `${id} has no work order`;
      if (suppression !== 'suppressed') continue;
      const cause = desk.open().find((alert) => alert.id === suppressed?.causeId);
      if (cause === undefined) return `the cause of ${id} is not open`;
      if (cause.condition === 'normal') return `the cause of ${id} is over`;
      if (!isAnnounced(cause)) return `the cause of ${id} is muted itself`;
    }
    return null;
  },
};

/** 6: what is about lives is told each time, and muted by leaders and for work only. */
const livesAreAnnounced: Invariant = {
  ofStep({ alert, event, before }) {
    if (!isLifeSafety(alert) || alert.closedAt !== null) return null;
    if (alert.isChattering) return 'held as chattering';
    const isNew = event.type === 'reactivate' || (event.type === 'raise' && before === undefined);
    if (!isNew || alert.suppression !== 'none' || alert.retrospective) return null;
    if (alert.operator !== 'unacknowledged' || alert.silencedAt !== null) return 'it did not ask';
    return alert.rangAt >= event.at ? null : 'it did not ring';
  },
  ofStanding({ fold: { desk } }) {
    for (const alert of desk.open()) {
      if (!isLifeSafety(alert)) continue;
      if (alert.suppression === 'suppressed') return `${alert.id} is muted by design`;
      const by = alert.suppressed?.by ?? '';
      if (alert.suppression === 'shelved' && !isAllowed(people[by] ?? 'viewer', 'lead')) {
        return `${alert.id} was laid aside by ${by}`;
      }
    }
    return null;
  },
};

/** 7: every change has who, when and why; history has no gap and what is closed stays as it was. */
const historyIsWhole: Invariant = {
  ofStep({ before, alert, event, entry: { record } }) {
    if (event.version !== (before?.version ?? 0) + 1 || alert.version !== event.version) return 'a gap';
    if (event.alertId !== alert.id || event.at <= 0) return 'not its own line';
    const isStaff = (staffActionTypes as readonly string[]).includes(event.type);
    const isSystem = event.by === 'rules' || event.by === 'clock';
    if (!isSystem && !(event.by in people)) return `nobody: ${event.by}`;
    if (isStaff && !isSystem) {
      if (!('action' in record) || record.action.by !== event.by) return 'not by who pressed';
      const permission = staffActionPermissions[event.type as StaffActionType];
      if (record.type === 'action' && !isAllowed(record.action.role, permission)) return 'not allowed';
    }
    const needsWhy = isSystem && ['unshelve', 'unsuppress', 'suppress', 'close'].includes(event.type);
    if (needsWhy && typeof event.detail['reason'] !== 'string') return 'no reason';
    if (before === undefined || before.closedAt === null) return null;
    const { version, finding } = alert;
    return JSON.stringify({ ...before, version, finding }) === JSON.stringify(alert) &&
      before.finding === null
      ? null
      : 'something closed changed';
  },
};

/** What is due has happened: nothing stays on the shelf, out of service, silent or chattering for too long. */
const nothingIsOverdue: Invariant = {
  ofStanding({ entry, fold: { desk, alarms }, now }) {
    // What became due just now, by other settings or by hand, happens with the next record that tells the time.
    if (entry.record.type !== 'tick') return null;
    for (const mark of desk.outOfService()) {
      if (mark.until !== null && mark.until <= now) return `${mark.deviceId} is out of service for too long`;
    }
    for (const alert of desk.open()) {
      if ((alert.suppressed?.until ?? Infinity) <= now) return `${alert.id} is muted for too long`;
      if (isAskedTooLate(alert, alarms(), now)) return `${alert.id} did not ask again`;
    }
    return null;
  },
};

function isAskedTooLate(alert: Alert, alarms: AlarmSettings, now: number): boolean {
  const after_s = alarms.reAlarmAfter_s[alert.severity];
  // A confirmation counts from later; the one who confirmed is told by the history only.
  if (alert.operator !== 'acknowledged' || !isAnnounced(alert) || after_s === null) return false;
  return alert.condition !== 'normal' && (alert.acknowledgedAt ?? 0) + after_s * 1_000 < now;
}

/** For tests: what must hold of every history, by the number of the invariant. */
export const invariants: Readonly<Record<string, Invariant>> = {
  '1: at most one alert is open per rule and scope': oneOpen,
  '2: missing data changes nothing but the condition, and ends nothing': missingDataEndsNothing,
  '4: an edit or a move changes no operator’s and no latch’s state': nothingElseChangesWhatWasSeen,
  '5: what is muted is listed with who and why, and its cause is announced': mutedIsVisible,
  '6: what is about lives is told each time, and never muted by design or by operators': livesAreAnnounced,
  '7: every change has who, when and why, and history is only appended': historyIsWhole,
  'what is due by time has happened': nothingIsOverdue,
};

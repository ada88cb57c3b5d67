import { toContentId } from '../content-id.ts';
import type { Alert, AlertChange, AlertEvidence } from '../../domain/alert.ts';
import { addDays, dateIn, type CalendarDate } from '../../domain/calendar-date.ts';
import type { Text } from '../../domain/text.ts';
import type { DeadlineSettings } from './deadline-settings.ts';
import { toKey, type DeadlineRule, type DueNotice } from './due-notices.ts';

/** Nothing in the journal caused it but the calendar: no record has this offset, so no rule's change is like it. */
const noCause = 0;
/** Grows when a text or a meaning of the notices changes. */
const ruleVersion = 'deadlines-2';

const words: Readonly<Record<DeadlineRule, { title: Text; lift: Text | null; advice: Text }>> = {
  'device-inspection-due': {
    title: { zh: '设备检验到期', en: 'Inspection due' },
    lift: { zh: '电梯年度检验到期', en: 'Lift: annual inspection due' },
    advice: {
      zh: '联系维保单位约定检验；检验后在设备资料中填写下次检验日期。',
      en: 'Have the maintenance contractor arrange it; then enter the next inspection date with the device.',
    },
  },
  'device-end-of-life': {
    title: { zh: '设备使用寿命到期', en: 'Device at the end of its life' },
    lift: null,
    advice: {
      zh: '安排更换；更换后在设备资料中填写新的寿命到期日。',
      en: 'Arrange its replacement; then enter the new end of life with the device.',
    },
  },
};

interface AsOf {
  /** ms since 1970 */
  readonly now: number;
  readonly today: CalendarDate;
  readonly timeZone: string;
  readonly settings: DeadlineSettings;
  /** Open alerts of these rules, and those closed lately. */
  readonly open: readonly Alert[];
  readonly closed: readonly Alert[];
}

/**
 * What has to be said so that the desk shows these notices and no others: nothing where it does already, as after
 * a restart. Pure. What was closed for the same date and stage stays closed.
 */
export function dueChanges(notices: readonly DueNotice[], asOf: AsOf): readonly AlertChange[] {
  const { now, today, timeZone, settings, open, closed } = asOf;
  const openByKey = new Map(open.map((alert) => [toKey(alert.ruleId, alert.scope), alert]));
  const closedByKey = Map.groupBy(closed, (alert) => toKey(alert.ruleId, alert.scope));
  const changes: AlertChange[] = [];
  const say = (change: AlertChange['change'], notice: DueNotice, alertId: string): void => {
    changes.push(toChange({ change, notice, alertId }, { now, index: changes.length }));
  };
  const firstStage_days = Math.max(...settings.ahead.map(({ days }) => days));
  const isFirstStage = (stage_days: unknown): boolean => stage_days === firstStage_days;
  let quota = settings.newPerDay_max;
  for (const alert of [...open, ...closed]) {
    const isOfToday = dateIn(timeZone, alert.raisedAt) === today;
    if (isOfToday && isFirstStage(alert.evidence?.facts['stage_days'])) quota -= 1;
  }
  // The most urgent first, so that they are not those that wait for tomorrow.
  for (const notice of notices.toSorted(byUrgency)) {
    const key = toKey(notice.ruleId, notice.scope);
    const alert = openByKey.get(key);
    openByKey.delete(key);
    if (alert !== undefined && alert.condition !== 'normal') {
      const change = compare(alert, notice);
      if (change !== null) say(change, notice, alert.id);
    } else if (!(closedByKey.get(key) ?? []).some((former) => isSettled(former, notice))) {
      if (alert === undefined && isFirstStage(notice.stage_days) && (quota -= 1) < 0) continue;
      say('raise', notice, toId(notice, today));
    }
  }
  for (const alert of openByKey.values()) {
    if (alert.condition === 'normal') continue;
    changes.push(toReturn(alert, { now, index: changes.length }));
  }
  return changes;
}

function compare(alert: Alert, notice: DueNotice): AlertChange['change'] | null {
  const facts = alert.evidence?.facts ?? {};
  const stage_days = facts['stage_days'] ?? Infinity;
  if (notice.stage_days < stage_days) return 'worsen';
  if (notice.severity > alert.severity) return 'ease';
  const isSame =
    stage_days === notice.stage_days &&
    facts['due_yyyymmdd'] === toNumber(notice.dueOn) &&
    facts['devices'] === notice.devices;
  return isSame ? null : 'update';
}

/** Somebody closed it, for the same date and no earlier a stage. */
function isSettled(closed: Alert, notice: DueNotice): boolean {
  const facts = closed.evidence?.facts ?? {};
  const isSameDate = facts['due_yyyymmdd'] === toNumber(notice.dueOn);
  return isSameDate && closed.returnedAt === null && (facts['stage_days'] ?? Infinity) <= notice.stage_days;
}

/** The same for the same rule, scope, date and day: said twice, it is one alert. */
function toId({ ruleId, scope, dueOn }: DueNotice, today: CalendarDate): string {
  return toContentId([ruleId, scope.type, scope.id, dueOn, today]);
}

function toChange(
  { change, notice, alertId }: { change: AlertChange['change']; notice: DueNotice; alertId: string },
  { now, index }: { now: number; index: number },
): AlertChange {
  const { ruleId, scope, deviceId, kind, severity } = notice;
  const { title, lift, advice } = words[ruleId];
  return {
    change,
    cause: { offset: noCause, index },
    alertId,
    ruleId,
    ruleVersion,
    scope,
    deviceId,
    kind,
    severity,
    title: kind === 'elevator' && lift !== null ? lift : title,
    advice,
    latching: false,
    retrospective: false,
    eventTime: now,
    receivedAt: now,
    evidence: toEvidence(notice, now),
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

function toEvidence({ devices, dueOn, daysLeft, stage_days }: DueNotice, now: number): AlertEvidence {
  return {
    metric: '',
    quantity: 'dueDate',
    value: toNumber(dueOn),
    threshold: toNumber(addDays(dueOn, -Math.max(0, stage_days))),
    comparison: '>=',
    since: now,
    time: now,
    readings: [],
    onDelay_s: 0,
    facts: { devices, due_yyyymmdd: toNumber(dueOn), left_days: daysLeft, stage_days },
  };
}

/** The date was moved, the device is gone, or its notice became part of another. */
function toReturn(alert: Alert, { now, index }: { now: number; index: number }): AlertChange {
  const { ruleId, scope, deviceId, kind, severity, title, advice, evidence } = alert;
  return {
    change: 'return',
    cause: { offset: noCause, index },
    alertId: alert.id,
    ruleId,
    ruleVersion,
    scope,
    deviceId,
    kind,
    severity,
    title,
    advice,
    latching: false,
    retrospective: false,
    eventTime: now,
    receivedAt: now,
    evidence,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

function byUrgency(a: DueNotice, b: DueNotice): number {
  return a.dueOn === b.dueOn ? (a.scope.id < b.scope.id ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1;
}

function toNumber(date: CalendarDate): number {
  return Number(date.replaceAll('-', ''));
}

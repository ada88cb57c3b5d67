import type { Alert, AlertScope } from '../../domain/alert.ts';
import { daysBetween, type CalendarDate } from '../../domain/calendar-date.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { PlaceId } from '../../domain/record.ts';
import type { Severity } from '../../domain/severity.ts';
import type { DeadlineSettings } from './deadline-settings.ts';

/** The rules of this producer; rule files may not use their names. */
export const deadlineRules = ['device-inspection-due', 'device-end-of-life'] as const;
export type DeadlineRule = (typeof deadlineRules)[number];

/** A device with its dates and where it stands, the nearest place first. */
export interface DatedDevice {
  readonly id: string;
  readonly kind: SensorKind;
  readonly inspectionDueOn: CalendarDate | null;
  readonly endOfLifeOn: CalendarDate | null;
  readonly path: readonly PlaceId[];
}

/** What somebody has to be told about a device, or about all of a building that come due together. */
export interface DueNotice {
  readonly ruleId: DeadlineRule;
  readonly scope: AlertScope;
  /** The device that is due first. */
  readonly deviceId: string;
  readonly kind: SensorKind;
  readonly dueOn: CalendarDate;
  /** Negative when overdue. */
  readonly daysLeft: number;
  /** The stage reached: so many days before, or -1 for overdue. */
  readonly stage_days: number;
  readonly severity: Severity;
  readonly devices: number;
}

interface Due {
  readonly ruleId: DeadlineRule;
  readonly device: DatedDevice;
  readonly dueOn: CalendarDate;
}

/** Stage of what is overdue. */
const overdueStage_days = -1;

/**
 * What is due soon or overdue on `today`, pure. A device that has a notice of its own keeps it; devices that hang
 * in a building (or site) with an open group notice belong to that; of the others, those of one building are one
 * notice from `groupFrom` on. Devices without a place are one notice under the rule's own name.
 */
export function dueNotices(
  devices: Iterable<DatedDevice>,
  {
    today,
    settings,
    open,
  }: { today: CalendarDate; settings: DeadlineSettings; open: readonly Pick<Alert, 'ruleId' | 'scope'>[] },
): readonly DueNotice[] {
  const isOpen = createLookup(open);
  const groups = new Map<string, { scope: AlertScope; dues: Due[] }>();
  const put = (scope: AlertScope, due: Due): void => {
    const key = toKey(due.ruleId, scope);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { scope, dues: [due] });
    else group.dues.push(due);
  };
  const undecided = new Map<string, { scope: AlertScope; dues: Due[] }>();
  for (const due of duesOf(devices, today, settings)) {
    const own = ownScope(due);
    const around = scopesAround(due);
    const joined = [own, ...around].find((scope) => isOpen(due.ruleId, scope));
    if (joined !== undefined) {
      put(joined, due);
      continue;
    }
    const scope = around.at(-1) ?? own;
    const key = toKey(due.ruleId, scope);
    const together = undecided.get(key) ?? { scope, dues: [] };
    together.dues.push(due);
    undecided.set(key, together);
  }
  for (const { scope, dues } of undecided.values()) {
    const isGroup = dues.length >= settings.groupFrom;
    for (const due of dues) put(isGroup ? scope : ownScope(due), due);
  }
  return [...groups.values()].map(({ scope, dues }) => toNotice(scope, dues, { today, settings }));
}

function* duesOf(
  devices: Iterable<DatedDevice>,
  today: CalendarDate,
  { ahead }: DeadlineSettings,
): Generator<Due> {
  const daysAhead = Math.max(...ahead.map(({ days }) => days));
  for (const device of devices) {
    const dates = [device.inspectionDueOn, device.endOfLifeOn];
    for (const [index, dueOn] of dates.entries()) {
      const ruleId = deadlineRules[index];
      if (dueOn === null || ruleId === undefined || daysBetween(today, dueOn) > daysAhead) continue;
      yield { ruleId, device, dueOn };
    }
  }
}

function ownScope({ device }: Due): AlertScope {
  return { type: 'device', id: device.id };
}

/** What a group of it may be about, the smaller first. */
function scopesAround({ device, ruleId }: Due): readonly AlertScope[] {
  const around: AlertScope[] = [];
  for (const place of device.path) {
    const [type, id] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)];
    if (type === 'site' || type === 'building') around.push({ type, id });
  }
  return around.length === 0 ? [{ type: 'rule', id: ruleId }] : around;
}

function toNotice(
  scope: AlertScope,
  dues: readonly Due[],
  { today, settings }: { today: CalendarDate; settings: DeadlineSettings },
): DueNotice {
  const first = dues.reduce((a, b) => (isBefore(b, a) ? b : a));
  const daysLeft = daysBetween(today, first.dueOn);
  // The nearest stage that has been reached.
  const stage = settings.ahead
    .filter(({ days }) => daysLeft <= days)
    .reduce<DeadlineSettings['ahead'][number] | null>(
      (a, b) => (a === null || b.days < a.days ? b : a),
      null,
    );
  const isOverdue = daysLeft < 0 || stage === null;
  return {
    ruleId: first.ruleId,
    scope,
    deviceId: first.device.id,
    kind: first.device.kind,
    dueOn: first.dueOn,
    daysLeft,
    stage_days: isOverdue ? overdueStage_days : stage.days,
    severity: isOverdue ? settings.overdueSeverity : stage.severity,
    devices: dues.length,
  };
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueOn === b.dueOn ? a.device.id < b.device.id : a.dueOn < b.dueOn;
}

function createLookup(alerts: readonly Pick<Alert, 'ruleId' | 'scope'>[]) {
  const keys = new Set(alerts.map(({ ruleId, scope }) => toKey(ruleId, scope)));
  return (ruleId: string, scope: AlertScope): boolean => keys.has(toKey(ruleId, scope));
}

export function toKey(ruleId: string, { type, id }: AlertScope): string {
  return `${ruleId}\n${type}\n${id}`;
}

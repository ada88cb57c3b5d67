import { pino } from 'pino';
import type { AlertChange, Forecast, ForecastOutcome, StaffAction } from '../domain/alert.ts';
import type { AlarmSettings } from '../domain/desk-settings.ts';
import type { JournalRecord } from '../domain/record.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { createAlertDesk, type AlertDesk, type AlertDeskOptions } from './desk.ts';
import { createTopology, type DevicePlace } from './topology.ts';

/** For tests: a change as the rules would say it; the third record of the journal unless told otherwise. */
export function toChange(change: AlertChange['change'], rest: Partial<AlertChange> = {}): AlertChange {
  return {
    change,
    cause: { offset: 3, index: 0 },
    alertId: 'aaaaaaaaaaaaaaaaaaaa',
    ruleId: 'smoke-alarm',
    ruleVersion: 'v1',
    scope: { type: 'device', id: 'smoke-1' },
    deviceId: 'smoke-1',
    kind: 'smoke',
    severity: 1,
    title: { zh: '火警', en: 'Fire alarm' },
    advice: { zh: '核实', en: 'Call' },
    latching: true,
    retrospective: false,
    eventTime: 1_800_000_000_000,
    receivedAt: 1_800_000_000_500,
    evidence: {
      metric: 'alarm',
      quantity: 'value',
      value: 1,
      threshold: 1,
      comparison: '==',
      since: 1_800_000_000_000,
      time: 1_800_000_000_000,
      readings: [{ metric: 'alarm', value: 1, time: 1_800_000_000_000 }],
      onDelay_s: 0,
      facts: {},
    },
    forecast: null,
    outcome: null,
    counterpartId: null,
    ...rest,
  };
}

/** For tests: what a forecast says of the water of `water-1`. */
export function toForecast(rest: Partial<Forecast> = {}): Forecast {
  return {
    metric: 'depth_m',
    threshold: 0.27,
    breachRuleId: 'water-depth',
    expectedAt: 1_800_000_600_000,
    earliestAt: 1_800_000_400_000,
    latestAt: 1_800_000_900_000,
    probability: 0.72,
    record: { count: 52, cameTrue: 41, medianLead_s: 660 },
    ...rest,
  };
}

/** For tests: how that forecast ended; it came true after eleven minutes unless told otherwise. */
export function toOutcome(rest: Partial<ForecastOutcome> = {}): ForecastOutcome {
  return {
    result: 'breached',
    reason: 'breached',
    madeAt: 1_800_000_000_000,
    expectedAt: 1_800_000_600_000,
    probability: 0.72,
    breachedAt: 1_800_000_660_000,
    promisedLead_s: 600,
    lead_s: 660,
    ...rest,
  };
}

/** For tests: a change of the alert that carries that forecast. */
export function toForecastChange(
  change: AlertChange['change'],
  rest: Partial<AlertChange> = {},
): AlertChange {
  return toChange(change, {
    alertId: 'ffffffffffffffffffff',
    ruleId: 'water-forecast',
    scope: { type: 'device', id: 'water-1' },
    deviceId: 'water-1',
    kind: 'water',
    severity: 3,
    title: { zh: '积水预警', en: 'Ponding expected' },
    latching: false,
    forecast: toForecast(),
    ...rest,
  });
}

/** For tests: what someone presses. */
export function toAction(action: StaffAction['action'], rest: Partial<StaffAction> = {}): StaffAction {
  return {
    action,
    alertId: 'aaaaaaaaaaaaaaaaaaaa',
    version: 1,
    by: 'li',
    role: 'operator',
    seat: null,
    at: 1_800_000_010_000,
    idempotencyKey: `${action}-1`,
    comment: null,
    finding: null,
    until: null,
    assignee: null,
    ...rest,
  };
}

/** For tests: the settings as they are by default, and no device has a place. */
export const surroundings: Pick<AlertDeskOptions, 'alarms' | 'placeOf'> = {
  alarms: () => defaultDeskSettings.alarms,
  placeOf: () => ({ path: [], gatewayId: null, feederId: null }),
};

/** For tests: a desk with the shortest of journals, which delivers what is appended at once. */
export function createTestDesk(settings: Partial<AlarmSettings> = {}): {
  desk: AlertDesk;
  say: (change: AlertChange) => void;
  /** Any other record; what `action` and `service` come to is asked of the desk. */
  tell: (record: JournalRecord) => void;
  placeOf: (deviceId: string) => DevicePlace;
  records: JournalRecord[];
} {
  const records: JournalRecord[] = [];
  const append = (record: JournalRecord): Promise<number> => {
    tell(record);
    return Promise.resolve(records.length);
  };
  const alarms = { ...defaultDeskSettings.alarms, ...settings };
  const topology = createTopology();
  const log = pino({ level: 'silent' });
  const desk = createAlertDesk({ append, log, alarms: () => alarms, placeOf: (id) => topology.of(id) });
  function tell(record: JournalRecord): void {
    records.push(record);
    topology.apply({ offset: records.length, record });
    desk.apply({ offset: records.length, record });
  }
  // The cause is the record before, as if each change had one of its own.
  const say = (change: AlertChange): void =>
    tell({ type: 'alert', change: { ...change, cause: { offset: records.length + 1, index: 0 } } });
  return { desk, say, tell, placeOf: (id) => topology.of(id), records };
}

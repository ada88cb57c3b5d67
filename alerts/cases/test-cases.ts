import { pino } from 'pino';
import type { Case, CaseAction, CaseActionType, CaseReport } from '../../domain/case.ts';
import type { CaseChange } from '../../domain/case-desk.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { JournalRecord } from '../../domain/record.ts';
import type { Role } from '../../domain/roles.ts';
import { defaultDeskSettings } from '../default-settings.ts';
import { createCases, type AlertStep, type Cases, type CasesApplied } from './cases.ts';

/** For tests: 2026-11-22 10:00 in Shanghai. */
export const morning = Date.UTC(2026, 10, 22, 2);

/** For tests: a report of smoke in a shop by the staff. */
export function toReport(rest: Partial<CaseReport> = {}): CaseReport {
  return {
    source: 'staff',
    category: 'fire',
    title: '商铺冒烟',
    description: '',
    severity: 2,
    alertIds: [],
    incidentId: null,
    deviceId: null,
    path: ['site:shop-1', 'grid:g1', 'community:c1', 'street:s1', 'district:d1'],
    position: null,
    pictureUrl: null,
    confidence: null,
    externalId: null,
    occurredAt: null,
    ...rest,
  };
}

/** For tests: who works here. */
export const people: Readonly<Record<string, Role>> = {
  li: 'operator',
  wang: 'operator',
  zhao: 'shiftLeader',
  sun: 'gridWorker',
  zhou: 'gridWorker',
  wu: 'maintenance',
  qian: 'viewer',
};

let keys = 0;

/** For tests: what somebody asks; on the first version at ten in the morning unless told otherwise. */
export function toCaseAction(action: CaseActionType, by: string, rest: Partial<CaseAction> = {}): CaseAction {
  keys += 1;
  return {
    action,
    caseId: 'case-1',
    version: 1,
    by,
    role: people[by] ?? 'viewer',
    seat: null,
    at: morning,
    idempotencyKey: `key-${keys}`,
    comment: null,
    report: null,
    assignee: null,
    finding: null,
    position: null,
    until: null,
    ...rest,
  };
}

/** For tests: cases with the shortest of journals, which delivers what is appended at once. */
export interface TestCases {
  readonly cases: Cases;
  readonly records: JournalRecord[];
  readonly changes: CaseChange[];
  /** What the last record led to. */
  applied(): CasesApplied;
  tick(at: number): void;
  say(record: JournalRecord, steps?: readonly AlertStep[]): void;
  /** Asks on the present version of the case at the given time. */
  act(action: CaseActionType, by: string, rest?: Partial<CaseAction>): ReturnType<Cases['act']>;
  /** Reports and returns the case. */
  report(rest?: Partial<CaseReport>, action?: Partial<CaseAction>): Promise<Case>;
}

export function createTestCases(
  options: {
    readonly settings?: DeskSettings;
    readonly incidentOf?: (alertId: string) => string | null;
  } = {},
): TestCases {
  const records: JournalRecord[] = [];
  const changes: CaseChange[] = [];
  let applied: CasesApplied = { changes: [], conclusions: [] };
  let now = morning;
  const cases = createCases({
    append: (record) => {
      say(record);
      return Promise.resolve(records.length);
    },
    log: pino({ level: 'silent' }),
    settings: () => options.settings ?? defaultDeskSettings,
    placeOf: () => ({ path: ['site:of-device'], gatewayId: null, feederId: null }),
    incidentOf: options.incidentOf ?? (() => null),
  });
  cases.onChange((change) => changes.push(change));

  function say(record: JournalRecord, steps: readonly AlertStep[] = []): void {
    records.push(record);
    applied = cases.apply({ offset: records.length, record }, steps);
  }

  const act: TestCases['act'] = (action, by, rest = {}) => {
    const version = cases.find(rest.caseId ?? 'case-1')?.version ?? 1;
    const asked = toCaseAction(action, by, { version, at: now, ...rest });
    now = Math.max(now, asked.at);
    return cases.act(asked);
  };
  return {
    cases,
    records,
    changes,
    applied: () => applied,
    say,
    tick(at) {
      now = Math.max(now, at);
      say({ type: 'tick', at });
    },
    act,
    async report(rest = {}, action = {}) {
      const { by = 'li', caseId = `case-${records.length + 1}`, ...others } = action;
      const outcome = await act('report', by, { report: toReport(rest), caseId, ...others });
      if (outcome.case === null) throw new Error(`not reported: ${outcome.reason?.en}`);
      return outcome.case;
    },
  };
}

import type { Accounts } from './accounts.ts';
import type { DashboardOptions } from './dependencies.ts';
import type { Pictures } from './pictures.ts';
import type { Scope, Scopes } from './scope.ts';
import { seesDelivery, seesIncident, seesMade } from './seen.ts';

/** What an address can name, with what is answered where there is no such thing. */
const missing = {
  alert: 'no-such-alert',
  incident: 'no-such-incident',
  case: 'no-such-case',
  device: 'no-such-device',
  planRun: 'no-such-plan-run',
  delivery: 'no-such-delivery',
  handover: 'no-such-handover',
  report: 'no-such-report',
  account: 'no-such-account',
  picture: 'no-such-picture',
} as const;

export type Subject = keyof typeof missing;

export function isSubject(word: string): word is Subject {
  return Object.hasOwn(missing, word);
}

/** Finds what addresses name, and whether somebody sees it. */
export interface Subjects {
  readonly missing: typeof missing;
  /** True of what there is not, too: the handler says so in its own way. */
  isSeen(subject: Subject, id: string, scope: Scope): Promise<boolean>;
}

export function createSubjects({
  fleet,
  alerts,
  incidents,
  cases,
  plans,
  confirmations,
  handovers,
  reports,
  accounts,
  pictures,
  scopes,
}: Pick<
  DashboardOptions,
  'fleet' | 'alerts' | 'incidents' | 'cases' | 'plans' | 'confirmations' | 'handovers' | 'reports'
> & {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly pictures: Pick<Pictures, 'casesOf'>;
  readonly scopes: Pick<Scopes, 'of'>;
}): Subjects {
  const looks: Readonly<Record<Subject, (id: string, scope: Scope) => boolean | Promise<boolean>>> = {
    device: (id, scope) => fleet.device(id) === undefined || scope.seesDevice(id),
    account(id, scope) {
      const account = accounts.find(id);
      return account === undefined || seesMade(scope, account.areas);
    },
    async alert(id, scope) {
      const alert = await alerts.find(id);
      return alert === null || scope.seesAlert(alert);
    },
    async incident(id, scope) {
      const incident = await incidents.find(id);
      return incident === null || (await seesIncident(incidents, incident, scope));
    },
    async case(id, scope) {
      const found = await cases.find(id);
      return found === null || scope.seesPath(found.path);
    },
    async planRun(id, scope) {
      const map = await plans.map(id);
      return map === null || scope.seesPath(map.run.situation.path);
    },
    delivery(id, scope) {
      const delivery = confirmations.find(id);
      return delivery === null || seesDelivery(delivery, scope);
    },
    async handover(id, scope) {
      const handover = await handovers.find(id);
      return handover === null || seesMade(scope, handover.sheet.areas ?? []);
    },
    async report(id, scope) {
      const report = await reports.find(id);
      return report === null || seesMade(scope, report.areas);
    },
    async picture(id, scope) {
      const { by, caseIds } = await pictures.casesOf(id);
      for (const caseId of caseIds) {
        const found = await cases.find(caseId);
        if (found !== null && scope.seesPath(found.path)) return true;
      }
      // Before it is part of anything, it is with whoever took it, and those who see the same.
      return by !== null && scopes.of(accounts.find(by)?.areas ?? []).key === scope.key;
    },
  };
  return { missing, isSeen: async (subject, id, scope) => await looks[subject](id, scope) };
}

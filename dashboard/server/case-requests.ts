import { createHash } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Alert } from '../../domain/alert.ts';
import type { CaseOutcome } from '../../domain/case-desk.ts';
import type { CaseAction } from '../../domain/case.ts';
import type { Role } from '../../domain/roles.ts';
import type { Language, Text } from '../../domain/text.ts';
import type { CaseWithPlace } from '../live-protocol.ts';
import type { AlertViews } from './alert-view.ts';
import type { Audit } from './audit/audit.ts';
import type { DashboardCases } from './dependencies.ts';
import { ProblemError } from './problem.ts';

/** Who asks, and from where. */
export interface CaseAsker {
  readonly by: string;
  readonly role: Role;
  readonly language: Language;
  readonly address: string;
}

/** What all requests about cases share: they are journalled, noted in the audit, and answered alike. */
export interface CaseRequests {
  /** Throws a problem where the journal does not take it, or the case does not allow it. */
  ask(
    asker: CaseAsker,
    asked: Asked,
  ): Promise<{
    readonly case: CaseWithPlace;
    /** The version that the action made; the case may have changed again since. */
    readonly version: number | null;
    readonly isNew: boolean;
    readonly reason: Text | null;
  }>;
}

/** An action without what every one has. Missing: null. */
export type Asked = Pick<CaseAction, 'action' | 'idempotencyKey'> &
  Partial<Omit<CaseAction, 'by' | 'role' | 'at' | 'seat'>>;

export function createCaseRequests(options: {
  readonly cases: Pick<DashboardCases, 'act'>;
  readonly views: Pick<AlertViews, 'case'>;
  readonly audit: Audit;
  readonly log: FastifyBaseLogger;
  readonly now: () => number;
}): CaseRequests {
  const { cases, views, audit, log, now } = options;

  async function act(action: CaseAction): Promise<CaseOutcome> {
    try {
      return await cases.act(action);
    } catch (error) {
      log.error({ err: error, caseId: action.caseId }, 'action on a case not journalled');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'It could not be written to disk and did not take effect: send it again.',
      });
    }
  }

  return {
    async ask({ by, role, language, address }, asked) {
      const at = now();
      // One person's key must not meet another's.
      const idempotencyKey = `${by}:${asked.idempotencyKey}`;
      const action: CaseAction = {
        caseId: idOf([by, idempotencyKey, at]),
        version: 1,
        comment: null,
        report: null,
        assignee: null,
        finding: null,
        position: null,
        until: null,
        seat: null,
        ...asked,
        by,
        role,
        at,
        idempotencyKey,
      };
      const { outcome, reason, case: present, version = null, isNew } = await act(action);
      audit.write({
        at,
        who: by,
        action: `case ${action.action}`,
        target: present?.id ?? action.caseId,
        detail: { version: action.version, outcome, reason: reason?.en ?? null },
        address,
      });
      const detail = reason === null ? {} : { detail: reason[language] };
      if (outcome === 'unknown' || (outcome === 'done' && present === null)) {
        throw new ProblemError(404, 'no-such-case', detail);
      }
      const shown = present === null ? null : views.case(present);
      if (outcome === 'done' && shown !== null) return { case: shown, version, isNew, reason };
      const [status, code] = outcome === 'stale' ? ([409, 'stale'] as const) : ([422, 'refused'] as const);
      throw new ProblemError(status, code, { ...detail, extensions: { reason, case: shown } });
    },
  };
}

function idOf(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 20);
}

/** The worst that the alerts of a report show. */
export function worstOf(alerts: readonly Alert[]): Alert['severity'] {
  return alerts.reduce<Alert['severity']>(
    (worst, alert) => (alert.displayedSeverity < worst ? alert.displayedSeverity : worst),
    4,
  );
}

import type { CaseChange } from '../../domain/case-desk.ts';
import type { Case, CaseAction, CaseReport } from '../../domain/case.ts';
import type { CaseSettings } from '../../domain/desk-settings.ts';
import { toChange } from './case-change.ts';
import { deadlineOf, makeMoreUrgent } from './case-clock.ts';
import { casesLimits, uncertainBelow } from './limits.ts';

interface Opening {
  readonly number: string;
  readonly at: number;
  readonly settings: CaseSettings;
}

/** A new case, at its first step. */
export function openCase(action: CaseAction, report: CaseReport, opening: Opening): CaseChange {
  const { number, at, settings } = opening;
  const { externalId, ...about } = report;
  const opened: Case = {
    id: action.caseId,
    number,
    version: 1,
    decidedVersion: 1,
    ...about,
    alertIds: about.alertIds.slice(0, casesLimits.alertsPerCase_max),
    step: 'reported',
    reportCount: 1,
    lastReportedAt: at,
    level: settings.level,
    whistledAt: null,
    whistleAt: null,
    assignee: null,
    handledBy: null,
    handlers: [],
    checkedBy: null,
    finding: null,
    result: null,
    hold: null,
    extensionAsked: null,
    dueAt: deadlineOf(report.severity, 'reported', { at, settings }),
    overdueSince: null,
    overdueCount: 0,
    reportedAt: at,
    reportedBy: action.by,
    reachedAt: { reported: at },
    closedAt: null,
    closedBy: null,
  };
  const { by, comment } = action;
  const detail = { ...toldBy(report, settings), externalId };
  const event = { caseId: opened.id, version: 1, at, type: 'report', by, comment, detail } as const;
  return { case: opened, event };
}

/** A further report of the same: counted, with what it knows that the case did not. */
export function joinCase(
  current: Case,
  { action, report }: { readonly action: CaseAction; readonly report: CaseReport },
  { at, settings }: Omit<Opening, 'number'>,
): CaseChange {
  const detail = toldBy(report, settings);
  const patch: Partial<Case> = {
    reportCount: current.reportCount + 1,
    lastReportedAt: at,
    category: current.category ?? report.category,
    position: current.position ?? report.position,
    pictureUrl: current.pictureUrl ?? report.pictureUrl,
    alertIds: [...new Set([...current.alertIds, ...report.alertIds])].slice(0, casesLimits.alertsPerCase_max),
    ...(detail.isUncertain ? {} : makeMoreUrgent(current, report.severity, { at, settings })),
  };
  const { by, comment } = action;
  const { title, description, externalId } = report;
  return toChange(current, patch, {
    at,
    type: 'repeat',
    by,
    comment,
    detail: { ...detail, title, description, externalId },
    isDecision: false,
  });
}

function toldBy(report: CaseReport, settings: CaseSettings) {
  const { source, category, severity, position, pictureUrl, confidence, occurredAt, alertIds } = report;
  const isUncertain = confidence !== null && confidence < (settings.confidence_min ?? uncertainBelow);
  return { source, category, severity, position, pictureUrl, confidence, isUncertain, occurredAt, alertIds };
}

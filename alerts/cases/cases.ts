import { timeOf } from '../time-of.ts';
import type { Logger } from 'pino';
import type { AlertEvent, Alert, Finding } from '../../domain/alert.ts';
import type { CaseChange, CaseDeadline, CaseOutcome } from '../../domain/case-desk.ts';
import {
  sourcePrefix,
  type Case,
  type CaseAction,
  type CaseEvent,
  type CaseReport,
  type TrackPoint,
} from '../../domain/case.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import type { CaseRecord, JournalEntry, TrackRecord } from '../../domain/record.ts';
import { isAllowed } from '../../domain/roles.ts';
import { createJudgedActions } from '../judged-actions.ts';
import type { DevicePlace } from '../topology.ts';
import { deadlinesOf, passTime } from './case-clock.ts';
import { foldCaseAction } from './case-life.ts';
import { byNewestReport, createCaseMemory, type CaseOutboxes } from './case-memory.ts';
import { tellOfAlert } from './case-news.ts';
import { joinCase, openCase } from './case-report.ts';
import { sentences } from './case-words.ts';
import { casesLimits } from './limits.ts';
import { isSameEvent } from './same-event.ts';

/**
 * Cases: everything that people are sent out for, from report to archive, as a fold of the journal. What is
 * due happens at its own time, whenever the next record tells that it has passed; none of it needs the
 * database.
 */
export interface Cases {
  /** Folds one entry; `steps` are what the desk made of it. Entries that were folded before change nothing. */
  apply(entry: JournalEntry, steps: readonly AlertStep[]): CasesApplied;
  /**
   * Journals what somebody asks for and answers once it is judged. The same idempotency key of the same person
   * acts once and is answered the same. Throws when the journal does not take it.
   */
  act(action: CaseAction): Promise<CaseOutcome>;
  /** Resolves when the positions are on disk. */
  track(points: readonly TrackPoint[]): Promise<void>;
  /** Newest first. */
  open(): readonly Case[];
  /** An open case, or one that was closed lately. */
  find(id: string): Case | undefined;
  recentlyClosed(): readonly Case[];
  /** The open case of an alert, or of its incident. */
  byAlert(alertId: string): Case | undefined;
  deadlines(of: Case): readonly CaseDeadline[];
  /** The lines of history that memory has. */
  events(caseId: string): readonly CaseEvent[];
  onChange(listener: (change: CaseChange) => void): void;
  /** A position was folded; it waits for the database. */
  onTrack(listener: () => void): void;
  readonly outbox: CaseOutboxes;
  /** Positions that were given up because too many waited for the database. */
  droppedTracks(): number;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** A change of an alert, as the desk makes it. */
export interface AlertStep {
  readonly alert: Alert;
  readonly event: AlertEvent;
}

/** What a closed case found out about an alert: for the desk. */
interface Conclusion {
  readonly alertId: string;
  readonly finding: Finding;
  readonly by: string;
  readonly at: number;
  readonly comment: string | null;
}

export interface CasesApplied {
  readonly changes: readonly CaseChange[];
  readonly conclusions: readonly Conclusion[];
}

/** A judged action without the case, which is looked up afresh when asked again. */
interface RememberedOutcome extends Omit<CaseOutcome, 'case'> {
  readonly caseId: string;
}

interface Place {
  readonly lastOffset: number;
  readonly clock: number;
  readonly outcomes: readonly (readonly [string, RememberedOutcome])[];
}

const nothing: CasesApplied = { changes: [], conclusions: [] };

export function createCases(options: {
  readonly append: (record: CaseRecord | TrackRecord) => Promise<unknown>;
  readonly log: Logger;
  /** As of the record that is being folded. */
  readonly settings: () => DeskSettings;
  readonly placeOf: (deviceId: string) => DevicePlace;
  /** The id of the open incident that an alert is part of. */
  readonly incidentOf: (alertId: string) => string | null;
}): Cases {
  const { append, log, settings, placeOf, incidentOf } = options;
  const memory = createCaseMemory<Place>();
  const listeners: ((change: CaseChange) => void)[] = [];
  const trackListeners: (() => void)[] = [];
  const actions = createJudgedActions<CaseAction, RememberedOutcome>({
    append: (action) => append({ type: 'case', action }),
    isMachine: (by) => by.startsWith(sourcePrefix),
    log,
  });
  let lastOffset = 0;
  /** The latest time that a record told; it never goes back. */
  let clock = 0;
  let changes: CaseChange[] = [];

  function apply({ offset, record }: JournalEntry, steps: readonly AlertStep[]): CasesApplied {
    if (offset <= lastOffset) return nothing;
    lastOffset = offset;
    changes = [];
    clock = Math.max(clock, timeOf(record));
    takeWhatIsDue();
    for (const step of steps) tell(step);
    if (record.type === 'case') actions.settle(record.action, () => judge(record.action));
    else if (record.type === 'track') noteTrack(record.point);
    if (changes.length === 0) return nothing;
    return { changes, conclusions: changes.flatMap(conclude) };
  }

  function noteTrack(point: TrackPoint): void {
    memory.noteTrack(point);
    for (const listener of trackListeners) listener();
  }

  function takeWhatIsDue(): void {
    if (!memory.isDue(clock)) return;
    const due = [...memory.eachOpen()].flatMap((current) => passTime(current, clock, settings().cases));
    due.sort((a, b) => a.event.at - b.event.at || compare(a.case.id, b.case.id));
    due.forEach(take);
  }

  function tell(step: AlertStep): void {
    const current = byAlert(step.alert.id);
    if (current === undefined) return;
    const change = tellOfAlert(current, step, { at: clock, settings: settings().cases });
    if (change !== null) take(change);
  }

  function judge(action: CaseAction): RememberedOutcome {
    if (action.action === 'report') return judgeReport(action);
    const { caseId } = action;
    const current = memory.find(caseId);
    if (current === undefined) {
      return { outcome: 'unknown', reason: sentences.noSuchCase, caseId, isNew: false };
    }
    const judgement = foldCaseAction(current, action, { now: clock, settings: settings() });
    if (judgement.outcome !== 'done') return { ...judgement, caseId, isNew: false };
    take(judgement.change);
    const { version } = judgement.change.case;
    return { outcome: 'done', reason: null, caseId, version, isNew: false };
  }

  function judgeReport(action: CaseAction): RememberedOutcome {
    const { caseId, by, role } = action;
    const isSource = by.startsWith(sourcePrefix);
    const refuse = (reason: RememberedOutcome['reason']): RememberedOutcome => {
      return { outcome: 'refused', reason, caseId, isNew: false };
    };
    if (!isSource && !isAllowed(role, 'task')) return refuse(sentences.notAllowed);
    if (action.report === null || action.report.title.trim() === '') return refuse(sentences.needsTitle);
    const report = complete(action.report);
    const known = knownCase(action, report);
    if (known !== undefined) return join(known, { ...action, report }, report);
    const at = clock;
    if (isSource && memory.openOf(by) >= casesLimits.openPerSource_max) {
      return refuse(sentences.tooMany(casesLimits.openPerSource_max));
    }
    const { timeZone, cases } = settings();
    take(openCase(action, report, { number: memory.numbers.next(at, timeZone), at, settings: cases }));
    if (report.externalId !== null) memory.noteExternalId(by, report.externalId, caseId);
    return { outcome: 'done', reason: null, caseId, isNew: true };
  }

  /** What a report leaves for us to know: its incident, and where its device stands. */
  function complete(report: CaseReport): CaseReport {
    const [alertId] = report.alertIds;
    const incidentId = report.incidentId ?? (alertId === undefined ? null : incidentOf(alertId));
    const { deviceId } = report;
    const path = report.path.length > 0 || deviceId === null ? report.path : placeOf(deviceId).path;
    return { ...report, incidentId, path, alertIds: [...new Set(report.alertIds)] };
  }

  /** The case that a report is about already. */
  function knownCase({ caseId, by }: CaseAction, report: CaseReport): Case | undefined {
    const { externalId, alertIds, incidentId, source } = report;
    const named =
      memory.find(caseId) ?? (externalId === null ? undefined : memory.byExternalId(by, externalId));
    if (named !== undefined) return named;
    for (const alertId of alertIds) {
      const current = byAlert(alertId);
      if (current !== undefined) return current;
    }
    const ofIncident = incidentId === null ? undefined : memory.byIncident(incidentId);
    // What staff report by hand, or dispatch from an alert, they have judged themselves.
    if (ofIncident !== undefined || source === 'staff' || source === 'sensor') return ofIncident;
    const context = { at: clock, settings: settings().cases };
    const same = [...memory.eachOpen()].filter((current) => isSameEvent(current, report, context));
    return same.toSorted(byNewestReport)[0];
  }

  /** A repeat is counted once for each telling; told once more by the same name, or of nothing new, not at all. */
  function join(known: Case, action: CaseAction, report: CaseReport): RememberedOutcome {
    const outcome: RememberedOutcome = {
      outcome: 'done',
      reason: sentences.joined(known.number, known.reportedBy),
      caseId: known.id,
      isNew: false,
    };
    const { externalId } = report;
    const isToldAgain = externalId !== null && memory.byExternalId(action.by, externalId) !== undefined;
    // An alert is part of one open case only.
    const alertIds = report.alertIds.filter((id) => [undefined, known.id].includes(byAlert(id)?.id));
    const isNothingNew = report.source === 'sensor' && alertIds.every((id) => known.alertIds.includes(id));
    if (known.closedAt !== null || known.id === action.caseId || isToldAgain || isNothingNew) return outcome;
    if (externalId !== null) memory.noteExternalId(action.by, externalId, known.id);
    const told = { action, report: { ...report, alertIds } };
    take(joinCase(known, told, { at: clock, settings: settings().cases }));
    return outcome;
  }

  function byAlert(alertId: string): Case | undefined {
    const current = memory.byAlert(alertId);
    if (current !== undefined) return current;
    const incidentId = incidentOf(alertId);
    return incidentId === null ? undefined : memory.byIncident(incidentId);
  }

  function take(change: CaseChange): void {
    memory.take(change);
    changes.push(change);
    for (const listener of listeners) listener(change);
  }

  function toOutcome({ caseId, ...outcome }: RememberedOutcome): CaseOutcome {
    return { ...outcome, case: memory.find(caseId) ?? null };
  }

  return {
    apply,
    act: async (action) => toOutcome(await actions.ask(action)),
    async track(points) {
      await Promise.all(points.map((point) => append({ type: 'track', point })));
    },
    open: () => memory.open(),
    find: (id) => memory.find(id),
    recentlyClosed: () => memory.recentlyClosed(),
    byAlert,
    deadlines: (of) => deadlinesOf(of, settings().cases),
    events: (caseId) => memory.events(caseId),
    onChange: (listener) => listeners.push(listener),
    onTrack: (listener) => trackListeners.push(listener),
    outbox: memory.outbox,
    droppedTracks: () => memory.droppedTracks(),
    snapshot: () => memory.snapshot({ lastOffset, clock, outcomes: actions.outcomes() }),
    restore(state) {
      const place = memory.restore(state);
      ({ lastOffset, clock } = place);
      actions.restore(place.outcomes);
    },
  };
}

function conclude({ case: closed, event }: CaseChange): readonly Conclusion[] {
  const { finding, result, alertIds } = closed;
  if (event.type !== 'close' || finding === null) return [];
  const { by, at } = event;
  return alertIds.map((alertId) => ({ alertId, finding, by, at, comment: event.comment ?? result }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

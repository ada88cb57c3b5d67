import { deserialize, serialize } from 'node:v8';
import type { Logger } from 'pino';
import type {
  PlanAction,
  PlanOutcome,
  PlanRun,
  PlanRunEvent,
  PlanSituation,
  PlanStart,
  PlanSubject,
} from '../../domain/plan.ts';
import type { JournalEntry, PlanRecord } from '../../domain/record.ts';
import { isAllowed } from '../../domain/roles.ts';
import type { Text } from '../../domain/text.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import { createJudgedActions, dropOldest } from '../judged-actions.ts';
import { plansLimits } from './limits.ts';
import type { parsePlans } from './parse-plans.ts';
import { createPlanBook, filesAuthor, type BookContent, type PlanBook } from './plan-book.ts';
import { endRun, noteRun, passTime, startRun, tickStep, type PlanMove } from './plan-life.ts';

/** A run with its history. */
export interface PlanRunDocument {
  readonly run: PlanRun;
  /** The oldest first. */
  readonly events: readonly PlanRunEvent[];
}

/**
 * Plans (预案): which are in force, and which are in motion for what, as a fold of the journal. They are records
 * of the journal and not rows of the database, because a plan is needed most when things are broken, and because
 * a run goes on with the plan as it was when it was set in motion; the database gets the history of both.
 */
export interface PlanRoom {
  /** Folds one entry; entries that were folded before change nothing. */
  apply(entry: JournalEntry): readonly PlanMove[];
  /** Journals what somebody asks for and answers once it is judged. Throws when the journal does not take it. */
  act(action: PlanAction): Promise<PlanOutcome>;
  readonly book: Pick<PlanBook, 'plans' | 'places' | 'files' | 'head' | 'heads' | 'diskSetId'>;
  /** Those in motion, newest first. */
  running(): readonly PlanRun[];
  /** In motion, or ended lately. */
  find(runId: string): PlanRunDocument | undefined;
  /** What is known now of what a plan may be set in motion for; null: nothing. */
  situationOf(subject: PlanSubject): PlanSituation | null;
  /** In motion, and ended lately. */
  remembered(): readonly PlanRunDocument[];
  onChange(listener: (move: PlanMove) => void): void;
  /** Called when other plans came into force. */
  onPut(listener: () => void): void;
  readonly outbox: { readonly runs: DocumentOutbox<PlanRunDocument>; readonly sets: PlanBook['outbox'] };
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

interface Remembered {
  readonly outcome: PlanOutcome['outcome'];
  readonly reason: Text | null;
  readonly runId: string | null;
}

interface Snapshot {
  readonly format: number;
  readonly lastOffset: number;
  readonly clock: number;
  readonly book: BookContent;
  readonly runs: readonly PlanRunDocument[];
  readonly unsaved: readonly Document<PlanRunDocument>[];
  readonly outcomes: readonly (readonly [string, Remembered])[];
}

const format = 1;

export function createPlanRoom(options: {
  readonly append: (record: PlanRecord) => Promise<unknown>;
  /** As of the record that is being folded. */
  readonly situationOf: (subject: PlanSubject) => PlanSituation | null;
  /** For tests, which play thousands of histories. */
  readonly parse?: typeof parsePlans;
  readonly log: Logger;
}): PlanRoom {
  const { append, situationOf, log } = options;
  const book = createPlanBook(options.parse);
  /** In the order of their start; the ended ones among them. */
  const runs = new Map<string, PlanRunDocument>();
  const outbox = createDocumentOutbox<PlanRunDocument>();
  const listeners: ((move: PlanMove) => void)[] = [];
  const putListeners: (() => void)[] = [];
  const actions = createJudgedActions<PlanAction, Remembered>({
    append: (action) => append({ type: 'plan', action }),
    log,
  });
  let lastOffset = 0;
  /** The latest time that a record told; it never goes back. */
  let clock = 0;
  let moves: PlanMove[] = [];

  function apply({ offset, record }: JournalEntry): readonly PlanMove[] {
    if (offset <= lastOffset) return [];
    lastOffset = offset;
    moves = [];
    if (record.type === 'tick') advance(record.at);
    else if (record.type === 'plan') {
      const { action } = record;
      advance(action.at);
      actions.settle(action, () => judge(action));
    }
    return moves;
  }

  function advance(at: number): void {
    clock = Math.max(clock, at);
    const late = running().flatMap((run) => passTime(run, clock));
    late.sort((a, b) => a.event.at - b.event.at || (a.run.id < b.run.id ? -1 : Number(a.run.id > b.run.id)));
    late.forEach(take);
  }

  function judge(action: PlanAction): Remembered {
    if (action.action === 'put') {
      const isAllowedTo = action.by === filesAuthor || isAllowed(action.role, 'rules');
      if (!isAllowedTo) return refuse(notAllowed);
      const fault = book.put(action, { at: clock, offset: lastOffset });
      if (fault === null) {
        for (const listener of putListeners) listener();
        return { outcome: 'done', reason: null, runId: null };
      }
      return { outcome: fault.isStale ? 'stale' : 'refused', reason: fault.reason, runId: null };
    }
    if (action.action === 'start') return judgeStart(action);
    const found = runs.get(action.runId);
    if (found === undefined) return { outcome: 'unknown', reason: null, runId: null };
    const { run, events } = found;
    const isFull = events.length >= plansLimits.events_max;
    if (action.action === 'end') {
      return isAllowed(action.role, 'act')
        ? settle(run, endRun(run, action, clock))
        : refuse(notAllowed, run);
    }
    if (isFull) return refuse({ zh: '改动过多，请结束预案', en: 'too many changes: end the plan' }, run);
    return settle(run, action.action === 'note' ? noteRun(run, action, clock) : tickStep(run, action, clock));
  }

  function judgeStart(action: PlanStart): Remembered {
    if (!isAllowed(action.role, 'act')) return refuse(notAllowed);
    const { planId, subject } = action;
    const isOfBoth = ({ plan, situation }: PlanRun): boolean =>
      plan.id === planId && situation.subject.type === subject.type && situation.subject.id === subject.id;
    // Pressed twice, or by two people: one plan in motion.
    const present = running().find(isOfBoth);
    if (present !== undefined) return { outcome: 'done', reason: null, runId: present.id };
    const plan = book.plans().find(({ id }) => id === planId);
    const situation = situationOf(subject);
    if (plan === undefined || situation === null) {
      const reason =
        plan === undefined
          ? { zh: '没有这个预案', en: 'there is no such plan' }
          : { zh: '没有这个对象', en: `there is no such ${subject.type}` };
      return { outcome: 'unknown', reason, runId: null };
    }
    if (running().length >= plansLimits.running_max) {
      return refuse({ zh: '运行中的预案过多', en: 'too many plans are in motion: end some' });
    }
    const { setId } = book.head();
    const move = startRun({ plan, setId, situation }, action, { at: clock, offset: lastOffset });
    take(move);
    return { outcome: 'done', reason: null, runId: move.run.id };
  }

  function settle(run: PlanRun, result: PlanMove | Text): Remembered {
    if (!('event' in result)) return refuse(result, run);
    take(result);
    // What is taken back after its deadline is late from then on.
    for (const move of passTime(result.run, clock, clock)) take(move);
    return { outcome: 'done', reason: null, runId: run.id };
  }

  function take(move: PlanMove): void {
    const { run, event } = move;
    const events = [...(runs.get(run.id)?.events ?? []), event];
    const document = { run, events };
    runs.set(run.id, document);
    outbox.add(run.id, document);
    moves.push(move);
    if (run.endedAt !== null) forgetEnded();
    for (const listener of listeners) listener(move);
  }

  function forgetEnded(): void {
    const ended = new Map(
      [...runs.values()]
        .filter(({ run }) => run.endedAt !== null)
        .toSorted((a, b) => (a.run.endedAt ?? 0) - (b.run.endedAt ?? 0))
        .map(({ run }) => [run.id, run]),
    );
    const before = [...ended.keys()];
    dropOldest(ended, plansLimits.ended_max);
    for (const id of before) if (!ended.has(id)) runs.delete(id);
  }

  function running(): readonly PlanRun[] {
    return [...runs.values()]
      .map(({ run }) => run)
      .filter(({ endedAt }) => endedAt === null)
      .toReversed();
  }

  function restore(state: Uint8Array): void {
    const content = deserialize(state) as Snapshot;
    if (content.format !== format) throw new Error(`the plans' snapshot has format ${content.format}`);
    ({ lastOffset, clock } = content);
    book.restore(content.book);
    runs.clear();
    for (const document of content.runs) runs.set(document.run.id, document);
    outbox.restore(content.unsaved);
    actions.restore(content.outcomes);
  }

  return {
    apply,
    async act(action) {
      const { runId, ...outcome } = await actions.ask(action);
      return { ...outcome, run: runId === null ? null : (runs.get(runId)?.run ?? null) };
    },
    book,
    running,
    find: (runId) => runs.get(runId),
    situationOf,
    remembered: () => [...runs.values()],
    onChange: (listener) => listeners.push(listener),
    onPut: (listener) => putListeners.push(listener),
    outbox: { runs: outbox, sets: book.outbox },
    snapshot() {
      const content: Snapshot = {
        format,
        lastOffset,
        clock,
        book: book.snapshot(),
        runs: [...runs.values()],
        unsaved: outbox.content(),
        outcomes: actions.outcomes(),
      };
      return serialize(content);
    },
    restore,
  };
}

const notAllowed: Text = { zh: '您的角色不能这样做', en: 'your role may not do this' };

function refuse(reason: Text, run: PlanRun | null = null): Remembered {
  return { outcome: 'refused', reason, runId: run?.id ?? null };
}

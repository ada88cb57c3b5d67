import { toContentId } from '../content-id.ts';
import { deserialize, serialize } from 'node:v8';
import type { Logger } from 'pino';
import type { Handover, HandoverAction, HandoverOutcome } from '../../domain/handover.ts';
import type { HandoverRecord, JournalEntry } from '../../domain/record.ts';
import type { Text } from '../../domain/text.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import { createJudgedActions, dropOldest } from '../judged-actions.ts';
import { handoverLimits } from './limits.ts';

/**
 * Shifts as they are signed over (交接班): a fold of the journal. The leaving leader signs the sheet as it was,
 * with remarks; it counts as handed over once whoever it was given to confirms. None of it needs the database.
 */
export interface Handovers {
  apply(entry: JournalEntry): void;
  /** Journals what somebody signs and answers once it is judged. Throws when the journal does not take it. */
  act(action: HandoverAction): Promise<HandoverOutcome>;
  find(id: string): Handover | undefined;
  /** Those that memory has, newest first. */
  recent(): readonly Handover[];
  onChange(listener: () => void): void;
  readonly outbox: DocumentOutbox<Handover>;
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
}

interface RememberedOutcome extends Omit<HandoverOutcome, 'handover'> {
  readonly id: string | null;
}

interface Snapshot {
  readonly format: number;
  readonly held: readonly Handover[];
  readonly waiting: readonly Document<Handover>[];
  readonly outcomes: readonly (readonly [string, RememberedOutcome])[];
}

const format = 1;

export function createHandovers(options: {
  readonly append: (record: HandoverRecord) => Promise<number>;
  readonly log: Logger;
}): Handovers {
  const { append, log } = options;
  const held = new Map<string, Handover>();
  const outbox = createDocumentOutbox<Handover>();
  const listeners: (() => void)[] = [];
  const actions = createJudgedActions<HandoverAction, RememberedOutcome>({
    append: (action) => append({ type: 'handover', action }),
    log,
  });

  function judge(action: HandoverAction): RememberedOutcome {
    return action.action === 'give' ? give(action) : take(action);
  }

  function give(action: HandoverAction): RememberedOutcome {
    const { by, at, to, remarks, sheet } = action;
    if (to === null || sheet === null) return refused({ zh: '请说明交给谁', en: 'say to whom' }, null);
    if (to === by) return refused({ zh: '不能交给自己', en: 'nobody hands over to themselves' }, null);
    const former = held.values().find((one) => isSameShift(one, sheet));
    if (former !== undefined && former.takenAt !== null) {
      return refused(takenAlready(former), former.id);
    }
    if (former !== undefined && former.givenBy !== by) {
      const { givenBy, id } = former;
      return refused(
        { zh: `${givenBy} 已交出本班`, en: `${givenBy} has signed this shift over already` },
        id,
      );
    }
    // Signed once more before it was taken: the sheet and the remarks as they are now.
    const id = former?.id ?? idOf(action);
    const version = (former?.version ?? 0) + 1;
    const waiting = { takenBy: null, takenAt: null, takenRemarks: '' };
    keep({ id, version, givenBy: by, givenTo: to, givenAt: at, remarks, ...waiting, sheet });
    return { outcome: 'done', reason: null, id };
  }

  function take({ by, at, role, remarks, handoverId, version }: HandoverAction): RememberedOutcome {
    const handover = handoverId === null ? undefined : held.get(handoverId);
    if (handover === undefined)
      return { outcome: 'unknown', reason: { zh: '没有此交接', en: 'there is no such handover' }, id: null };
    const { id } = handover;
    if (handover.version !== version)
      return { outcome: 'stale', reason: { zh: '此后又重新签交', en: 'it was signed again since' }, id };
    if (handover.takenAt !== null) return refused(takenAlready(handover), id);
    const mayStandIn = role === 'supervisor' || role === 'administrator';
    if (by !== handover.givenTo && (!mayStandIn || by === handover.givenBy)) {
      const { givenTo } = handover;
      return refused({ zh: `此班交给了 ${givenTo}`, en: `it was given to ${givenTo}` }, id);
    }
    keep({ ...handover, version: version + 1, takenBy: by, takenAt: at, takenRemarks: remarks });
    return { outcome: 'done', reason: null, id };
  }

  function keep(handover: Handover): void {
    held.delete(handover.id);
    held.set(handover.id, handover);
    dropOldest(held, handoverLimits.held_max);
    outbox.add(handover.id, handover);
    for (const listener of listeners) listener();
  }

  return {
    apply({ record }) {
      if (record.type === 'handover') actions.settle(record.action, () => judge(record.action));
    },
    async act(action) {
      const { outcome, reason, id } = await actions.ask(action);
      return { outcome, reason, handover: (id === null ? undefined : held.get(id)) ?? null };
    },
    find: (id) => held.get(id),
    recent: () => [...held.values()].toReversed(),
    onChange: (listener) => void listeners.push(listener),
    outbox,
    snapshot() {
      const content: Snapshot = {
        format,
        held: [...held.values()],
        waiting: outbox.content(),
        outcomes: actions.outcomes(),
      };
      return serialize(content);
    },
    restore(state) {
      const content = deserialize(state) as Snapshot;
      if (content.format !== format) throw new Error(`the handovers' snapshot has format ${content.format}`);
      held.clear();
      for (const handover of content.held) held.set(handover.id, handover);
      outbox.restore(content.waiting);
      actions.restore(content.outcomes);
    },
  };
}

/** Each part of the district has a handover of its own. */
function isSameShift({ sheet: { shift, areas = [] } }: Handover, given: Handover['sheet']): boolean {
  const isSamePart = areas.join('\n') === (given.areas ?? []).join('\n');
  return isSamePart && shift.id === given.shift.id && shift.from === given.shift.from;
}

function takenAlready({ takenBy }: Handover): Text {
  return { zh: `${takenBy} 已接班`, en: `it was taken over by ${takenBy} already` };
}

function refused(reason: Text, id: string | null): RememberedOutcome {
  return { outcome: 'refused', reason, id };
}

function idOf({ by, at, idempotencyKey }: HandoverAction): string {
  return toContentId(['handover', by, at, idempotencyKey]);
}

import type { Plan, PlanFile, PlanPlace, PlanPut, PlanSetHead } from '../../domain/plan.ts';
import type { Text } from '../../domain/text.ts';
import { createDocumentOutbox, type Document, type DocumentOutbox } from '../document-outbox.ts';
import { plansLimits } from './limits.ts';
import { parsePlans, toPlanSetId, type ParsedPlans } from './parse-plans.ts';

/** A set of plans that came into force, for the database's history. */
export interface PlanSet extends PlanSetHead {
  readonly offset: number;
  readonly files: readonly PlanFile[];
}

/** Which plans are in force: a fold of what was put there. */
export interface PlanBook {
  plans(): readonly Plan[];
  places(): readonly PlanPlace[];
  files(): readonly PlanFile[];
  head(): PlanSetHead;
  /** Newest first, the present one included. */
  heads(): readonly PlanSetHead[];
  /** Of the files on disk that were put in force last. */
  diskSetId(): string;
  /** In words why not; null when it is in force now. */
  put(action: PlanPut, place: { at: number; offset: number }): { isStale: boolean; reason: Text } | null;
  readonly outbox: DocumentOutbox<PlanSet>;
  snapshot(): BookContent;
  restore(content: BookContent): void;
}

export interface BookContent {
  readonly files: readonly PlanFile[];
  readonly heads: readonly PlanSetHead[];
  readonly diskSetId: string;
  readonly unsaved: readonly Document<PlanSet>[];
}

/** The author of what is read from disk at the start. */
export const filesAuthor = 'files';

export function createPlanBook(parse: (files: readonly PlanFile[]) => ParsedPlans = parsePlans): PlanBook {
  let files: readonly PlanFile[] = [];
  let heads: readonly PlanSetHead[] = [{ setId: toPlanSetId([]), at: 0, by: filesAuthor, comment: null }];
  let diskSetId = '';
  let parsed = parse(files);
  const outbox = createDocumentOutbox<PlanSet>();

  function head(): PlanSetHead {
    const [present] = heads;
    if (present === undefined) throw new Error('plans: no set is in force');
    return present;
  }

  return {
    plans: () => parsed.plans,
    places: () => parsed.places,
    files: () => files,
    head,
    heads: () => heads,
    diskSetId: () => diskSetId,
    put({ files: put, expectedSetId, by, comment }, { at, offset }) {
      if (expectedSetId !== null && expectedSetId !== head().setId) {
        return {
          isStale: true,
          reason: { zh: '预案已被他人修改', en: 'other plans have come into force since' },
        };
      }
      const next = parse(put);
      const [first] = next.errors;
      if (first !== undefined) {
        const where = `${first.file}:${first.line}: ${first.message}`;
        return { isStale: false, reason: { zh: `文件有误：${where}`, en: `a file is wrong: ${where}` } };
      }
      const setId = toPlanSetId(put);
      parsed = next;
      files = put;
      if (by === filesAuthor) diskSetId = setId;
      const made = { setId, at, by, comment };
      heads = [made, ...heads].slice(0, plansLimits.setHeads_max);
      outbox.add(String(offset), { ...made, offset, files: put });
      return null;
    },
    outbox,
    snapshot: () => ({ files, heads, diskSetId, unsaved: outbox.content() }),
    restore(content) {
      ({ files, heads, diskSetId } = content);
      parsed = parse(files);
      outbox.restore(content.unsaved);
    },
  };
}

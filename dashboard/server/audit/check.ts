import type { Kysely } from 'kysely';
import type { Schema } from '../../../database/schema.ts';
import { hashOf, noHash, type ChainHead } from './chain.ts';

/** What does not fit in the chains of the audit. */
export interface AuditFault {
  /** `changed`: its hash is another; `missing`: entries before it are gone; `cut`: entries at a chain's end are. */
  readonly fault: 'changed' | 'missing' | 'cut';
  readonly chain: string;
  /** The entry at which it shows. */
  readonly seq: number;
  /** Of that entry, ms; null: it is gone. */
  readonly at: number | null;
}

export interface AuditCheck {
  readonly entries: number;
  readonly chains: number;
  /** From before there were chains: nothing can be said of them. */
  readonly unchained: number;
  /** The time of the first entry of a chain, ms; null: there is none. */
  readonly since: number | null;
  readonly faults: number;
  /** The first of them. */
  readonly first: readonly AuditFault[];
}

export interface CheckedRow {
  readonly at: Date;
  readonly who: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
  readonly chain: string | null;
  readonly seq: string | null;
  readonly hash: string | null;
}

const faultsTold = 100;
const pageRows = 2_000;

/**
 * Reads the whole audit in the order in which it was written, and works every hash out anew. `head` is the latest
 * entry that must be there, where somebody knows it: the running service does.
 */
export async function checkAudit(
  rows: AsyncIterable<CheckedRow>,
  head: ChainHead | null,
): Promise<AuditCheck> {
  const heads = new Map<string, ChainHead>();
  const promised: ChainHead[] = head === null ? [] : [head];
  const first: AuditFault[] = [];
  let [entries, unchained, faults] = [0, 0, 0];
  let since: number | null = null;

  function tell(fault: AuditFault): void {
    faults += 1;
    if (first.length < faultsTold) first.push(fault);
  }

  for await (const { at, seq: seqText, hash, ...row } of rows) {
    entries += 1;
    const { chain } = row;
    if (chain === null || seqText === null || hash === null) {
      unchained += 1;
      continue;
    }
    since ??= at.getTime();
    const seq = Number(seqText);
    const before = heads.get(chain) ?? { chain, seq: 0, hash: noHash };
    if (seq !== before.seq + 1) tell({ fault: 'missing', chain, seq, at: at.getTime() });
    else if (hashOf(before.hash, { ...row, chain, seq, at: at.getTime() }) !== hash) {
      tell({ fault: 'changed', chain, seq, at: at.getTime() });
    }
    heads.set(chain, { chain, seq, hash });
    // Each life says where the one before it ended.
    const after = seq === 1 ? (row.detail['after'] as ChainHead | null | undefined) : null;
    if (after !== null && after !== undefined) promised.push(after);
  }
  for (const { chain, seq, hash } of promised) {
    const found = heads.get(chain);
    const isCut =
      seq > 0 && (found === undefined || found.seq < seq || (found.seq === seq && found.hash !== hash));
    if (isCut) tell({ fault: 'cut', chain, seq, at: null });
  }
  return { entries, chains: heads.size, unchained, since, faults, first };
}

/** Every entry, the oldest first. */
export async function* readAudit(kysely: Kysely<Schema>): AsyncGenerator<CheckedRow> {
  let after = '0';
  for (;;) {
    const rows = await kysely
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

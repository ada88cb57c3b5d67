import { createHash } from 'node:crypto';

/** Who did what to what. `detail` never holds a password or secret. */
export interface AuditEntry {
  readonly at: number;
  /** Username; `nobody` when nobody is logged in. */
  readonly who: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

/**
 * An entry in its place. Each start of the service begins a chain; each entry's hash covers the one before it, so
 * that none can be changed, left out or put between without all after it showing it.
 */
export interface ChainedEntry extends AuditEntry {
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly hash: string;
}

/** The latest entry of a chain. */
export type ChainHead = Pick<ChainedEntry, 'chain' | 'seq' | 'hash'>;

/** The hash before a chain's first entry. */
export const noHash = '';

const detailTextMax = 4_096;
const wordsMax = 500;

/** The entry as any database can keep it and tell it again unchanged, and not longer than an entry should be. */
export function toLasting(entry: AuditEntry): AuditEntry {
  const detail = sorted(JSON.parse(JSON.stringify(entry.detail))) as AuditEntry['detail'];
  const text = JSON.stringify(detail);
  return {
    at: Math.round(entry.at),
    who: words(entry.who),
    action: words(entry.action),
    target: entry.target === null ? null : words(entry.target),
    detail: text.length <= detailTextMax ? detail : { cut: words(text) },
    address: entry.address === null ? null : words(entry.address),
  };
}

export function hashOf(before: string, entry: Omit<ChainedEntry, 'hash'>): string {
  const { chain, seq, at, who, action, target, detail, address } = entry;
  const text = JSON.stringify([before, chain, seq, at, who, action, target, sorted(detail), address]);
  return createHash('sha256').update(text).digest('hex');
}

function words(text: string): string {
  return lasting(text.slice(0, wordsMax));
}

/** PostgreSQL keeps neither a zero character nor half of a pair. */
function lasting(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** With keys in one order, for jsonb has an order of its own. */
function sorted(value: unknown): unknown {
  if (typeof value === 'string') return lasting(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) => [lasting(key), sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

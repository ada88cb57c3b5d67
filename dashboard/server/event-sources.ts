import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CaseSource } from '../../domain/case.ts';
import { createSecret, matchesSecret, type SecretHash } from '../../fleet/secret.ts';
import type { DashboardDatabase } from './dependencies.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** A machine outside that reports events: a residents' app, a recogniser, another platform. */
export interface EventSource {
  readonly id: string;
  readonly name: string;
  /** What its reports count as. */
  readonly source: CaseSource;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface EventSources {
  start(): Promise<void>;
  stop(): Promise<void>;
  all(): readonly EventSource[];
  find(id: string): EventSource | undefined;
  /** Whose token it is; null when it is nobody's, or its source is disabled. */
  authenticate(token: string): EventSource | null;
  /** Adds a source and makes its token, which is told this once. */
  create(source: Omit<EventSource, 'disabled'>): Promise<string>;
  /** Changes a source; `renew` makes a new token, and the former one is worth nothing. */
  change(
    id: string,
    changes: Partial<Pick<EventSource, 'name' | 'disabled'>>,
    renew: boolean,
  ): Promise<string | null>;
}

interface Kept extends EventSource {
  readonly secret: SecretHash;
}

interface Copy {
  readonly sources: readonly (EventSource & { readonly salt: string; readonly hash: string })[];
  /** Ids that the database has not got yet. */
  readonly unsaved: readonly string[];
}

/**
 * Sources of events: the table `event_sources` is their home, memory is where a token is looked up, and a file
 * copy lets reports in when the service starts while the database is away.
 */
export function createEventSources(options: {
  readonly directory: string;
  readonly database: DashboardDatabase;
  readonly log: Logger;
}): EventSources {
  const { database, log } = options;
  const path = join(options.directory, 'event-sources.json');
  const sources = new Map<string, Kept>();
  const unsaved = new Set<string>();
  const stopping = new AbortController();
  let writing: Promise<void> = Promise.resolve();
  let synchronising: Promise<void> = Promise.resolve();

  async function writeCopy(): Promise<void> {
    const copy: Copy = {
      sources: [...sources.values()].map(({ secret, ...source }) => ({
        ...source,
        salt: secret.salt.toString('base64'),
        hash: secret.hash.toString('base64'),
      })),
      unsaved: [...unsaved],
    };
    const write = writing.then(() => writePrivateFile(path, JSON.stringify(copy)));
    // A failed write must not block the next one; whoever asked for it is told.
    writing = write.catch(() => {});
    await write;
  }

  async function upsert(source: Kept): Promise<void> {
    const { id, name, disabled, secret } = source;
    const changing = { name, disabled, secret_salt: secret.salt, secret_hash: secret.hash };
    await database.kysely
      .insertInto('event_sources')
      .values({
        id,
        ...changing,
        source: source.source,
        created_at: new Date(source.createdAt),
        created_by: source.createdBy,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
      .execute();
  }

  async function synchronise(): Promise<void> {
    for (const id of unsaved) {
      const source = sources.get(id);
      if (source !== undefined) {
        await database.persist('event sources', () => upsert(source), stopping.signal);
      }
      // Saved again meanwhile: the newer one is still to go.
      if (sources.get(id) === source) unsaved.delete(id);
    }
    const rows = await database.persist(
      'event sources',
      () => database.kysely.selectFrom('event_sources').selectAll().execute(),
      stopping.signal,
    );
    for (const row of rows) {
      if (unsaved.has(row.id)) continue;
      sources.set(row.id, {
        id: row.id,
        name: row.name,
        source: row.source,
        disabled: row.disabled,
        createdAt: row.created_at.getTime(),
        createdBy: row.created_by,
        secret: { salt: row.secret_salt, hash: row.secret_hash },
      });
    }
    await writeCopy();
  }

  function synchroniseSoon(): void {
    synchronising = synchronising.then(synchronise).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ err: error }, 'event sources not synchronised');
    });
  }

  async function save(source: Kept): Promise<void> {
    sources.set(source.id, source);
    unsaved.add(source.id);
    await writeCopy();
    if (database.isAvailable()) synchroniseSoon();
  }

  return {
    async start() {
      const text = await readPrivateFile(path);
      const copy = text === null ? { sources: [], unsaved: [] } : (JSON.parse(text) as Copy);
      for (const { salt, hash, ...source } of copy.sources) {
        const secret = { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
        sources.set(source.id, { ...source, secret });
      }
      for (const id of copy.unsaved) unsaved.add(id);
      database.onAvailable(synchroniseSoon);
      if (database.isAvailable()) synchroniseSoon();
    },
    async stop() {
      stopping.abort();
      await synchronising;
      await writing;
    },
    all: () => [...sources.values()].map(toSource).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    find(id) {
      const source = sources.get(id);
      return source === undefined ? undefined : toSource(source);
    },
    authenticate(token) {
      // The secret has no dot in it, an id may.
      const end = token.lastIndexOf('.');
      const source = sources.get(token.slice(0, end));
      if (end < 1 || source === undefined || source.disabled) return null;
      return matchesSecret(Buffer.from(token.slice(end + 1)), source.secret) ? toSource(source) : null;
    },
    async create(source) {
      const { secret, kept } = createSecret();
      await save({ ...source, disabled: false, secret: kept });
      return `${source.id}.${secret}`;
    },
    async change(id, changes, renew) {
      const before = sources.get(id);
      if (before === undefined) return null;
      const made = renew ? createSecret() : null;
      await save({ ...before, ...changes, secret: made?.kept ?? before.secret });
      return made === null ? null : `${id}.${made.secret}`;
    },
  };
}

function toSource({ secret: _secret, ...source }: Kept): EventSource {
  return source;
}

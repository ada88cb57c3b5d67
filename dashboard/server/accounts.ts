import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Language } from '../../domain/text.ts';
import { isRole, type Role } from '../../domain/roles.ts';
import type { DashboardDatabase } from './dependencies.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** Who somebody is at an OpenID provider: the two together are theirs for good. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** A member of staff who can log in. */
export interface Account {
  readonly username: string;
  readonly name: string;
  /** Empty where they log in by a provider. */
  readonly passwordHash: string;
  /** By which they come from a provider, and never with a password; null: one of our own accounts. */
  readonly identity: Identity | null;
  readonly role: Role;
  /** Codes of the areas that they see and act on, each with what lies below it; empty: everywhere. */
  readonly areas: readonly string[];
  readonly language: Language;
  readonly disabled: boolean;
  readonly createdAt: number;
}

export interface Accounts {
  /** Reads the copy; with none, waits a little for the database. */
  start(): Promise<void>;
  stop(): Promise<void>;
  find(username: string): Account | undefined;
  all(): readonly Account[];
  /** Adds or replaces: at once in memory and copy, in the database when it is there. */
  save(account: Account): Promise<void>;
  /**
   * The same for one that is made because nobody is known here. Where the database turns out to have one of that name,
   * that one counts: an unreadable copy must not set anybody's password anew.
   */
  saveStandIn(account: Account): Promise<void>;
}

/** What a copy from before has not. */
const since = { areas: [], identity: null } as const;

interface Copy {
  readonly accounts: readonly Account[];
  /** Usernames that the database has not got yet. */
  readonly unsaved: readonly string[];
  /** Those of them that give way to one in the database. Missing in copies from before. */
  readonly standIns?: readonly string[];
}

export interface AccountsOptions {
  readonly directory: string;
  readonly database: DashboardDatabase;
  readonly log: Logger;
  readonly firstWaitMs: number;
}

/**
 * Staff accounts: the table `staff` is their home, memory is where log-in looks, and a file copy lets staff
 * in when the service starts while the database is away.
 */
export function createAccounts({ directory, database, log, firstWaitMs }: AccountsOptions): Accounts {
  const path = join(directory, 'accounts.json');
  const accounts = new Map<string, Account>();
  const unsaved = new Set<string>();
  const standIns = new Set<string>();
  const stopping = new AbortController();
  let writing: Promise<void> = Promise.resolve();
  let synchronising: Promise<void> = Promise.resolve();

  async function writeCopy(): Promise<void> {
    const copy: Copy = {
      accounts: [...accounts.values()],
      unsaved: [...unsaved],
      standIns: [...standIns],
    };
    const write = writing.then(() => writePrivateFile(path, JSON.stringify(copy)));
    // A failed write must not block the next one; whoever asked for it is told.
    writing = write.catch(() => {});
    await write;
  }

  async function saveUnsaved(): Promise<void> {
    for (const username of unsaved) {
      const account = accounts.get(username);
      const isStandIn = standIns.has(username);
      if (account !== undefined) {
        await database.persist('staff', () => insert(account, isStandIn), stopping.signal);
      }
      // Saved again meanwhile: the newer one is still to go.
      if (accounts.get(username) === account) {
        unsaved.delete(username);
        standIns.delete(username);
      }
    }
  }

  async function insert(account: Account, isStandIn: boolean): Promise<void> {
    const { username, ...rest } = toRow(account);
    await database.kysely
      .insertInto('staff')
      .values({ username, ...rest })
      .onConflict((conflict) => {
        const known = conflict.column('username');
        return isStandIn ? known.doNothing() : known.doUpdateSet(rest);
      })
      .execute();
  }

  async function synchronise(): Promise<void> {
    await saveUnsaved();
    const rows = await database.persist(
      'staff',
      () => database.kysely.selectFrom('staff').selectAll().execute(),
      stopping.signal,
    );
    for (const row of rows) {
      if (!unsaved.has(row.username)) accounts.set(row.username, fromRow(row));
    }
    await writeCopy();
  }

  async function synchroniseSoon(): Promise<void> {
    synchronising = synchronising.then(synchronise).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ err: error }, 'staff accounts not synchronised');
    });
    await synchronising;
  }

  async function hold(account: Account): Promise<void> {
    accounts.set(account.username, account);
    unsaved.add(account.username);
    await writeCopy();
    if (database.isAvailable()) void synchroniseSoon();
  }

  return {
    async start() {
      const text = await readPrivateFile(path);
      if (text !== null) {
        const copy = JSON.parse(text) as Copy;
        for (const account of copy.accounts) accounts.set(account.username, { ...since, ...account });
        for (const username of copy.unsaved) unsaved.add(username);
        for (const username of copy.standIns ?? []) standIns.add(username);
      }
      database.onAvailable(() => void synchroniseSoon());
      if (text === null && (await isReadyWithin(database, firstWaitMs))) await synchroniseSoon();
    },
    async stop() {
      stopping.abort();
      await synchronising;
      await writing;
    },
    find: (username) => accounts.get(username),
    all: () => [...accounts.values()].sort((a, b) => a.username.localeCompare(b.username)),
    async save(account) {
      standIns.delete(account.username);
      await hold(account);
    },
    async saveStandIn(account) {
      standIns.add(account.username);
      await hold(account);
    },
  };
}

async function isReadyWithin(database: DashboardDatabase, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, waitMs, false);
  });
  try {
    return await Promise.race([database.whenReady().then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function toRow(account: Account) {
  return {
    username: account.username,
    name: account.name,
    password_hash: account.passwordHash,
    role: account.role,
    areas: [...account.areas],
    issuer: account.identity?.issuer ?? null,
    subject: account.identity?.subject ?? null,
    language: account.language,
    disabled: account.disabled,
    created_at: new Date(account.createdAt),
  };
}

interface StaffRow {
  readonly username: string;
  readonly name: string;
  readonly password_hash: string;
  readonly role: string;
  readonly areas: readonly string[];
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly language: string;
  readonly disabled: boolean;
  readonly created_at: Date;
}

function fromRow(row: StaffRow): Account {
  return {
    username: row.username,
    name: row.name,
    passwordHash: row.password_hash,
    identity:
      row.issuer === null || row.subject === null ? null : { issuer: row.issuer, subject: row.subject },
    // An unknown role, from a newer version, may at least look.
    role: isRole(row.role) ? row.role : 'viewer',
    areas: row.areas,
    language: row.language === 'en' ? 'en' : 'zh',
    disabled: row.disabled,
    createdAt: row.created_at.getTime(),
  };
}

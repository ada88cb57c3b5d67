import { createHash, randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Permission } from '../../domain/roles.ts';
import type { Account, Accounts } from './accounts.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/**
 * The cookie's name. Over https it has the prefix by which browsers take it from this very host only, so that
 * no neighbouring or unencrypted site can plant one.
 */
export function sessionCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-negative_one_session' : 'negative_one_session';
}

/**
 * Strict: no other site's link, form or frame carries it. The page asks for everything by itself, so that one who comes
 * by a link from outside, or from a log-in elsewhere, is logged in all the same.
 */
export function sessionCookieOptions(isHttps: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: isHttps } as const;
}

export interface Session {
  /** Names it to people; the cookie holds something else. */
  readonly id: string;
  readonly account: Account;
  /** The desk in the command centre where they sit; null where they said none. */
  readonly seat: string | null;
  readonly openedAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent: string;
  /** What it is narrowed to, of what the role may; missing: all of that. */
  readonly permissions?: readonly Permission[];
  /** Of a machine's token, which no cookie has opened. */
  readonly isMachine?: boolean;
}

export interface Sessions {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A token for the cookie. Logs in even when nothing can be written, until a restart. */
  open(
    account: Account,
    at: {
      readonly seat: string | null;
      readonly address: string;
      readonly agent: string;
      /** What the provider calls the log-in, of those who come by one. */
      readonly sid?: string | null;
    },
    now: number,
  ): Promise<{ readonly token: string; readonly session: Session }>;
  /** The same session at another desk; null when it has ended. */
  reseat(session: Session, seat: string | null): Promise<Session | null>;
  /** The session of a token; null when there is none, it expired or ended, or its account changed or is gone. */
  read(token: string | undefined, now: number): Session | null;
  /** One by its id, whosever it is; null when it is over. */
  find(id: string, now: number): Session | null;
  /** Newest first. */
  of(username: string, now: number): readonly Session[];
  /** Everybody's, newest first. */
  all(now: number): readonly Session[];
  /** Ends one at once; false when there is none. Throws when that could not be written: a restart would revive it. */
  end(id: string): Promise<boolean>;
  /** Ends all of a person at once, and tells how many. Throws as `end` does. */
  endAllOf(username: string): Promise<number>;
  /** The same of what a provider names: a person (null: anybody), one log-in there (null: all). */
  endAt(username: string | null, sid: string | null): Promise<number>;
}

/** A session as it is kept: without the token, of which only the hash is known here. */
interface Kept extends Omit<Session, 'account' | 'lastSeenAt'> {
  readonly tokenHash: string;
  readonly username: string;
  /** What of the account it depends on, hashed. */
  readonly standing: string;
  readonly sid?: string | null;
  lastSeenAt: number;
}

/**
 * Sessions are rows in memory with a copy on disk: they survive a restart and an absent database, and an ended
 * one is gone. What somebody may do takes part: a new password, another role or area, or disabling the account
 * ends them whoever changed it, even when the change comes out of the database from elsewhere.
 */
export function createSessions(options: {
  readonly directory: string;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly log: Logger;
  readonly sessionMs: number;
  readonly sessionsMax: number;
  readonly perPersonMax: number;
  /** Told whenever sessions have ended otherwise than by time. */
  readonly onEnded: () => void;
}): Sessions {
  const { accounts, log } = options;
  const path = join(options.directory, 'sessions.json');
  /** By the hash of the token, the longest open first. */
  const sessions = new Map<string, Kept>();
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const written = writing.then(() => writePrivateFile(path, JSON.stringify([...sessions.values()])));
    // A failed write must not block the next one; whoever asked for it is told.
    writing = written.catch(() => {});
    await written;
  }

  function toSession(kept: Kept, account: Account): Session {
    const { tokenHash: _hash, username: _username, standing: _standing, sid: _sid, ...session } = kept;
    return { ...session, account };
  }

  function present(kept: Kept | undefined, now: number): Session | null {
    if (kept === undefined) return null;
    const account = accounts.find(kept.username);
    const isGood =
      account !== undefined &&
      !account.disabled &&
      kept.expiresAt > now &&
      toStanding(account) === kept.standing;
    if (isGood) return toSession(kept, account);
    sessions.delete(kept.tokenHash);
    return null;
  }

  /** Makes room: what is over, then the longest open of a person who has many, then the longest open of all. */
  function makeRoom(username: string, now: number): void {
    for (const kept of sessions.values()) present(kept, now);
    const own = [...sessions.values()].filter((kept) => kept.username === username);
    const surplus = own.slice(0, Math.max(0, own.length - options.perPersonMax + 1));
    for (const kept of surplus) sessions.delete(kept.tokenHash);
    for (const hash of sessions.keys()) {
      if (sessions.size < options.sessionsMax) break;
      sessions.delete(hash);
    }
    if (surplus.length > 0) options.onEnded();
  }

  async function endWhere(isMeant: (kept: Kept) => boolean): Promise<number> {
    const ended = [...sessions.values()].filter(isMeant);
    if (ended.length === 0) return 0;
    for (const kept of ended) sessions.delete(kept.tokenHash);
    options.onEnded();
    await write();
    return ended.length;
  }

  return {
    async start() {
      const text = await readPrivateFile(path);
      if (text === null) return;
      try {
        for (const kept of JSON.parse(text) as readonly Kept[]) sessions.set(kept.tokenHash, kept);
      } catch (error) {
        // Everybody logs in again; that must not keep the service from starting.
        sessions.clear();
        await rename(path, `${path}.damaged`);
        log.error({ err: error, path }, 'damaged sessions set aside: everybody has to log in again');
      }
    },
    async stop() {
      await write().catch((error: unknown) => log.error({ err: error }, 'sessions not written'));
    },
    async open(account, { seat, address, agent, sid = null }, now) {
      const { username } = account;
      makeRoom(username, now);
      const token = randomBytes(32).toString('base64url');
      const kept: Kept = {
        id: randomBytes(9).toString('base64url'),
        tokenHash: hashToken(token),
        username,
        standing: toStanding(account),
        seat,
        openedAt: now,
        lastSeenAt: now,
        expiresAt: now + options.sessionMs,
        address,
        agent: agent.slice(0, agentLengthMax),
        sid,
      };
      sessions.set(kept.tokenHash, kept);
      await write().catch((error: unknown) => {
        log.error({ err: error }, 'session not written: it will not survive a restart');
      });
      return { token, session: toSession(kept, account) };
    },
    async reseat({ id, account }, seat) {
      const before = [...sessions.values()].find((kept) => kept.id === id);
      if (before === undefined) return null;
      const kept = { ...before, seat };
      sessions.set(kept.tokenHash, kept);
      await write().catch((error: unknown) => log.error({ err: error }, 'seat of a session not written'));
      return toSession(kept, account);
    },
    read(token, now) {
      if (token === undefined || token.length !== tokenLength) return null;
      const kept = sessions.get(hashToken(token));
      const session = present(kept, now);
      if (kept !== undefined && session !== null) kept.lastSeenAt = now;
      return session;
    },
    find(id, now) {
      const kept = [...sessions.values()].find((session) => session.id === id);
      return present(kept, now);
    },
    of: (username, now) =>
      [...sessions.values()]
        .filter((kept) => kept.username === username)
        .map((kept) => present(kept, now))
        .filter((session) => session !== null)
        .toReversed(),
    all: (now) =>
      [...sessions.values()]
        .map((kept) => present(kept, now))
        .filter((session) => session !== null)
        .toReversed(),
    end: async (id) => (await endWhere((kept) => kept.id === id)) > 0,
    endAllOf: (username) => endWhere((kept) => kept.username === username),
    async endAt(username, sid) {
      // Nobody and nothing named would be everybody.
      if (username === null && sid === null) return 0;
      return await endWhere(
        (kept) => (username === null || kept.username === username) && (sid === null || kept.sid === sid),
      );
    },
  };
}

const agentLengthMax = 300;
/** 32 bytes in base64url. */
const tokenLength = 43;

/** A token is as random as a key: a plain hash cannot be turned round, and looking it up tells nothing by time. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** What a session depends on: everything of an account but how it is called and spoken to, and what never changes. */
function toStanding({
  name: _name,
  language: _language,
  createdAt: _createdAt,
  ...account
}: Account): string {
  const { identity: _identity, ...rest } = account;
  const parts = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

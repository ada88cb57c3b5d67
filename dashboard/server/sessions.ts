import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Account, Accounts } from './accounts.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

export const sessionCookie = 'negative_one_session';

export interface Session {
  readonly id: string;
  readonly account: Account;
  /** The desk in the command centre where they sit; null where they said none. */
  readonly seat: string | null;
  readonly expiresAt: number;
}

export interface Sessions {
  start(): Promise<void>;
  /** A token for the cookie. */
  open(account: Account, seat: string | null, now: number): { token: string; expiresAt: number };
  /** The session of a token; null when it is forged, expired, ended, or its account changed or is gone. */
  read(token: string | undefined, now: number): Session | null;
  end(session: Session): Promise<void>;
}

interface Claims {
  readonly id: string;
  readonly username: string;
  readonly seat: string | null;
  readonly expiresAt: number;
}

/**
 * Sessions without a table: the cookie carries signed claims, so that they survive a restart and an absent
 * database. The account's password hash takes part in the signature: a new password ends every session.
 */
export function createSessions(options: {
  readonly directory: string;
  readonly accounts: Accounts;
  readonly sessionMs: number;
  readonly endedMax: number;
}): Sessions {
  const { accounts } = options;
  const keyPath = join(options.directory, 'session-key');
  const endedPath = join(options.directory, 'ended-sessions.json');
  /** Ended before they expired: session id → expiry. */
  const ended = new Map<string, number>();
  let key = Buffer.alloc(0);
  let writing: Promise<void> = Promise.resolve();

  function sign(payload: string, account: Account): Buffer {
    return createHmac('sha256', key).update(payload).update('\n').update(account.passwordHash).digest();
  }

  function forgetEnded(now: number): void {
    for (const [id, expiresAt] of ended) if (expiresAt <= now) ended.delete(id);
    for (const id of ended.keys()) {
      if (ended.size <= options.endedMax) break;
      ended.delete(id);
    }
  }

  return {
    async start() {
      const stored = await readPrivateFile(keyPath);
      key = stored === null ? randomBytes(32) : Buffer.from(stored, 'base64url');
      if (key.length !== 32) throw new Error(`${keyPath} holds no session key: remove it to get a new one`);
      if (stored === null) await writePrivateFile(keyPath, key.toString('base64url'));
      const list = JSON.parse((await readPrivateFile(endedPath)) ?? '[]') as [string, number][];
      for (const [id, expiresAt] of list) ended.set(id, expiresAt);
    },
    open(account, seat, now) {
      const expiresAt = now + options.sessionMs;
      const claims: Claims = {
        id: randomBytes(16).toString('base64url'),
        username: account.username,
        seat,
        expiresAt,
      };
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return { token: `${payload}.${sign(payload, account).toString('base64url')}`, expiresAt };
    },
    read(token, now) {
      const [payload, signature, ...rest] = token?.split('.') ?? [];
      if (payload === undefined || signature === undefined || rest.length > 0) return null;
      const claims = readClaims(payload);
      const account = claims === null ? undefined : accounts.find(claims.username);
      if (claims === null || account === undefined || account.disabled) return null;
      const expected = sign(payload, account);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      if (claims.expiresAt <= now || ended.has(claims.id)) return null;
      return { id: claims.id, account, seat: claims.seat, expiresAt: claims.expiresAt };
    },
    async end(session) {
      ended.set(session.id, session.expiresAt);
      forgetEnded(Date.now());
      const write = writing.then(() => writePrivateFile(endedPath, JSON.stringify([...ended])));
      writing = write.catch(() => {});
      await write;
    },
  };
}

function readClaims(payload: string): Claims | null {
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Partial<Claims> | null;
    if (typeof claims?.id !== 'string' || typeof claims.username !== 'string') return null;
    if (typeof claims.expiresAt !== 'number') return null;
    // Sessions from before there were seats have none.
    const seat = typeof claims.seat === 'string' ? claims.seat : null;
    return { id: claims.id, username: claims.username, seat, expiresAt: claims.expiresAt };
  } catch {
    return null;
  }
}

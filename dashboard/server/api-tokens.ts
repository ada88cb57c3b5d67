import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { isAllowed, roles, type Permission, type Role } from '../../domain/roles.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import type { Session } from './sessions.ts';

/** A machine that uses the interface: a video wall's feed, a data platform, a script. */
export interface ApiToken {
  readonly id: string;
  /** Unique; acts are written down as `token:` and this. */
  readonly name: string;
  /** What it may; `read` always. */
  readonly permissions: readonly Permission[];
  /** Codes of the areas that it sees and acts on; empty: everywhere. */
  readonly areas: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
  /** Null: it ends when it is revoked. */
  readonly expiresAt: number | null;
  /** As far as this life knows, and the one before it when it was stopped. */
  readonly lastUsedAt: number | null;
  readonly lastAddress: string | null;
}

export interface ApiTokens {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** By name. */
  all(): readonly ApiToken[];
  /** Makes a token, which is told this once; null when there are as many as there may be. */
  create(
    token: Pick<ApiToken, 'name' | 'permissions' | 'areas' | 'createdAt' | 'createdBy' | 'expiresAt'>,
  ): Promise<{ readonly token: ApiToken; readonly secret: string } | null>;
  /** It is worth nothing from now on; null when there was none. */
  revoke(id: string): Promise<ApiToken | null>;
  /** The session of a token as it is now; null when it is revoked or expired. */
  present(id: string, now: number): Session | null;
  /** Whether an `Authorization` header is meant for us: then no cookie counts. */
  isMeant(authorization: string | undefined): authorization is string;
  /** The session of such a header; null when the token is unknown, revoked or expired. */
  read(authorization: string, from: { readonly address: string; readonly now: number }): Session | null;
}

interface Kept extends ApiToken {
  readonly hash: string;
}

/** Lets people and programs that look for leaked secrets know one of ours. */
const prefix = 'no1_';
const never = 8.64e15;

/**
 * Tokens of machines, with the permissions and areas that each was given. They are a file beside the sessions and
 * not in the database: nothing outside of this installation can bring a revoked one back.
 */
export function createApiTokens({
  directory,
  tokensMax,
  onEnded,
}: {
  readonly directory: string;
  readonly tokensMax: number;
  /** Told when one was revoked. */
  readonly onEnded: () => void;
}): ApiTokens {
  const path = join(directory, 'api-tokens.json');
  const tokens = new Map<string, Kept>();
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const written = writing.then(() => writePrivateFile(path, JSON.stringify([...tokens.values()])));
    // A failed write must not block the next one; whoever asked for it is told.
    writing = written.catch(() => {});
    await written;
  }

  return {
    async start() {
      const kept = JSON.parse((await readPrivateFile(path)) ?? '[]') as readonly Kept[];
      for (const token of kept) tokens.set(token.id, token);
    },
    async stop() {
      if (tokens.size > 0) await write().catch(() => {});
    },
    all: () => [...tokens.values()].map(toToken).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    async create(asked) {
      if (tokens.size >= tokensMax) return null;
      const id = randomBytes(6).toString('hex');
      const secret = randomBytes(32).toString('base64url');
      const kept: Kept = { ...asked, id, hash: hashSecret(secret), lastUsedAt: null, lastAddress: null };
      tokens.set(id, kept);
      try {
        await write();
      } catch (error) {
        tokens.delete(id);
        throw error;
      }
      return { token: toToken(kept), secret: `${prefix}${id}_${secret}` };
    },
    async revoke(id) {
      const kept = tokens.get(id);
      if (kept === undefined) return null;
      tokens.delete(id);
      onEnded();
      await write();
      return toToken(kept);
    },
    present(id, now) {
      const kept = tokens.get(id);
      if (kept === undefined || (kept.expiresAt !== null && kept.expiresAt <= now)) return null;
      return toSession(kept, { address: kept.lastAddress ?? '', now });
    },
    isMeant: (authorization): authorization is string =>
      authorization !== undefined && /^bearer +no1_/i.test(authorization),
    read(authorization, { address, now }) {
      const [, id = '', secret = ''] = /^bearer +no1_([0-9a-f]{12})_([\w-]{43})$/i.exec(authorization) ?? [];
      const kept = tokens.get(id);
      if (kept === undefined || (kept.expiresAt !== null && kept.expiresAt <= now)) return null;
      const [given, expected] = [Buffer.from(hashSecret(secret)), Buffer.from(kept.hash)];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      tokens.set(id, { ...kept, lastUsedAt: now, lastAddress: address });
      return toSession(kept, { address, now });
    },
  };
}

/** The role with the fewest other permissions that has all of these; null when none is allowed to be that mighty. */
export function leastRole(permissions: readonly Permission[]): Role | null {
  const able = roles.filter((role) => permissions.every((permission) => isAllowed(role, permission)));
  const [least] = able.toSorted((a, b) => mightOf(a) - mightOf(b));
  if (least === undefined) return null;
  // What acts on alerts and cases is judged by role there: it must not become a shift leader by the way.
  const leads = permissions.includes('act') && isAllowed(least, 'lead');
  return leads && !permissions.includes('lead') ? null : least;
}

const everyPermission = ['read', 'act', 'lead', 'service', 'task', 'inspect', 'rules', 'manage'] as const;

function mightOf(role: Role): number {
  return everyPermission.filter((permission) => isAllowed(role, permission)).length;
}

/** A token's secret is as random as a key: a plain hash cannot be turned round. */
function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function toToken({ hash: _hash, ...token }: Kept): ApiToken {
  return token;
}

function toSession(
  { id, name, permissions, areas, createdAt, expiresAt }: ApiToken,
  { address, now }: { readonly address: string; readonly now: number },
): Session {
  const account = {
    username: `token:${name}`,
    name,
    passwordHash: '',
    identity: null,
    role: leastRole(permissions) ?? 'viewer',
    areas,
    language: 'zh',
    disabled: false,
    createdAt,
  } as const;
  const times = { openedAt: createdAt, lastSeenAt: now, expiresAt: expiresAt ?? never };
  return { id, account, permissions, isMachine: true, seat: null, ...times, address, agent: '' };
}

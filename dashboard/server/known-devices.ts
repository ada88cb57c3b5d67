import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

export function deviceCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-negative_one_device' : 'negative_one_device';
}

/** How long a browser is known after the last log-in at it. */
export const deviceCookieMs = 180 * 86_400_000;

export interface KnownDevices {
  start(): Promise<void>;
  /** The browser's name where this person has logged in at it before; null otherwise. */
  read(cookie: string | undefined, username: string): string | null;
  /** The cookie of a browser at which this person has just logged in. */
  remember(cookie: string | undefined, username: string): string;
}

/** People of whom one browser is remembered; of more, those who came last. */
const peopleMax = 12;

interface Claims {
  readonly id: string;
  /** Keyed hashes of user names: whoever finds the computer does not learn who sits at it. */
  readonly people: readonly string[];
}

/**
 * Browsers at which somebody has logged in before. Such a browser has a count of failed log-ins of its own, so
 * that strangers who guess a person's password cannot keep that person from the desk. It proves nothing else.
 */
export function createKnownDevices(directory: string): KnownDevices {
  const path = join(directory, 'session-key');
  let key = Buffer.alloc(0);

  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const nameOf = (id: string, username: string): string =>
    digest(`person\n${id}\n${username}`).toString('base64url').slice(0, 16);

  function readClaims(cookie: string | undefined): Claims | null {
    const [payload, signature, ...rest] = cookie?.split('.') ?? [];
    if (payload === undefined || signature === undefined || rest.length > 0) return null;
    const expected = digest(`device\n${payload}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  }

  return {
    async start() {
      const stored = await readPrivateFile(path);
      key = stored === null ? randomBytes(32) : Buffer.from(stored, 'base64url');
      if (key.length !== 32) throw new Error(`${path} holds no key: remove it to get a new one`);
      if (stored === null) await writePrivateFile(path, key.toString('base64url'));
    },
    read(cookie, username) {
      const claims = readClaims(cookie);
      return claims?.people.includes(nameOf(claims.id, username)) === true ? claims.id : null;
    },
    remember(cookie, username) {
      const { id, people } = readClaims(cookie) ?? { id: randomBytes(9).toString('base64url'), people: [] };
      const name = nameOf(id, username);
      const claims: Claims = {
        id,
        people: [name, ...people.filter((other) => other !== name)].slice(0, peopleMax),
      };
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${payload}.${digest(`device\n${payload}`).toString('base64url')}`;
    },
  };
}

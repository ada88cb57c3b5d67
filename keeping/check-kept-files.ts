import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportDamage } from './damage-log.ts';
import { formerOf, openKept } from './kept-file.ts';
import { setAside } from './set-aside.ts';

/** What a file's content has to be, beside its checksum. Throws what is wrong. */
type Check = (content: string) => void;

const isJson: Check = (content) => {
  JSON.parse(content);
};

/** Keys are not JSON. What is missing of one is missing of the security that rests on it. */
const keys: Readonly<Record<string, Check>> = {
  'session-key': (content) => {
    if (Buffer.from(content, 'base64url').length !== 32) throw new Error('it holds no key');
  },
};

/** What follows where neither the file nor the one before it can be read. */
const consequences: Readonly<Record<string, string>> = {
  'fleet.json':
    'devices are known again once the database is there; until then only the enrolment key lets in',
  'accounts.json': 'staff can log in once the database is there',
  'session-key': 'a new key is made: nobody’s browser counts as known',
  'sessions.json': 'everybody has to log in again',
  'api-tokens.json': 'machines need new tokens',
  'event-sources.json': 'machines that report events are let in once the database is there',
};

/** Where the one before would be wrong: a session or token that was ended since then would live again. */
const neverFormer: ReadonlySet<string> = new Set(['sessions.json', 'api-tokens.json']);

/**
 * Looks at every small file of the data folder before anybody reads one. What is damaged is set aside and
 * reported, and the one before it takes its place where that is whole: nobody after this meets half a file.
 *
 * @returns names of the files that are gone, with nothing in their place
 */
export async function checkKeptFiles(directory: string, report: ReportDamage): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const check = keys[name] ?? (name.endsWith('.json') ? isJson : null);
    if (check === null) continue;
    const path = join(directory, name);
    const fault = await faultOf(path, check);
    if (fault === null) continue;
    const aside = setAside(path);
    const isReplaced = !neverFormer.has(name) && (await takeFormer(path, check));
    if (!isReplaced) gone.add(name);
    const then = isReplaced
      ? 'the one before it is used: the last change may be missing'
      : (consequences[name] ?? 'it is made anew');
    report({
      kind: 'kept-file',
      subject: name,
      detail: `${name}: ${fault}; ${then}`,
      setAside: aside,
      missing: null,
      between: null,
    });
  }
  return gone;
}

async function takeFormer(path: string, check: Check): Promise<boolean> {
  const former = formerOf(path);
  const fault = await faultOf(former, check);
  if (fault === 'missing') return false;
  if (fault !== null) {
    setAside(former);
    return false;
  }
  await rename(former, path);
  return true;
}

/** Null: whole. */
async function faultOf(path: string, check: Check): Promise<string | null> {
  try {
    check(openKept(await readFile(path, 'utf8')));
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    return (error as Error).message;
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../../domain/roles.ts';
import { type HeldAct, twoPersonActs } from '../../../domain/two-person-acts.ts';
import type { ChainedEntry } from '../audit/chain.ts';
import type { DashboardOptions } from '../dependencies.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../test-support.ts';
import { foreignArea, ownArea, startTwoAreas } from '../test-two-areas.ts';
import { noPlans } from '../test-plans.ts';

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: {
    readonly code?: string;
    readonly confirmation: HeldAct & { readonly isOwn: boolean };
    readonly confirmations: readonly (HeldAct & { readonly isOwn: boolean })[];
  };
}

/** Two areas, people in both and above both, and acts that need two of them. */
export interface TwoPersonsTest {
  readonly test: TestDashboard;
  /** `METHOD /path`, as somebody; null: as nobody. */
  ask(
    what: string,
    as: string | null,
    options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> | undefined },
  ): Promise<Answered>;
  /** Logs somebody in again, after their session ended. */
  logIn(username: string): Promise<void>;
  /** Everything that a held act could have changed, as text. */
  state(): Promise<string>;
  /** What the audit has on disk. */
  entries(): Promise<readonly ChainedEntry[]>;
  waiting(as: string): Promise<readonly HeldAct[]>;
  stop(): Promise<void>;
}

const noBody = {} as Answered['body'];
const people: Readonly<Record<string, { readonly role: Role; readonly areas: readonly string[] }>> = {
  second: { role: 'administrator', areas: [] },
  own: { role: 'administrator', areas: [ownArea] },
  neighbour: { role: 'administrator', areas: [foreignArea] },
  leader: { role: 'shiftLeader', areas: [ownArea] },
  viewer: { role: 'viewer', areas: [] },
  spare: { role: 'gridWorker', areas: [] },
};

export async function startTwoPersons(changes: Partial<DashboardOptions> = {}): Promise<TwoPersonsTest> {
  const directory = await mkdtemp(join(tmpdir(), 'two-persons-'));
  const cookies = new Map<string, string>();
  await hire(directory);
  let plansPut = 0;
  const test = await startTwoAreas({
    directory,
    twoPersonActs,
    plans: {
      ...noPlans(),
      async put() {
        plansPut += 1;
        return { outcome: 'done', setId: 'other', reason: null, errors: [] };
      },
    },
    ...changes,
  });
  const logIn = async (username: string): Promise<void> => {
    cookies.set(username, await test.logIn(username));
  };
  for (const username of ['admin', ...Object.keys(people)]) await logIn(username);

  const ask: TwoPersonsTest['ask'] = async (what, as, { body, headers } = {}) => {
    const [method = '', path = ''] = what.split(' ');
    const answer = await fetch(`${test.url}${path}`, {
      method,
      headers: {
        ...(as === null ? {} : { cookie: cookies.get(as)! }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      body: text === '' ? noBody : (JSON.parse(text) as Answered['body']),
    };
  };
  await ask('POST /api/enrolment-keys', 'admin', { body: { name: 'gauges' } });

  return {
    test,
    ask,
    logIn,
    async state() {
      const paths = [
        'service',
        'devices',
        'alerts?state=all',
        'rules/files',
        'settings',
        'staff',
        'enrolment-keys',
      ];
      const texts = await Promise.all(
        paths.map(async (path) => (await ask(`GET /api/${path}`, 'admin')).text),
      );
      return [...texts, plansPut].join('\n');
    },
    async entries() {
      const text = await readFile(join(directory, 'audit-outbox.jsonl'), 'utf8');
      const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
      return lines.map((line) => JSON.parse(line) as ChainedEntry);
    },
    async waiting(as) {
      const { body } = await ask('GET /api/confirmations', as);
      return body.confirmations.filter(({ state }) => state === 'waiting');
    },
    async stop() {
      await test.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Accounts are made before an installation asks for two persons, and their areas before that. */
async function hire(directory: string): Promise<void> {
  const test = await startTestDashboard({ directory });
  await test.fleet.upsertAreas(
    [ownArea, foreignArea].map((code) => {
      return { code, level: 'community', parentCode: null, nameZh: code, nameEn: code } as const;
    }),
  );
  const cookie = await test.logIn();
  for (const [username, about] of Object.entries(people)) {
    const answer = await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ username, name: username, password: adminPassword, ...about }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  }
  await test.dashboard.stop();
}

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the demo must remember between runs: kept beside its data, readable by its owner only. */
export interface DemoKeys {
  readonly enrolmentKey: string;
  readonly adminPassword: string;
  /** Of the demo's staff but the administrator: one for all. */
  readonly staffPassword: string;
  /** Where the demo's telephone listened the last time; 0 before the first. */
  readonly telephonePort: number;
  /** Secrets by device id. */
  readonly secrets: Readonly<Record<string, string>>;
}

const fileName = 'demo-keys.json';

/** The keys of an earlier run in `directory`, or new ones. */
export async function loadDemoKeys(directory: string): Promise<DemoKeys> {
  const text = await readFile(join(directory, fileName), 'utf8').catch(() => null);
  const fresh = {
    enrolmentKey: createKey(),
    adminPassword: createKey(),
    staffPassword: createKey(),
    telephonePort: 0,
    secrets: {},
  };
  return text === null ? fresh : { ...fresh, ...(JSON.parse(text) as Partial<DemoKeys>) };
}

export async function saveDemoKeys(directory: string, keys: DemoKeys): Promise<void> {
  await writeFile(join(directory, fileName), JSON.stringify(keys), { mode: 0o600 });
}

function createKey(): string {
  return `demo-${randomBytes(9).toString('base64url')}`;
}

import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awayDatabase } from '../test-support.ts';
import { createAudit, type AuditOptions } from './audit.ts';
import { hashOf, toLasting, type AuditEntry, type ChainedEntry } from './chain.ts';
import { createRefusalTally } from './refusals.ts';

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: 1_000,
  who: 'li',
  action: 'alert acknowledge',
  target: 'a1',
  detail: {},
  address: '10.0.0.1',
  ...changes,
});

describe('the audit while the database is away', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'audit-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const path = () => join(directory, 'audit-outbox.jsonl');
  const make = (changes: Partial<AuditOptions> = {}) =>
    createAudit({
      directory,
      database: awayDatabase(),
      log: pino({ level: 'silent' }),
      entriesMax: 100,
      batchMax: 10,
      refusalMergeMs: 60_000,
      refusalKindsMax: 100,
      strangerRefusalsMax: 10,
      now: () => 2_000,
      ...changes,
    });

  async function kept(): Promise<readonly ChainedEntry[]> {
    const lines = (await readFile(path(), 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as ChainedEntry);
  }

  it('is on disk, outlives the process, and each life says where the one before it ended', async () => {
    const first = make();
    await first.start();
    first.write(entry());
    first.write(entry({ action: 'rules switched on', detail: { b: 1, a: { d: 2, c: [null] } } }));
    await first.stop();
    const second = make();
    await second.start();
    expect(second.waiting()).toBe(4);
    await second.stop();
    const entries = await kept();
    expect(entries.map(({ action, seq }) => [action, seq])).toEqual([
      ['service started', 1],
      ['alert acknowledge', 2],
      ['rules switched on', 3],
      ['service started', 1],
    ]);
    const { chain, seq, hash } = entries[2]!;
    expect(entries[3]?.detail).toMatchObject({ after: { chain, seq, hash } });
    for (const [index, { hash: own, ...rest }] of entries.entries()) {
      const before = rest.seq === 1 ? '' : entries[index - 1]!.hash;
      expect(hashOf(before, rest)).toBe(own);
    }
  });

  it('goes on after a line that a crash cut off, and sets a damaged file aside', async () => {
    const first = make();
    await first.start();
    first.write(entry());
    await first.stop();
    await appendFile(path(), '{"at":17,"who');
    const second = make();
    await second.start();
    expect(second.waiting()).toBe(3);
    await second.stop();
    expect((await kept()).map(({ action }) => action)).toEqual([
      'service started',
      'alert acknowledge',
      'service started',
    ]);

    const text = await readFile(path(), 'utf8');
    await writeFile(path(), text.replace('{"at":1000', '{"a~":1000'.slice(0, 3)));
    const third = make();
    await third.start();
    await third.stop();
    const last = (await kept()).at(-1);
    expect(last?.detail['damaged']).toContain('audit-outbox.jsonl.damaged-');
    expect((await readdir(directory)).filter((name) => name.includes('damaged'))).toHaveLength(2);
  });

  it('is bounded, tells what it lost once there is room, and refusals never take the last half', async () => {
    const audit = make({ entriesMax: 10 });
    await audit.start();
    for (let n = 0; n < 20; n += 1) audit.refuse(entry({ target: `t${n}` }));
    expect(audit.waiting()).toBe(5);
    for (let n = 0; n < 20; n += 1) audit.write(entry({ target: `t${n}` }));
    expect([audit.waiting(), audit.dropped()]).toEqual([10, 32]);
    await audit.stop();
    expect((await kept())[5]).toMatchObject({ action: 'audit entries lost', detail: { entries: 16 } });
  });

  it('knows that something was written in the course of a request', async () => {
    const audit = make();
    await audit.start();
    const [quiet, acting] = [
      { ip: '10.0.0.2', isAudited: false },
      { ip: '10.0.0.3', isAudited: false },
    ];
    audit.during(quiet, () => {});
    await new Promise<void>((resolve) => {
      audit.during(acting, () => {
        setImmediate(() => {
          audit.write(entry({ address: null }));
          resolve();
        });
      });
    });
    await audit.stop();
    expect([quiet.isAudited, acting.isAudited]).toEqual([false, true]);
    expect((await kept()).at(-1)?.address).toBe('10.0.0.3');
  });
});

describe('an entry', () => {
  it('holds nothing that a database cannot keep, nor more than it should', () => {
    const odd = toLasting(
      entry({ who: 'a\0b', target: '\uD800', detail: { 'k\0': ['\uDFFF', Number.NaN], z: undefined } }),
    );
    expect(odd).toMatchObject({ who: 'a\uFFFDb', target: '\uFFFD', detail: { 'k\uFFFD': ['\uFFFD', null] } });
    expect(Object.keys(odd.detail)).toEqual(['k\uFFFD']);
    const long = toLasting(entry({ who: 'x'.repeat(1_000), detail: { text: 'y'.repeat(10_000) } }));
    expect(long.who).toHaveLength(500);
    expect(JSON.stringify(long.detail).length).toBeLessThan(600);
  });

  it('has the same hash in whatever order its details come back', () => {
    const place = { chain: 'c', seq: 1 };
    expect(hashOf('', { ...entry({ detail: { a: 1, b: { c: 2, d: 3 } } }), ...place })).toBe(
      hashOf('', { ...entry({ detail: { b: { d: 3, c: 2 }, a: 1 } }), ...place }),
    );
  });
});

describe('refusals', () => {
  it('are written once and counted after that, strangers together', () => {
    const tally = createRefusalTally({ kindsMax: 3, strangersMax: 1 });
    expect([1, 2, 3].map(() => tally.take(entry()))).toEqual([true, false, false]);
    const nobody = { who: 'nobody' } as const;
    expect(tally.take(entry({ ...nobody, target: 'a' }))).toBe(true);
    expect(tally.take(entry({ ...nobody, target: 'b' }))).toBe(false);
    expect(tally.take(entry({ target: 'c' }))).toBe(true);
    expect(tally.take(entry({ target: 'd' }))).toBe(false);
    expect(tally.harvest(5_000)).toEqual([
      { ...entry(), at: 5_000, detail: { repeats: 2 } },
      {
        ...entry({ ...nobody, target: null, address: null }),
        at: 5_000,
        action: 'refusals counted',
        detail: { refusals: 2 },
      },
    ]);
    expect(tally.harvest(6_000)).toEqual([]);
  });
});

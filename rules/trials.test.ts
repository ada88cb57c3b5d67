import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '../domain/reading.ts';
import type { TrialRequest, TrialView } from '../domain/rule-set.ts';
import { toFile, toReading, waterRule } from './test-history.ts';
import { createTrials, type TrialLimits, type TrialQuery, type Trials } from './trials.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-06-01T00:00:00+08:00');

/** Two days of a gauge: a flood of a foot each noon, and one of half a foot each midnight. */
const readings: readonly Reading[] = Array.from({ length: 2 * 24 * 60 }, (_, index) => {
  const hour = Math.floor(index / 60) % 24;
  return toReading('water', start + index * minute, { depth_m: hour === 12 ? 0.3 : hour === 0 ? 0.15 : 0 });
});

const present = waterRule();
const sharper = waterRule({ when: { metric: 'depth_m', at_least: 0.1 } });

const request: TrialRequest = {
  files: [toFile(sharper)],
  deviceId: null,
  kind: 'water',
  from: start,
  to: start + 2 * day,
  by: 'admin',
};

let trials: Trials;
afterEach(async () => {
  await trials.stop();
});

/** A past in memory; `asked` are the questions that it was asked. */
function create(options: { limits?: Partial<TrialLimits>; history?: typeof readBatches } = {}): TrialQuery[] {
  const asked: TrialQuery[] = [];
  trials = createTrials({
    readHistory: (query, signal) => {
      asked.push(query);
      return (options.history ?? readBatches)(query, signal);
    },
    confirmedEvents: async () => [
      { deviceId: 'water-1', from: start + 12 * 60 * minute, to: start + 13 * 60 * minute },
    ],
    kindOf: (deviceId) => (deviceId === 'water-1' ? 'water' : null),
    placements: () => [{ deviceId: 'water-1', kind: 'water', path: ['site:s'] }],
    inForce: () => ({ rules: [present], files: [toFile(present)] }),
    log: pino({ level: 'silent' }),
    now: () => start,
    limits: { trialPause_ms: 0, ...options.limits },
  });
  return asked;
}

async function* readBatches(_query: TrialQuery, _signal: AbortSignal): AsyncGenerator<readonly Reading[]> {
  for (let from = 0; from < readings.length; from += 500) yield readings.slice(from, from + 500);
}

function begin(changes: Partial<TrialRequest> = {}): string {
  const started = trials.startTrial({ ...request, ...changes });
  if ('refused' in started) throw new Error(started.refused);
  return started.id;
}

async function whenOver(id: string): Promise<TrialView> {
  return await vi.waitUntil(() => {
    const trial = trials.trial(id);
    return trial?.state === 'done' || trial?.state === 'failed' ? trial : null;
  }, 10_000);
}

describe('a trial', () => {
  it('tells what the tried set would have said beside the one in force', async () => {
    const asked = create();
    const id = begin();
    expect(trials.trial(id)).toMatchObject({
      state: 'waiting',
      progress: 0,
      requestedAt: start,
      by: 'admin',
    });
    const { state, progress, result, reason } = await whenOver(id);
    expect({ state, progress, reason }).toEqual({ state: 'done', progress: 1, reason: null });
    expect(asked).toEqual([{ kind: 'water', deviceId: null, from: start, to: start + 2 * day }]);
    expect(result).toMatchObject({ devices: 1, readings: readings.length, deviceDays: 2, alertsLeftOut: 0 });
    expect(result?.rules).toEqual([
      {
        ruleId: 'test-depth',
        title: sharper.title,
        tried: { version: sharper.version, alerts: 4, perDay: 2, confirmed: 1 },
        present: { version: present.version, alerts: 2, perDay: 1, confirmed: 1 },
      },
    ]);
    expect(result?.alerts.map(({ at, isConfirmed }) => [(at - start) / (60 * minute), isConfirmed])).toEqual([
      [0, false],
      [12, true],
      [24, false],
      [36, false],
    ]);
  });

  it('of a device is one of its kind; of a device that nobody knows it is refused', async () => {
    const asked = create();
    await whenOver(begin({ kind: null, deviceId: 'water-1' }));
    expect(asked).toMatchObject([{ kind: 'water', deviceId: 'water-1' }]);
    expect(trials.startTrial({ ...request, kind: null, deviceId: 'x' })).toHaveProperty('refused');
  });

  it('names so many alerts and counts the others', async () => {
    create({ limits: { trialAlerts_max: 1 } });
    const { result } = await whenOver(begin());
    expect(result?.alerts).toHaveLength(1);
    expect(result?.alertsLeftOut).toBe(3);
    expect(result?.rules[0]?.tried?.alerts).toBe(4);
  });

  it('leaves the process to others after each slice', async () => {
    create({ limits: { trialSlice_ms: 0 } });
    const id = begin();
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    turn();
    await whenOver(id);
    isOver = true;
    // Sixteen readings a slice at most.
    expect(turns).toBeGreaterThan(readings.length / 16);
  });

  it('fails over too many readings, and says so', async () => {
    create({ limits: { trialReadings_max: 1_000 } });
    const { state, reason, result } = await whenOver(begin());
    expect({ state, result }).toEqual({ state: 'failed', result: null });
    expect(reason).toContain('more than 1000 readings');
  });

  it('fails for faulty files and for a database that is away; the next one goes on', async () => {
    let isAway = true;
    create({
      history: (query, signal) => {
        if (isAway) throw new Error('the database is away');
        return readBatches(query, signal);
      },
    });
    const faulty = await whenOver(begin({ files: [{ name: 'a.yaml', text: 'kind: fire' }] }));
    expect(faulty.reason).toMatch(/a\.yaml, line 1/);
    expect((await whenOver(begin())).reason).toBe('the database is away');
    isAway = false;
    expect((await whenOver(begin())).state).toBe('done');
  });
});

/** A past that nobody ever gets to see. */
async function* readNever(_query: TrialQuery, signal: AbortSignal): AsyncGenerator<readonly Reading[]> {
  yield readings.slice(0, 100);
  await new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

describe('of several trials', () => {
  it('one runs, some wait, and a further one is refused', async () => {
    create({ history: readNever, limits: { trialsWaiting_max: 2 } });
    const first = begin();
    await vi.waitUntil(() => (trials.trial(first)?.progress ?? 0) > 0);
    const others = [begin(), begin()];
    expect(trials.startTrial(request)).toEqual({ refused: '2 trials are waiting already' });
    expect(trials.trial(first)?.state).toBe('running');
    expect(others.map((id) => trials.trial(id)?.state)).toEqual(['waiting', 'waiting']);
    await trials.stop();
    expect([first, ...others].map((id) => trials.trial(id)?.state)).toEqual(['failed', 'failed', 'failed']);
    expect(trials.trial(first)?.reason).toBe('the service was stopped');
    expect(trials.startTrial(request)).toHaveProperty('refused');
  });

  it('the oldest that are over are forgotten', async () => {
    create({ limits: { trialsKept_max: 2, trialsWaiting_max: 10 } });
    const ids = [begin(), begin(), begin(), begin()];
    await whenOver(ids[3]!);
    await vi.waitUntil(() => trials.trial(ids[1]!) === null);
    expect(ids.map((id) => trials.trial(id)?.state)).toEqual([undefined, undefined, 'done', 'done']);
    expect(trials.trial('nobody')).toBeNull();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toPlanAction } from '../../../alerts/plans/test-plans.ts';
import type { PlanRoom } from '../../../alerts/plans/plan-room.ts';
import { foldedCases, foldedPlans } from '../../../test/support/folded-rooms.ts';
import type { LiveChange, PlanRunWithPlace } from '../../live-protocol.ts';
import { startTestDashboard, type TestDashboard } from '../test-support.ts';
import { isChange, ofType, openTestClient, type TestClient } from './test-client.ts';

const runsOf = (changes: readonly LiveChange[]): readonly PlanRunWithPlace[] =>
  changes.flatMap((change) => (change.kind === 'plan' ? [change.run] : []));

describe('plans in motion on the live feed', () => {
  let test: TestDashboard;
  let plans: PlanRoom;
  let cookie: string;
  let keys = 0;

  beforeEach(async () => {
    const folded = await foldedPlans(foldedCases().made.cases);
    ({ plans } = folded);
    test = await startTestDashboard({ plans: folded.served });
    plans.onChange(({ run }) => test.dashboard.planChanged(run));
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', name: 'Kitchen' });
    cookie = await test.logIn();
  });
  afterEach(() => test.stop());

  async function open(message: Parameters<TestClient['send']>[0] = { type: 'start' }): Promise<TestClient> {
    const client = await openTestClient(test.url, cookie);
    client.send(message);
    return client;
  }

  async function start(id = 'a1'): Promise<string> {
    const subject = { type: 'alert', id } as const;
    const { run } = await plans.act(
      toPlanAction({ action: 'start', planId: 'small', subject, at: Date.now() }),
    );
    return run!.id;
  }

  async function press(runId: string, stepId: string, action: 'done' | 'undone' | 'skipped'): Promise<void> {
    const idempotencyKey = `k${(keys += 1)}`;
    const comment = 'because';
    await plans.act(toPlanAction({ action, runId, stepId, at: Date.now(), comment, idempotencyKey }));
  }

  const end = (runId: string) => plans.act(toPlanAction({ action: 'end', runId, at: Date.now() }));

  it('are in the snapshot while they are, with their place', async () => {
    const runId = await start();
    const ended = await start('a2');
    await end(ended);
    const client = await open();
    const { plans: shown } = await client.until(ofType('snapshot'));
    expect(shown).toMatchObject([{ id: runId, version: 1, place: { en: 'Kitchen' }, endedAt: null }]);
  });

  it('are told as they change, merged to the latest of each run, to the end', async () => {
    const client = await open();
    await client.until(ofType('snapshot'));
    const [one, two] = [await start(), await start('a2')];
    await press(one, 'call', 'done');
    await press(one, 'send', 'skipped');
    await press(one, 'call', 'undone');
    const changes = await client.changes((all) =>
      runsOf(all).some(({ id, version }) => id === one && version === 4),
    );
    const told = runsOf(changes).filter(({ id }) => id === one);
    expect(told.map(({ version }) => version)).toEqual(
      [...new Set(told.map(({ version }) => version))].toSorted((a, b) => a - b),
    );
    expect(told.at(-1)?.steps).toMatchObject([
      { id: 'call', state: 'open' },
      { id: 'send', state: 'skipped', comment: 'because' },
      { id: 'repair', state: 'open' },
      { id: 'write', state: 'open' },
    ]);
    expect(runsOf(changes).some(({ id }) => id === two)).toBe(true);
    await end(one);
    await client.changes((all) => runsOf(all).some(({ id, endedAt }) => id === one && endedAt !== null));
  });

  it('are told again to one who comes back, in numbered order', async () => {
    const first = await open();
    const { epoch } = await first.until(ofType('hello'));
    await first.until(ofType('snapshot'));
    const runId = await start();
    await first.changes((all) => runsOf(all).length > 0);
    const seq = first.messages.filter(isChange).at(-1)!.seq;
    first.socket.terminate();

    await press(runId, 'call', 'done');
    await end(runId);
    const watcher = await open();
    expect((await watcher.until(ofType('snapshot'))).plans).toEqual([]);

    const second = await open({ type: 'resume', epoch, seq });
    await second.until(ofType('resumed'));
    const changes = await second.changes((all) => runsOf(all).some(({ endedAt }) => endedAt !== null));
    expect(runsOf(changes).at(-1)).toMatchObject({ id: runId, version: 3, place: { en: 'Kitchen' } });
    expect(second.messages.filter(isChange)[0]?.seq).toBe(seq + 1);
    expect(second.messages.some(ofType('snapshot'))).toBe(false);
  });
});

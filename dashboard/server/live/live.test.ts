import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { kinds } from '../../../domain/kinds.ts';
import type { Reading } from '../../../domain/reading.ts';
import { closeCodes, type FleetCount, type LiveChange } from '../../live-protocol.ts';
import type { DashboardOptions } from '../dependencies.ts';
import { sampleAlert, startTestDashboard, type TestDashboard } from '../test-support.ts';
import { isChange, ofType, openTestClient, type TestClient } from './test-client.ts';

function waterReading(deviceId: string, time: number, depth_m: number): Reading {
  const values = kinds.water.metrics.map((metric) => (metric.name === 'depth_m' ? depth_m : Number.NaN));
  return { kind: 'water', deviceId, time, receivedAt: time + 5, seq: null, values, extra: null, flags: 0 };
}

const alertIds = (changes: readonly LiveChange[]): string[] =>
  changes.flatMap((change) => (change.kind === 'alert' ? [change.alert.id] : []));

const seqs = (client: TestClient): number[] => client.messages.filter(isChange).map((change) => change.seq);

const isTelemetry = (change: LiveChange): boolean => change.kind === 'telemetry';

const lastFleet = (changes: readonly LiveChange[]) =>
  changes.findLast((change) => change.kind === 'fleet')?.counts;

const tellsOfA = (change: LiveChange): boolean =>
  change.kind === 'presence' && change.views.some((view) => view.subject === 'alert:a');

const lastViews = (changes: readonly LiveChange[]) =>
  changes.findLast((change) => change.kind === 'presence')?.views;

const isSettled = (count?: FleetCount): boolean =>
  count?.total === 3 && count.inAlert === 1 && count.online === 1 && count.offline === 1;

describe('the live feed', () => {
  let test: TestDashboard;
  let cookie: string;

  async function start(changes: Partial<DashboardOptions> = {}): Promise<void> {
    test = await startTestDashboard(changes);
    cookie = await test.logIn();
    test.fleet.add({ id: 'water-1', kind: 'water', name: 'Underpass' });
    test.fleet.add({ id: 'water-2', kind: 'water' });
  }

  async function open(message: Parameters<TestClient['send']>[0] = { type: 'start' }): Promise<TestClient> {
    const client = await openTestClient(test.url, cookie);
    client.send(message);
    return client;
  }

  afterEach(() => test.stop());

  it('greets, shows what is open, then tells every alert change in numbered order', async () => {
    await start();
    test.alerts.put(sampleAlert({ id: 'before', deviceId: 'water-1' }));
    const client = await open();
    const hello = await client.until(ofType('hello'));
    const snapshot = await client.until(ofType('snapshot'));
    expect(snapshot).toMatchObject({
      epoch: hello.epoch,
      alerts: [{ id: 'before', place: { en: 'Underpass' } }],
    });

    const ids = Array.from({ length: 1_200 }, (_, n) => `burst-${n}`);
    for (const id of ids) test.alerts.put(sampleAlert({ id }));
    const changes = await client.changes((all) => alertIds(all).length >= ids.length);
    expect(alertIds(changes).filter((id) => id !== 'before')).toEqual(ids);
    const numbers = seqs(client);
    expect(numbers).toEqual(numbers.map((_, index) => snapshot.seq + 1 + index));
  });

  it('carries the times that the delay is measured from', async () => {
    await start();
    const client = await open();
    await client.until(ofType('snapshot'));
    const alert = sampleAlert();
    test.alerts.put(alert);
    await client.changes((all) => alertIds(all).length === 1);
    const change = client.messages.filter(isChange).find(({ changes }) => changes[0]?.kind === 'alert')!;
    expect(change.changes[0]).toMatchObject({
      alert: { eventTime: alert.eventTime, receivedAt: alert.receivedAt },
    });
    expect(Math.abs(Date.now() - change.sentAt!)).toBeLessThan(5_000);
  });

  it('tells one who comes back what was missed, and nobody twice', async () => {
    await start();
    const first = await open();
    const { epoch } = await first.until(ofType('hello'));
    await first.until(ofType('snapshot'));
    test.alerts.put(sampleAlert({ id: 'seen' }));
    await first.changes((all) => alertIds(all).includes('seen'));
    const seq = seqs(first).at(-1)!;
    first.socket.terminate();

    test.alerts.put(sampleAlert({ id: 'missed-1' }));
    test.alerts.put(sampleAlert({ id: 'missed-2' }));
    const watcher = await open();
    await watcher.until(ofType('snapshot'));

    const second = await open({ type: 'resume', epoch, seq });
    await second.until(ofType('resumed'));
    const changes = await second.changes((all) => alertIds(all).length >= 2);
    expect(alertIds(changes)).toEqual(['missed-1', 'missed-2']);
    expect(seqs(second)[0]).toBe(seq + 1);
    expect(second.messages.some(ofType('snapshot'))).toBe(false);
  });

  it('gives a snapshot to one from another life, or from too long ago', async () => {
    await start({ limits: { heldChangesMax: 3 } });
    const stranger = await open({ type: 'resume', epoch: 'another', seq: 0 });
    const { epoch } = await stranger.until(ofType('snapshot'));
    for (let n = 0; n < 8; n += 1) {
      test.alerts.put(sampleAlert({ id: `old-${n}` }));
      await stranger.changes((all) => alertIds(all).includes(`old-${n}`));
    }
    const late = await open({ type: 'resume', epoch, seq: 0 });
    expect((await late.until(ofType('snapshot'))).alerts).toHaveLength(8);
  });

  it('merges telemetry to the latest, for those who asked for that device', async () => {
    await start();
    const client = await open();
    const other = await open();
    await Promise.all([client.until(ofType('snapshot')), other.until(ofType('snapshot'))]);
    const now = Date.now();
    test.dashboard.readings([waterReading('water-1', now - 1_000, 0.1)]);
    client.send({ type: 'subscribe', devices: ['water-1'] });
    const first = await client.changes((all) => all.some(isTelemetry));
    expect(first.find(isTelemetry)).toMatchObject({ deviceId: 'water-1', values: { depth_m: 0.1 } });

    test.dashboard.readings(
      Array.from({ length: 5_000 }, (_, n) => waterReading('water-1', now + n, n / 1_000)),
    );
    test.dashboard.readings([waterReading('water-2', now, 9)]);
    // What a device kept and sends late is not the latest.
    test.dashboard.readings([waterReading('water-1', now - 60_000, 7)]);
    test.dashboard.presence('water-2', true, now);
    const all = await client.changes((changes) => changes.filter(isTelemetry).length >= 2);
    const depths = all.flatMap((change) => (change.kind === 'telemetry' ? [change.values['depth_m']] : []));
    expect(depths.at(-1)).toBe(4.999);
    expect(depths.length).toBeLessThan(10);
    expect(all.some((change) => change.kind === 'telemetry' && change.deviceId === 'water-2')).toBe(false);

    // The other one's seqs go on without gaps although none of it was for it.
    test.alerts.put(sampleAlert({ id: 'after' }));
    const seen = await other.changes((changes) => alertIds(changes).includes('after'));
    expect(seen.some(isTelemetry)).toBe(false);
    const numbers = seqs(other);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  });

  it('counts the fleet: a sign of life makes online, silence is not well-being', async () => {
    await start();
    const client = await open();
    await client.until(ofType('snapshot'));
    test.fleet.add({ id: 'water-3', kind: 'water' });
    test.dashboard.readings([waterReading('water-1', Date.now(), 0.1)]);
    test.dashboard.presence('water-2', true, Date.now());
    test.dashboard.presence('water-2', false, Date.now());
    test.alerts.put(sampleAlert({ deviceId: 'water-1' }));
    const changes = await client.changes((all) => isSettled(lastFleet(all)?.[0]));
    expect(lastFleet(changes)).toEqual([
      { kind: 'water', total: 3, online: 1, offline: 1, unknown: 1, inAlert: 1 },
    ]);
  });

  it('answers pings and beats, so that silence means something', async () => {
    await start({ limits: { heartbeatMs: 30 } });
    const client = await open();
    client.send({ type: 'ping', t: 12.5 });
    const pong = await client.until(ofType('pong'));
    expect(pong.t).toBe(12.5);
    expect(Math.abs(pong.serverTime - Date.now())).toBeLessThan(5_000);
    await client.until(ofType('heartbeat'));
  });

  it('lets in nobody without a session or from another site', async () => {
    await start();
    await expect(openTestClient(test.url, '')).rejects.toThrow('401');
    await expect(openTestClient(test.url, `${cookie}x`)).rejects.toThrow('401');
    await expect(openTestClient(test.url, cookie, { origin: 'https://evil.example' })).rejects.toThrow('403');
    const own = await openTestClient(test.url, cookie, { origin: test.url });
    await own.until(ofType('hello'));
  });

  it('sends those away whose session ended, and tells them why', async () => {
    await start();
    const client = await open();
    await client.until(ofType('snapshot'));
    await fetch(`${test.url}/api/session`, { method: 'DELETE', headers: { cookie } });
    expect(await client.closed()).toMatchObject({ code: closeCodes.sessionEnded });
  });

  it('sends those away who talk nonsense', async () => {
    await start();
    const client = await open();
    client.socket.send('{"type":"drop tables"}');
    expect(await client.closed()).toMatchObject({ code: closeCodes.badMessage });
  });

  it('tells the others what somebody has open, until that screen is gone', async () => {
    await start({ limits: { presenceMergeMs: 0 } });
    const first = await open();
    const { screen } = await first.until(ofType('hello'));
    first.send({ type: 'view', subject: 'alert:a' });
    const second = await open();
    const told = await second.changes((all) => all.some(tellsOfA));
    expect(lastViews(told)).toEqual([{ screen, subject: 'alert:a', name: 'Administrator' }]);
    // One who comes back is told too, though nothing of it is held.
    const { epoch } = await second.until(ofType('hello'));
    const third = await open({ type: 'resume', epoch, seq: seqs(second).at(-1)! });
    await third.until(ofType('resumed'));
    await third.changes((all) => all.some(tellsOfA));

    first.socket.terminate();
    await second.changes((all) => all.some(tellsOfA) && lastViews(all)?.length === 0);
    const numbers = seqs(second);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    second.send({ type: 'view', subject: 'staff:a' });
    expect(await second.closed()).toMatchObject({ code: closeCodes.badMessage });
  });

  it('closes one who does not read, keeps nothing for it, and serves the others on', async () => {
    await start({ limits: { clientBytesMax: 200_000, stopMs: 200 } });
    const reader = await open();
    await reader.until(ofType('snapshot'));
    const { port } = new URL(test.url);
    const sleeper = connect(Number(port), '127.0.0.1');
    const key = Buffer.from('0123456789abcdef').toString('base64');
    sleeper.write(
      `GET /api/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nCookie: ${cookie}\r\n\r\n`,
    );
    await new Promise((resolve) => sleeper.once('data', resolve));
    // A masked {"type":"start"} with a mask of zeros; from then on it never reads again.
    const text = Buffer.from('{"type":"start"}');
    sleeper.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
    sleeper.pause();
    const gone = new Promise((resolve) => sleeper.once('close', resolve));
    sleeper.on('error', () => {});

    const long = 'x'.repeat(20_000);
    let n = 0;
    while (test.dashboard.stats().closedForSlowness === 0 && n < 5_000) {
      n += 1;
      test.alerts.put(sampleAlert({ id: `n-${n}`, title: { zh: long, en: long } }));
      await reader.changes((all) => alertIds(all).includes(`n-${n}`));
    }
    expect(test.dashboard.stats().closedForSlowness).toBe(1);
    sleeper.resume();
    await gone;
  });

  it('says goodbye when the service stops', async () => {
    await start();
    const client = await open();
    await client.until(ofType('snapshot'));
    const closed = client.closed();
    await test.dashboard.stop();
    expect(await closed).toMatchObject({ code: closeCodes.stopping });
  });
});

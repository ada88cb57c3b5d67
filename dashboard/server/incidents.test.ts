import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ofType, openTestClient } from './live/test-client.ts';
import { sampleIncident } from './test-incidents.ts';
import { sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

const meter = {
  seat: 'seat-1',
  inWindow: 12,
  isFlood: true,
  floodSince: 1_800_000_000_000,
  floodToday_s: 60,
  floodsToday: 1,
  alertsToday: 12,
};

describe('incidents over HTTP and the live feed', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeEach(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
    await test.fleet.upsertAreas([
      { code: 'g1', level: 'grid', parentCode: null, nameZh: '一网格', nameEn: 'Grid 1' },
    ]);
    const site = { longitude_deg: null, latitude_deg: null, nameZh: '后厨', nameEn: 'Kitchen' };
    await test.fleet.upsertSites([{ id: 'kitchen-1', areaCode: 'g1', ...site }]);
  });
  afterEach(() => test.stop());

  async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${test.url}${path}`, { headers: { cookie } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('are told with their place, and alerts with their incident', async () => {
    const alert = sampleAlert({ id: 'a' });
    test.alerts.put(alert);
    test.incidents.put(sampleIncident({ id: 'i' }), [alert]);
    const page = await get('/api/incidents?state=open&place=grid:g1&limit=5');
    expect(page).toMatchObject({
      status: 200,
      body: { incidents: [{ id: 'i', place: { en: 'Grid 1 · Kitchen' } }], nextCursor: null },
    });
    const one = await get('/api/incidents/i');
    expect(one.body).toMatchObject({
      incident: { id: 'i', place: { en: 'Grid 1 · Kitchen' } },
      alerts: [{ id: 'a', incidentId: 'i', place: { en: 'smoke-1' } }],
      moved: [],
    });
    expect((await get('/api/alerts')).body).toMatchObject({ alerts: [{ id: 'a', incidentId: 'i' }] });
    expect((await get('/api/alerts/a')).body).toMatchObject({ alert: { incidentId: 'i' } });
    expect((await get('/api/incidents/none')).status).toBe(404);
    expect((await get('/api/incidents?place=nowhere')).status).toBe(400);
  });

  it('flood meters', async () => {
    test.incidents.meters = [meter];
    expect((await get('/api/floods')).body).toEqual({ meters: [meter] });
  });

  it('come with the snapshot; then the latest of each, after its alerts, with those that moved', async () => {
    const [a, b] = [sampleAlert({ id: 'a', displayedSeverity: 4 }), sampleAlert({ id: 'b' })];
    test.incidents.put(sampleIncident({ id: 'before' }), [a]);
    test.alerts.put(a);
    const client = await openTestClient(test.url, cookie);
    client.send({ type: 'start' });
    expect(await client.until(ofType('snapshot'))).toMatchObject({
      incidents: [{ id: 'before', place: { en: 'Grid 1 · Kitchen' } }],
      alerts: [{ id: 'a', incidentId: 'before' }],
    });
    test.incidents.meters = [meter];
    const told = await client.changes((all) =>
      all.some((one) => one.kind === 'floods' && one.meters.length > 0),
    );
    expect(told.filter(({ kind }) => kind === 'floods').at(-1)).toEqual({ kind: 'floods', meters: [meter] });

    for (let version = 1; version <= 50; version += 1) {
      const incident = sampleIncident({ id: 'i', version });
      test.incidents.put(incident, version === 2 ? [a, b] : []);
      const moved = version === 2 ? ['a'] : [];
      test.dashboard.incidentChanged({ incident, before: incident, moved });
    }
    // Moved on to another one before anybody was told.
    const last = sampleIncident({ id: 'before', version: 2 });
    test.dashboard.incidentChanged({ incident: last, before: last, moved: ['a'] });
    test.alerts.put(b);
    const changes = await client.changes((all) => all.filter(({ kind }) => kind === 'incident').length >= 2);
    expect(changes.filter(({ kind }) => kind === 'alert' || kind === 'incident')).toMatchObject([
      { kind: 'alert', alert: { id: 'b', incidentId: 'i' } },
      { kind: 'incident', incident: { id: 'i', version: 50 }, moved: ['a'] },
      { kind: 'incident', incident: { id: 'before', version: 2 }, moved: [] },
    ]);
    // The same alert, now of another incident.
    expect((await get('/api/alerts')).body).toMatchObject({
      alerts: [{ incidentId: 'i' }, { incidentId: 'i' }],
    });
  });

  it('are replayed to one who comes back', async () => {
    const first = await openTestClient(test.url, cookie);
    first.send({ type: 'start' });
    const { epoch, seq } = await first.until(ofType('snapshot'));
    test.dashboard.incidentChanged({ incident: sampleIncident({ id: 'missed' }), before: null, moved: [] });
    await first.changes((all) => all.some(({ kind }) => kind === 'incident'));
    const second = await openTestClient(test.url, cookie);
    second.send({ type: 'resume', epoch, seq });
    await second.until(ofType('resumed'));
    const changes = await second.changes((all) => all.some(({ kind }) => kind === 'incident'));
    expect(changes.filter(({ kind }) => kind === 'incident')).toMatchObject([{ incident: { id: 'missed' } }]);
  });

  it('critical alerts go before what waits, and each alert keeps its order', async () => {
    const client = await openTestClient(test.url, cookie);
    client.send({ type: 'start' });
    await client.until(ofType('snapshot'));
    const notice = { severity: 4, displayedSeverity: 4 } as const;
    for (let n = 0; n < 20; n += 1) test.alerts.put(sampleAlert({ id: `notice-${n}`, ...notice }));
    test.alerts.put(sampleAlert({ id: 'worse', ...notice }));
    test.alerts.put(sampleAlert({ id: 'fire' }));
    test.alerts.put(sampleAlert({ id: 'worse', version: 2 }));
    const changes = await client.changes((all) => all.filter(({ kind }) => kind === 'alert').length >= 23);
    const told = changes.flatMap((change) =>
      change.kind === 'alert' ? [`${change.alert.id} ${change.alert.version}`] : [],
    );
    expect(told.slice(0, 3)).toEqual(['fire 1', 'worse 1', 'worse 2']);
    expect(told).toHaveLength(23);
  });
});

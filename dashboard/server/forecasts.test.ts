import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testForecast } from '../web/alerts/test-alert.ts';
import { sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

describe('forecasts over HTTP', () => {
  let test: TestDashboard;
  let cookie: string;

  beforeAll(async () => {
    test = await startTestDashboard();
    cookie = await test.logIn();
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    test.alerts.scores = null;
  });

  async function get(path: string): Promise<{ status: number; content: Record<string, unknown> }> {
    const response = await fetch(`${test.url}${path}`, { headers: { cookie } });
    return { status: response.status, content: (await response.json()) as Record<string, unknown> };
  }

  it('lists those that stand, the soonest first, with place and record', async () => {
    const now = Date.now();
    const forecast = (ahead_s: number) => testForecast({ expectedAt: now + ahead_s * 1_000 });
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', name: 'Kitchen' });
    test.alerts.put(sampleAlert({ id: 'fire' }));
    test.alerts.put(sampleAlert({ id: 'later', forecast: forecast(600) }));
    test.alerts.put(sampleAlert({ id: 'soon', forecast: forecast(60) }));
    test.alerts.put(sampleAlert({ id: 'over', forecast: forecast(30), condition: 'normal' }));
    const { content } = await get('/api/forecasts');
    expect(content['forecasts']).toMatchObject([
      {
        id: 'soon',
        place: { en: expect.stringContaining('Kitchen') },
        forecast: { probability: 0.72, record: { count: 52, cameTrue: 41, medianLead_s: 660 } },
      },
      { id: 'later' },
    ]);
  });

  it('tells how they turned out, and says so when nobody can know now', async () => {
    expect(await get('/api/forecasts/record')).toMatchObject({
      status: 503,
      content: { code: 'database-away' },
    });
    const score = { ruleId: 'water', count: 52, cameTrue: 41, medianLead_s: 660, reliability: [] };
    test.alerts.scores = [score, { ...score, ruleId: 'heat' }];
    const { content } = await get('/api/forecasts/record?rule=water&days=7');
    expect(content['rules']).toEqual([score]);
    expect(Number(content['to']) - Number(content['from'])).toBe(7 * 86_400_000);
    expect((await get('/api/forecasts/record?days=0')).status).toBe(400);
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { testForecast } from '../web/alerts/test-alert.ts';
import { openScreen, type Screen } from './screen.ts';

function sampleForecast(changes: Partial<Alert> = {}): Alert {
  const expectedAt = Date.now() + 600_000;
  const times = { expectedAt, earliestAt: expectedAt - 60_000, latestAt: expectedAt + 90_000 };
  return sampleAlert({
    id: 'forecast',
    kind: 'water',
    deviceId: 'w-1',
    ruleId: 'water-forecast',
    title: { zh: '积水预警', en: 'Ponding expected' },
    severity: 3,
    displayedSeverity: 3,
    latch: 'free',
    forecast: testForecast(times),
    ...changes,
  });
}

const row = (id: string): string => `[data-alert-id="${id}"]`;

const ended = {
  madeAt: Date.now() - 720_000,
  expectedAt: Date.now(),
  probability: 0.72,
  breachedAt: null,
  promisedLead_s: 600,
  lead_s: null,
} as const;

/** Of the last day: six forecasts of which five came true, by two rules. */
const scores = [
  { ruleId: 'a', count: 4, cameTrue: 4, medianLead_s: 60, reliability: [] },
  { ruleId: 'b', count: 2, cameTrue: 1, medianLead_s: 60, reliability: [] },
];

describeUnless(whyNoBrowser(), 'what is about to happen', () => {
  let browser: Browser;
  let test: TestDashboard;

  let screen: Screen;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    test = await startTestDashboard();
    test.fleet.add({ id: 'w-1', kind: 'water', name: '下穿通道' });
  });
  afterEach(async () => {
    await screen.close();
    await test.stop();
    if (screen.errors.length > 0) throw new Error(`the page failed: ${screen.errors.join('; ')}`);
  });

  async function open(locale: 'zh-CN' | 'en-GB' = 'zh-CN'): Promise<void> {
    const stored = { 'desk.map': 'off' };
    screen = await openScreen(browser, { url: test.url, path: '/', password: adminPassword, locale, stored });
  }

  async function expectText(place: string, words: string): Promise<void> {
    await screen.page.locator(place, { hasText: words }).first().waitFor();
  }

  it.each([
    ['zh-CN', '预警', '72 % 较可能', '30 天内 52 次预警 41 次成真，中位提前 11 分钟', '−9分'] as const,
    [
      'en-GB',
      'Forecast',
      '72 % likely',
      '41 of 52 forecasts in 30 days came true, median lead 11 min',
      '−9 min',
    ] as const,
  ])('tells in %s what it is, how sure that is, and how often it came true', async (...given) => {
    const [locale, mark, likelihood, record, countdown] = given;
    test.alerts.put(sampleForecast());
    await open(locale);
    await expectText(`${row('forecast')} .forecast-mark`, mark);
    for (const words of [likelihood, record, countdown]) {
      await expectText(row('forecast'), words);
      await expectText('.forecast-bar', words);
    }
    const shown = screen.page.locator('.forecast-bar .forecast-countdown');
    const before = await shown.textContent();
    await waitFor('the countdown to go on', async () => (await shown.textContent()) !== before);
  });

  it('has the soonest first, shrinks its bar by transforms alone, and leads to the alert', async () => {
    await open();
    const { page } = screen;
    await expectText('.strip-calm', '目前没有预警。');
    test.alerts.put(sampleForecast({ id: 'later' }));
    const soon = testForecast({
      expectedAt: Date.now() + 50_000,
      earliestAt: Date.now() + 40_000,
      latestAt: Date.now() + 80_000,
    });
    test.alerts.put(sampleForecast({ id: 'soon', forecast: soon, title: { zh: '电缆', en: 'Cable' } }));
    await expectText('.forecast-bar:first-child', '电缆');
    await expectText('.forecast-bar:last-child', '积水预警');
    const bar = page.locator('[data-forecast-id=soon] .lane-left');
    const before = await bar.getAttribute('style');
    await waitFor('the bar to shrink', async () => (await bar.getAttribute('style')) !== before);
    expect(before).toMatch(/^transform: scaleX\(0\.\d+\); opacity: 0\.8\d*;$/);
    const moves = (): Promise<string> =>
      bar.evaluate((element) => getComputedStyle(element).transitionProperty);
    expect(await moves()).toBe('transform');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const lasts = await bar.evaluate((element) => getComputedStyle(element).transitionDuration);
    expect(parseFloat(lasts)).toBeLessThan(0.001);
    await page.locator('[data-forecast-id=soon] .lane-link').click();
    await expectText('.panel', '电缆');
  });

  it('says on a calm day what the last one brought, and when nobody can know', async () => {
    await open();
    await expectText('.strip-calm', '过去 24 小时的预警记录暂时无法读取。');
    expect(await screen.page.getByTestId('forecast-strip').count()).toBe(0);
    test.alerts.scores = scores;
    await screen.page.reload();
    await expectText('.strip-calm', '过去 24 小时：6 次预警有结果，5 次成真');
  });

  it('leads from a breach to the forecast that came true, and back', async () => {
    test.alerts.put(sampleForecast({ id: 'true' }));
    await open();
    const { page } = screen;
    await expectText(row('true'), '较可能');
    const outcome = { ...ended, result: 'breached', reason: 'breached', lead_s: 660 } as const;
    const over = { condition: 'normal', closedAt: Date.now(), closedBy: 'rules', version: 2 } as const;
    test.alerts.put(sampleForecast({ id: 'true', ...over, outcome, counterpartId: 'breach' }), 'return');
    const breach = { id: 'breach', forecast: null, counterpartId: 'true', severity: 2 } as const;
    test.alerts.put(sampleForecast(breach));
    await page.locator(row('true')).waitFor({ state: 'detached' });
    await page.locator(`${row('breach')} .row-title`).click();
    await expectText('.outcome', '提前 11 分钟 预警（当时把握 72 %，预计提前 10 分钟）');
    await page.locator('.outcome a').click();
    await expectText('[data-testid=forecast-outcome]', '已成真：已达到阈值');
    await page.locator('[data-testid=forecast-outcome] a').click();
    await expectText('.panel', '曾有预警');
  });

  it('says why a forecast was withdrawn, until someone has seen it', async () => {
    test.alerts.put(sampleForecast({ id: 'ebbed' }));
    await open();
    await expectText(row('ebbed'), '较可能');
    const outcome = { ...ended, result: 'withdrawn', reason: 'ebbed' } as const;
    test.alerts.put(sampleForecast({ id: 'ebbed', condition: 'normal', version: 2, outcome }), 'return');
    await expectText(row('ebbed'), '已撤回：势头已停');
    expect(await screen.page.getByTestId('forecast-strip').count()).toBe(0);
  });
});

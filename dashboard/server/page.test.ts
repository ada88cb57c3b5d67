import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { testForecast } from '../web/test-alert.ts';
import { adminPassword, sampleAlert, startTestDashboard, type TestDashboard } from './test-support.ts';

const inTenMinutes = (): number => Date.now() + 600_000;

function sampleForecast(changes: Partial<Alert> = {}): Alert {
  const expectedAt = inTenMinutes();
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

describeUnless(whyNoBrowser(), 'the page in a browser', () => {
  let browser: Browser;
  let test: TestDashboard;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    test = await startTestDashboard();
    test.fleet.add({ id: 'w-1', kind: 'water', name: '下穿通道' });
    errors = [];
  });
  afterEach(async () => {
    await page.context().close();
    await test.stop();
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
  });

  async function open(
    path: string,
    { locale = 'zh-CN', username = 'admin', password = adminPassword } = {},
  ): Promise<void> {
    page = await (await browser.newContext({ locale })).newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${test.url}${path}`);
    await page.locator('input[name=username]').fill(username);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.locator('.strip').waitFor();
  }

  /** Waits until the place on the page says so. */
  async function expectText(place: string, words: string): Promise<void> {
    await page.locator(place, { hasText: words }).first().waitFor();
  }

  it.each([
    ['zh-CN', '预警', '72 % 较可能', '30 天内 52 次预警 41 次成真，中位提前 11 分钟', '−9分'],
    [
      'en-GB',
      'Forecast',
      '72 % likely',
      '41 of 52 forecasts in 30 days came true, median lead 11 min',
      '−9 min',
    ],
  ])(
    'tells in %s what is about to happen, how sure that is, and how often it came true',
    async (...[locale, mark, likelihood, record, countdown]) => {
      test.alerts.put(sampleForecast());
      await open('/', { locale });
      await expectText(`${row('forecast')} .forecast-mark`, mark);
      for (const words of [likelihood, record, countdown]) await expectText(row('forecast'), words);
      await expectText('.forecast-bar', countdown);
      await expectText('.forecast-bar', likelihood);
      const shown = page.locator('.forecast-bar .forecast-countdown');
      const before = await shown.textContent();
      await waitFor('the countdown to go on', async () => (await shown.textContent()) !== before);
    },
  );

  it('shows the soonest first, and no strip when nothing is expected', async () => {
    await open('/');
    await expectText('.empty-head', '一切正常');
    expect(await page.getByTestId('forecast-strip').count()).toBe(0);
    test.alerts.put(sampleForecast({ id: 'later' }));
    const soon = testForecast({ expectedAt: Date.now() + 50_000, latestAt: Date.now() + 80_000 });
    test.alerts.put(sampleForecast({ id: 'soon', forecast: soon, title: { zh: '电缆', en: 'Cable' } }));
    await expectText('.forecast-bar:first-child', '电缆');
    await expectText('.forecast-bar:last-child', '积水预警');
  });

  it('leads from a breach to the forecast that came true, and back', async () => {
    test.alerts.put(sampleForecast());
    await open('/');
    await expectText(row('forecast'), '较可能');
    const outcome = { ...ended, result: 'breached', reason: 'breached', lead_s: 660 } as const;
    const over = { condition: 'normal', closedAt: Date.now(), closedBy: 'rules', version: 2 } as const;
    test.alerts.put(sampleForecast({ ...over, outcome, counterpartId: 'breach' }), 'return');
    test.alerts.put(sampleForecast({ id: 'breach', forecast: null, counterpartId: 'forecast', severity: 2 }));
    await page.locator(row('forecast')).waitFor({ state: 'detached' });
    await page.locator(`${row('breach')} .row-title`).click();
    await expectText('.outcome', '提前 11 分钟 预警（当时把握 72 %，预计提前 10 分钟）');
    await page.locator('.outcome a').click();
    await expectText('[data-testid=forecast-outcome]', '已成真：已达到阈值');
    await page.locator('[data-testid=forecast-outcome] a').click();
    await expectText('.panel', '曾有预警');
  });

  it('says why a forecast was withdrawn, until someone has seen it', async () => {
    test.alerts.put(sampleForecast());
    await open('/');
    await expectText(row('forecast'), '较可能');
    const outcome = { ...ended, result: 'withdrawn', reason: 'ebbed' } as const;
    test.alerts.put(sampleForecast({ condition: 'normal', version: 2, outcome }), 'return');
    await expectText(row('forecast'), '已撤回：势头已停');
    expect(await page.getByTestId('forecast-strip').count()).toBe(0);
  });

  it('offers the rules to whoever may change them, from the fault to the switch', async () => {
    await open('/rules', { locale: 'en-GB' });
    await expectText('.rule-table', 'The head has decided.');
    await page.locator('.rule-text').fill('fault');
    await page.getByRole('button', { name: 'Check' }).click();
    await expectText('.faults', 'smoke.yaml, line 1 a fault leave it out');
    await page.locator('.rule-text').fill('kind: smoke # mine');
    await page.getByRole('button', { name: 'Start trial' }).click();
    await expectText('.trial-table', 'smoke-alarm');
    // Somebody else is quicker, with another file.
    const files = [...test.rules.files(), { name: 'water.yaml', text: 'kind: water' }];
    await test.rules.switchOn({ files, by: 'li', comment: 'water', expectedSetId: 'set-1' });
    const reason = page.locator('.rule-switch input');
    await reason.fill('quieter');
    await page.getByRole('button', { name: 'Switch on' }).click();
    await expectText('.rule-switch', 'Somebody else has changed the rules');
    await page.getByRole('button', { name: 'Load again' }).click();
    await expectText('[data-testid=changed-files]', 'Changed: smoke.yaml');
    await reason.fill('quieter');
    await page.getByRole('button', { name: 'Switch on' }).click();
    await expectText('.rules-note', 'smoke-alarm');
    await expectText('.rule-sets', 'quieter');
    expect(test.rules.files()).toEqual([{ name: 'smoke.yaml', text: 'kind: smoke # mine' }, files[1]]);
  });

  it('keeps the rules from others', async () => {
    const cookie = await test.logIn();
    const account = { username: 'op', name: 'op', password: 'ten letters', role: 'operator' };
    await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    await open('/rules', { username: 'op', password: account.password });
    await expectText('.rules-page', '规则暂不可用');
    expect(await page.locator('.pages a[href="/rules"]').count()).toBe(0);
  });
});

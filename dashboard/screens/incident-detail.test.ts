import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { sampleIncident } from '../server/test-incidents.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';

const count = 60;

describeUnless(whyNoBrowser(), 'an incident, opened', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    test = await startTestDashboard();
    const start = Date.now() - 600_000;
    const alerts = Array.from({ length: count }, (_, index): Alert =>
      sampleAlert({
        id: `alert-${index}`,
        deviceId: `smoke-${index}`,
        title: { zh: `告警 ${index}`, en: `Alert ${index}` },
        advice:
          index === 0
            ? { zh: '先切断燃气。', en: 'Cut the gas first.' }
            : { zh: '派人到场。', en: 'Send someone.' },
        severity: index === 0 ? 1 : 3,
        displayedSeverity: index === 0 ? 1 : 3,
        raisedAt: start + index * 1_000,
      }),
    );
    test.incidents.put(
      sampleIncident({
        title: { zh: '厨房火警', en: 'Kitchen fire' },
        alertCount: count,
        openCount: count,
        unacknowledgedCount: 12,
        deviceCount: count,
        openedAt: start,
        lastAlertAt: start + count * 1_000,
      }),
      alerts,
    );
    for (const alert of alerts) test.alerts.put(alert);
  });
  afterEach(async () => {
    await screen.close();
    await test.stop();
    if (screen.errors.length > 0) throw new Error(`the page failed: ${screen.errors.join('; ')}`);
  });

  async function open(path: string, locale: 'zh-CN' | 'en-GB' = 'zh-CN'): Promise<void> {
    screen = await openScreen(browser, { url: test.url, path, password: adminPassword, locale });
    ({ page } = screen);
  }

  it('is one thing: its counts, what to do first, how it grew, and its alerts page by page', async () => {
    await open('/incidents/incident-1');
    await page.locator('.detail h2', { hasText: '厨房火警' }).waitFor();
    await page.locator('.detail-counts .is-waiting', { hasText: '12' }).waitFor();
    await page.locator('.detail-growth rect.bar-1').first().waitFor({ state: 'attached' });
    const steps = page.locator('.detail-advice li');
    expect(await steps.allTextContents()).toEqual(['先切断燃气。', '派人到场。']);
    const lines = page.locator('.detail-list li');
    const titles = page.locator('.detail-list li a');
    expect(await titles.first().textContent()).toBe('告警 0');
    const shown = await lines.count();
    expect(shown).toBeLessThan(count);
    await page.locator('.detail-more').click();
    await titles.nth(count - 1).waitFor();
    expect(await titles.nth(count - 1).textContent()).toBe(`告警 ${count - 1}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await titles.first().click();
    await page.locator('.detail h2', { hasText: '告警 0' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/alerts/alert-0');
  });

  it('says in English what it is, and where one is gone what that may mean', async () => {
    await open('/incidents/incident-1', 'en-GB');
    for (const words of ['Kitchen fire', 'What to do first', 'How it grew', 'Unacknowledged']) {
      await page.locator('.detail', { hasText: words }).first().waitFor();
    }
    await page.goto(`${test.url}/incidents/nothing`);
    const gone = page.locator('.detail .empty-head');
    await gone.waitFor();
    expect(await gone.textContent()).toBe('There is no such incident.');
  });
});

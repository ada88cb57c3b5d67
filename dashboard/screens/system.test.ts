import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SystemView } from '../../domain/system.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { sampleSystem } from '../server/test-system.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

describeUnless(whyNoBrowser(), "the service's own page", () => {
  let browser: Browser;
  let test: TestDashboard;
  let view: SystemView;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard({ system: async () => view });
  });
  beforeEach(() => {
    view = sampleSystem();
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  function open(options: Partial<ScreenOptions> = {}): Promise<Screen> {
    return openScreen(browser, { url: test.url, path: '/system', password: adminPassword, ...options });
  }

  it('says that all is well, with what is known of each part', async () => {
    const { page, errors, close } = await open({ locale: 'en-GB' });
    expect(await page.locator('.system-well').textContent()).toContain('Every part is well');
    expect(await page.locator('.system-part .is-ok').count()).toBe(10);
    const part = (name: string) => page.getByRole('region', { name });
    expect(await part('Broker (MQTT)').textContent()).toContain('Devices connected3,106');
    expect(await part('Journal').textContent()).toContain('2.1 ms / 7.4 ms');
    expect(await part('Database').textContent()).toContain('Plain PostgreSQL');
    // Where nothing proves the way through the service, the page does not pretend so.
    expect(await part('Self-proof').textContent()).toContain('Test alarmoff (CANARY_SECONDS=0)');
    expect(await page.locator('.system-course').count()).toBe(8);
    expect(
      await page.locator('.system-links a').evaluateAll((links) => links.map((a) => a.getAttribute('href'))),
    ).toEqual(['/api/docs', '/metrics', '/readyz']);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('tells first what is wrong and what to do, the worst at the top, and when it is over', async () => {
    view = sampleSystem({
      rules: { ...view.rules, broken: ['smoke-alarm'] },
      database: { ...view.database, isAvailable: false },
    });
    const { page, close } = await open();
    const findings = page.locator('.system-findings li');
    await findings.first().waitFor();
    expect(await findings.count()).toBe(2);
    expect(await findings.first().textContent()).toContain('规则出错并已停用：smoke-alarm');
    expect(await findings.first().getAttribute('class')).toBe('is-down');
    expect(await findings.nth(1).textContent()).toContain('检查数据库服务、网络和 DATABASE_URL');
    expect(
      await page.locator('.system-part', { hasText: '规则引擎' }).locator('.is-down').textContent(),
    ).toBe('故障');
    expect(await accessibilityFaults(page)).toEqual([]);
    view = sampleSystem();
    await page.locator('.system-well').waitFor();
    await close();
  });

  it('keeps what it knew when the service does not answer, and says so', async () => {
    const { page, close } = await open({ locale: 'en-GB', size: 'phone' });
    await page.locator('.system-well').waitFor();
    await page.route('**/api/system', (route) => route.abort());
    await page.locator('.system-stale').waitFor();
    expect(await page.locator('.system-stale').textContent()).toContain('The service does not answer');
    expect(await page.locator('.system-part').count()).toBe(10);
    await close();
  });
});

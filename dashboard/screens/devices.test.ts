import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

describeUnless(whyNoBrowser(), 'devices', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;
  let page: Page;
  let isAway = false;
  const asked: { metric: string; from: number; to: number }[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    isAway = false;
    asked.length = 0;
    test = await startTestDashboard({
      readSeries: async ({ metric, from, to }) => {
        asked.push({ metric, from, to });
        if (isAway) throw new Error('the database is away');
        if (metric === 'co_ppm') return { resolution: 'raw', points: [] };
        const step = (to - from) / 50;
        const points = Array.from({ length: 50 }, (_, index) => ({
          time: Math.round(from + index * step),
          min: 20,
          avg: 21 + (index % 5),
          max: 27,
        }));
        return { resolution: '1m', points };
      },
    });
    test.fleet.add({
      id: 'smoke-1',
      kind: 'smoke',
      name: '厨房烟感',
      installedOn: '2024-03-01',
      inspectionDueOn: '2020-01-01',
    });
    test.fleet.add({ id: 'smoke-2', kind: 'smoke' });
    test.fleet.add({ id: 'water-1', kind: 'water', name: '地下车库' });
    test.alerts.put(sampleAlert());
  });
  afterEach(async () => {
    await screen.close();
    await test.stop();
    if (screen.errors.length > 0) throw new Error(`the page failed: ${screen.errors.join('; ')}`);
  });

  async function open(path: string, options: Partial<ScreenOptions> = {}): Promise<void> {
    screen = await openScreen(browser, { url: test.url, path, password: adminPassword, ...options });
    ({ page } = screen);
  }
  const query = (): URLSearchParams => new URL(page.url()).searchParams;

  it('are listed, filtered and sorted, and the address says how', async () => {
    await open('/devices');
    const rows = page.locator('.device-table tbody tr');
    await rows.nth(2).waitFor();
    await page.locator('.is-unknown', { hasText: '未知' }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('.filters select').first().selectOption('water');
    await waitFor('one row', async () => (await rows.count()) === 1);
    expect(query().get('kind')).toBe('water');
    await page.locator('.filters select').first().selectOption('');
    await page.locator('.sort-head', { hasText: '告警' }).click();
    await page.locator('th[aria-sort]', { hasText: '告警' }).waitFor();
    await page.locator('.device-table tbody tr:first-child', { hasText: '厨房烟感' }).waitFor();
    expect(query().get('sort')).toBe('alerts');
    await page.locator('input[type=search]').fill('nowhere');
    await page.locator('.empty-head', { hasText: '没有符合条件的设备' }).waitFor();
    await page.locator('.empty button').click();
    await rows.nth(2).waitFor();
  });

  it('show all their courses with limits and alerts, in the stretch that the address says', async () => {
    await open('/devices/smoke-1?range=7d');
    await page.locator('.course-strip', { hasText: '温度' }).locator('canvas').waitFor();
    await page.locator('.course-facts', { hasText: '一氧化碳' }).waitFor();
    await page.locator('.lane-mark').first().click();
    await page.locator('.event-list a', { hasText: '火警' }).waitFor();
    await page.locator('.device-side', { hasText: '已过期' }).waitFor();
    expect(await page.locator('.ranges [aria-pressed=true]').textContent()).toBe('7 天');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('.ranges button', { hasText: '1 小时' }).click();
    await waitFor('the shorter stretch to be asked for', () =>
      asked.some(({ from, to }) => to - from < 2 * 3_600_000),
    );
    expect(query().get('range')).toBe('1h');
  });

  it('are zoomed by drawing over a stretch, and back again', async () => {
    await open('/devices/smoke-1?range=24h', { locale: 'en-GB' });
    const over = page.locator('.course-strip .u-over').first();
    await over.waitFor();
    const box = (await over.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await waitFor('the stretch in the address', () => query().has('from'));
    const length = Number(query().get('to')) - Number(query().get('from'));
    expect(length).toBeGreaterThan(5 * 3_600_000);
    expect(length).toBeLessThan(7 * 3_600_000);
    await page.goBack();
    await waitFor('the whole day', () => query().get('range') === '24h');
  });

  it('say that history is away, and that live data is not', async () => {
    isAway = true;
    await open('/devices/smoke-1');
    await page.locator('.course-away', { hasText: '历史数据暂不可用' }).waitFor();
    expect(await page.locator('.course-away').getAttribute('role')).toBe('status');
  });

  it('are given another secret, which is shown once', async () => {
    await open('/devices/smoke-1');
    await page.locator('button', { hasText: '更换密钥' }).click();
    await page.locator('dialog select').selectOption('0');
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog .secret-text', { hasText: 'secret-smoke-1-changed' }).waitFor();
    await page.locator('dialog', { hasText: '只显示这一次' }).waitFor();
    await page.locator('dialog', { hasText: '旧密钥已作废' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await waitFor('the secret to be gone', async () => !(await page.content()).includes('smoke-1-changed'));
  });

  it('fit a phone, and one that there is not says so', async () => {
    await open('/devices/nothing', { size: 'phone' });
    await page.locator('.empty-head', { hasText: '找不到该设备' }).waitFor();
    await page.goto(`${test.url}/devices/smoke-1`);
    await page.locator('.device-title h1', { hasText: '厨房烟感' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

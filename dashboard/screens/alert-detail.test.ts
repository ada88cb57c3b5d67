import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { memoryDeliveries } from '../server/test-routing.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { sampleIncident } from '../server/test-incidents.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';
import { sampleDelivery } from './test-delivery.ts';

describeUnless(whyNoBrowser(), 'an alert, opened', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const at = Date.now();
    test = await startTestDashboard({
      deliveries: memoryDeliveries([sampleDelivery('alert-1', at)]),
      readSeries: async ({ to }) => ({
        resolution: 'raw',
        points: Array.from({ length: 60 }, (_, index) => ({
          time: to - (60 - index) * 20_000,
          min: 1,
          avg: 1 + index / 10,
          max: 9,
        })),
      }),
    });
    await test.fleet.upsertSites([
      {
        id: 's1',
        areaCode: null,
        nameZh: '厨房',
        nameEn: 'Kitchen',
        longitude_deg: null,
        latitude_deg: null,
      },
    ]);
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 's1', name: '灶台烟感', maintainer: '安消维保' });
    test.fleet.add({ id: 'water-1', kind: 'water', siteId: 's1', name: '地面水位' });
    test.alerts.put(sampleAlert());
  });
  afterEach(async () => {
    await screen.close();
    await test.stop();
    if (screen.errors.length > 0) throw new Error(`the page failed: ${screen.errors.join('; ')}`);
  });

  async function open(options: Partial<Parameters<typeof openScreen>[1]> = {}): Promise<void> {
    screen = await openScreen(browser, {
      url: test.url,
      path: '/alerts/alert-1',
      password: adminPassword,
      ...options,
    });
    ({ page } = screen);
    await page.locator('.detail h2').waitFor();
  }

  const said = (words: string) => page.locator('.detail', { hasText: words }).first().waitFor();
  const action = (name: string) => page.locator(`[data-action=${name}]`);

  it('tells what it is about, what to do, who was told and what hangs nearby, and nothing is against it', async () => {
    test.incidents.put(sampleIncident(), [
      sampleAlert(),
      sampleAlert({ id: 'alert-2', title: { zh: '温度高', en: 'Hot' } }),
    ]);
    test.alerts.put(sampleAlert({ id: 'alert-2', title: { zh: '温度高', en: 'Hot' } }));
    await open();
    for (const words of ['火警', '厨房 · 灶台烟感', '立即电话核实', '安消维保', '地面水位', '同一场所'])
      await said(words);
    await said('通知 物业');
    await page.locator('.detail a', { hasText: '温度高' }).waitFor();
    await page.locator('.detail-chart canvas').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('is acknowledged, confirmed with words, and the record has who did it', async () => {
    await open();
    await action('acknowledge').click();
    await page.locator('.detail-states', { hasText: '已确认' }).waitFor();
    expect(test.alerts.actions.at(-1)).toMatchObject({
      action: 'acknowledge',
      by: 'admin',
      alertId: 'alert-1',
    });
    await action('confirm').click();
    await page.locator('dialog textarea').fill('明火已扑灭');
    await page.locator('dialog button[type=submit]').click();
    await waitFor('the confirmation', () => test.alerts.actions.at(-1)?.action === 'confirm');
    expect(test.alerts.actions.at(-1)).toMatchObject({ comment: '明火已扑灭', by: 'admin' });
    await waitFor('the window to close', async () => (await page.locator('dialog').count()) === 0);
  });

  it('says why something cannot be done yet, and does not ask for it', async () => {
    await open();
    expect(await action('close').getAttribute('aria-disabled')).toBe('true');
    // To Playwright it is disabled; a person's press is answered with the reason.
    await action('close').focus();
    await page.keyboard.press('Enter');
    await page.locator('.notice', { hasText: '请先确认' }).waitFor();
    expect(test.alerts.actions).toEqual([]);
  });

  it('shows what the service refuses, beside what was written', async () => {
    test.alerts.put(sampleAlert({ operator: 'acknowledged', condition: 'unknown', latch: 'free' }));
    test.alerts.act = async () => ({
      outcome: 'refused',
      reason: { zh: '设备无数据，无法判断。', en: 'The device is silent.' },
      alert: sampleAlert({ operator: 'acknowledged', condition: 'unknown', latch: 'free' }),
    });
    await open();
    await action('close').click();
    await page.locator('dialog input[value=dust]').check();
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog [role=alert]', { hasText: '设备无数据' }).waitFor();
    expect(await page.locator('dialog input[value=dust]').isChecked()).toBe(true);
  });

  it('is worked by keyboard alone: a note by its key, the chart read out by arrows', async () => {
    await open({ locale: 'en-GB' });
    await page.keyboard.press('n');
    await page.keyboard.type('owner called');
    await page.keyboard.press('Enter');
    await waitFor('the note', () => test.alerts.actions.length > 0);
    expect(test.alerts.actions).toMatchObject([{ action: 'comment', comment: 'owner called' }]);
    await page.locator('.detail-chart .chart').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page
      .locator('.detail-chart [role=status]', { hasText: /\d+\.\d+ %\/m/ })
      .waitFor({ state: 'attached' });
    for (const words of ['First step', 'Devices nearby', 'What happened', 'Told Property']) await said(words);
  });

  it('takes its device out of service for a work order', async () => {
    await open();
    await page.locator('.detail-actions button', { hasText: '屏蔽检修' }).click();
    await page.locator('dialog input[name=workOrder]').fill('WX-7');
    await page.locator('dialog input[name=reason]').fill('换电池');
    await page.locator('dialog button[type=submit]').click();
    await waitFor('the mark', () => test.alerts.services.length > 0);
    expect(test.alerts.services[0]).toMatchObject({
      deviceId: 'smoke-1',
      workOrder: 'WX-7',
      action: 'takeOut',
    });
    await page.locator('.detail-actions button', { hasText: '恢复投用' }).waitFor();
  });

  describe('on a phone', () => {
    it('fits, and what is gone says what to do', async () => {
      await open({ size: 'phone' });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
      await page.goto(`${test.url}/alerts/nothing`);
      await said('找不到该告警');
      await page.locator('.detail button', { hasText: '重试' }).waitFor();
    });
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen } from './screen.ts';

describeUnless(whyNoBrowser(), 'every page of the centre', () => {
  let browser: Browser;
  let test: TestDashboard;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  it.each([
    '',
    'cases',
    'plans',
    'handover',
    'reports',
    'devices',
    'rules',
    'settings',
    'fleet',
    'access',
    'quarantine',
    'system',
  ])('has a link to /%s that leads there, and nothing serious against its accessibility', async (word) => {
    const { page, errors, close } = await openScreen(browser, {
      url: test.url,
      path: '/',
      password: adminPassword,
    });
    await page.locator(`.rail a[href="/${word}"]`).click();
    await page.locator(`.rail a[href="/${word}"][aria-current]`).waitFor();
    expect(await page.locator('.rail a[aria-current]').count()).toBe(1);
    await page.locator('.centre > main h1').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

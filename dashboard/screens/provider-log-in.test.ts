import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { findFreePort } from '../../test/support/ports.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { createTestProvider, type TestProvider } from '../server/oidc/test-provider.ts';
import { startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, screenSizes } from './screen.ts';

describeUnless(whyNoBrowser(), 'log-in at the organisation’s provider', () => {
  let browser: Browser;
  let test: TestDashboard;
  let provider: TestProvider;

  beforeAll(async () => {
    browser = await startBrowser();
    const [port, providerPort] = [await findFreePort(), await findFreePort()];
    const publicUrl = `http://127.0.0.1:${port}`;
    provider = await createTestProvider({ port: providerPort, publicUrl });
    provider.people.set('wang', { name: '王力', preferred_username: 'wang', roles: ['duty'] });
    test = await startTestDashboard({
      port,
      publicUrl,
      oidc: provider.settings,
      limits: { oidcPauseMs: 0 },
    });
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
    await provider.stop();
  });

  it('says when it is away, leads there and back to the page, and out', async () => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: screenSizes.desk });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await page.goto(`${test.url}/cases?step=check`);
    const button = page.getByRole('button', { name: '街道账号登录' });
    await button.click();
    await page.getByText('统一登录暂时无法连接').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await provider.start();
    await button.click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.centre > main').waitFor();
    expect(page.url()).toBe(`${test.url}/cases?step=check`);
    // The live feed is ended before the answer is here: that is no session that expired.
    await page.route('**/api/session', async (route) => {
      if (route.request().method() !== 'DELETE') return await route.continue();
      const asked = page.waitForResponse(
        (each) => each.url().endsWith('/api/session') && each.status() === 401,
      );
      const response = await route.fetch();
      await asked;
      return await route.fulfill({ response });
    });
    await page.locator('.person-button').click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('link', { name: '也退出那里' }).waitFor();
    await context.clearCookies({ name: '_session' });
    provider.people.set('li', { name: 'Li' });
    provider.who = 'li';
    await button.click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('在本系统没有角色').waitFor();
    expect(page.url()).toBe(`${test.url}/cases?step=check`);
    expect(refused).toEqual([]);
    await context.close();
  });
});

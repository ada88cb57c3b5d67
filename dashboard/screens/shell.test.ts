import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
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

describeUnless(whyNoBrowser(), 'the shell on the screen', () => {
  let browser: Browser;
  let test: TestDashboard;
  const open: Screen[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
  });
  afterEach(async () => {
    const errors = open.flatMap((screen) => screen.errors);
    for (const screen of open.splice(0)) await screen.close();
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  async function show(path: string, options: Partial<ScreenOptions> = {}): Promise<Screen['page']> {
    const screen = await openScreen(browser, {
      url: test.url,
      path,
      password: adminPassword,
      locale: 'en-GB',
      ...options,
    });
    open.push(screen);
    return screen.page;
  }

  it('counts what waits, each count a way to it, and names what the page does not show', async () => {
    const now = Date.now();
    test.alerts.put(sampleAlert({ id: 'old', severity: 2, displayedSeverity: 2, raisedAt: now - 700_000 }));
    test.alerts.put(sampleAlert({ id: 'fire' }));
    test.alerts.put(sampleAlert({ id: 'seen', operator: 'acknowledged' }));
    const page = await show('/cases', { size: 'small' });
    const counter = page.locator('.counter').first();
    await waitFor('the count', async () => (await counter.locator('strong').textContent()) === '1');
    expect(await counter.locator('.counter-sentence').textContent()).toBe(
      'Critical: 1 unacknowledged of 2 open',
    );
    expect(await counter.getAttribute('href')).toBe('/?severity=1&state=unacknowledged');
    // The one that is most overdue, marked as such.
    expect(await page.locator('.oldest').getAttribute('href')).toBe('/alerts/old');
    expect(await page.locator('.oldest').getAttribute('class')).toContain('is-late');
    expect(await page.locator('.outside').textContent()).toContain('Fire alarm');
    expect(await page.locator('.outside').getAttribute('href')).toBe('/alerts/fire');
    await counter.click();
    await page.waitForURL(/severity=1/);
    expect(await page.locator('.outside').count()).toBe(0);
  });

  it.each(['small', 'phone'] as const)('fits a %s screen, in both languages', async (size) => {
    for (const locale of ['zh-CN', 'en-GB'] as const) {
      const page = await show('/cases', { size, locale });
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
      const ends = await page
        .locator('.strip > *')
        .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().right));
      for (const right of ends) expect(right).toBeLessThanOrEqual((widths[1] ?? 0) + 1);
    }
  });

  it('lets a person change language, theme and seat, and remembers who sits where', async () => {
    const page = await show('/cases');
    await page.locator('.person-button').click();
    expect(await page.locator('.person-menu').textContent()).toContain('Administrator');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('button', { name: '浅色' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('.person-menu').count()).toBe(0);
    expect(await page.locator('.person-button').evaluate((button) => button === document.activeElement)).toBe(
      true,
    );
    await page.reload();
    await page.locator('.person-button').waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  });

  it('shows the shortcuts, changes one, tells of a conflict, and switches single keys off', async () => {
    const page = await show('/cases');
    await page.keyboard.press('Shift+?');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const key = dialog.getByRole('button', { name: /key of “Acknowledge”/ });
    await key.click();
    await page.keyboard.press('n');
    expect(await dialog.getByRole('status').textContent()).toBe(
      'N is taken by “Write a note”. Choose another.',
    );
    await page.keyboard.press('q');
    expect(await dialog.getByRole('status').textContent()).toBe('“Acknowledge” is now Q.');
    expect(await key.textContent()).toBe('Q');
    await dialog.getByRole('button', { name: 'Switch all single keys off' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.reload();
    await page.locator('.person-button').click();
    await page.getByRole('button', { name: 'Shortcuts…' }).click();
    await page.getByRole('button', { name: 'As shipped' }).click();
    expect(await key.textContent()).toBe('A');
  });

  it('says that there is nothing at an address, with a way home', async () => {
    const page = await show('/nowhere/else');
    expect(await page.locator('.not-found').textContent()).toContain(
      'Nothing is at the address “/nowhere/else”.',
    );
    await page.getByRole('link', { name: 'Back to the desk' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.locator('.not-found').waitFor({ state: 'detached' });
  });

  it('loads the page anew, once, when a part of it is gone after an update', async () => {
    const page = await show('/cases');
    let loads = 0;
    page.on('framenavigated', () => (loads += 1));
    await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
    // The service is as it was: the part is missing for another reason, and what is on the screen stays.
    await page.locator('.rail a[href="/plans"]').click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.locator('.strip').count()).toBe(1);
    const inPlace = loads;
    await page.route(`${test.url}/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script type="module" src="/assets/new.js"></script>',
      }),
    );
    const reloaded = page.waitForRequest((request) => request.isNavigationRequest());
    await page.getByRole('button', { name: 'Try again' }).click();
    await reloaded;
    expect(loads).toBeGreaterThanOrEqual(inPlace);
  });

  it('offers the handover to one who leaves alerts behind at their seat', async () => {
    const seat = { id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: [] };
    await test.stop();
    const { memorySettings } = await import('../server/test-routing.ts');
    test = await startTestDashboard({ settings: memorySettings({ seats: [seat] }) });
    test.alerts.put(sampleAlert({ id: 'left' }));
    const page = await show('/cases');
    await page.locator('.person-button').click();
    await page.getByLabel('Seat').selectOption('seat-1');
    // At once: the answer is still on its way.
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(await page.getByRole('dialog').textContent()).toContain('1 unacknowledged');
    await page.getByRole('button', { name: 'To the handover' }).click();
    expect(new URL(page.url()).pathname).toBe('/handover');
    await page.locator('.person-button').click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('button', { name: 'Log out anyway' }).click();
    await page.locator('input[name=username]').waitFor();
  });

  it('guides a new installation by what is really there', async () => {
    const page = await show('/');
    const guide = page.locator('.setup');
    await guide.waitFor();
    const done = (): Promise<string[]> => guide.locator('.is-done').allTextContents();
    expect(await done()).toEqual([]);
    await guide.getByRole('button', { name: 'Try the sound' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Try: Notice' }).click();
    await page.keyboard.press('Escape');
    test.fleet.add({ id: 'new-1', kind: 'smoke' });
    await waitFor('the device to count', async () => (await done()).length === 2);
    expect((await done()).join(' ')).toMatch(/Import devices.*Try the sound/);
    await guide.getByRole('button', { name: 'Hide for good' }).click();
    expect(await guide.count()).toBe(0);
  });

  it('shows the others who has an alert open', async () => {
    const first = await show('/alerts/left');
    await first.locator('.strip').waitFor();
    const screen = await openScreen(browser, { url: test.url, path: '/', password: adminPassword });
    open.push(screen);
    const told = Promise.withResolvers<string>();
    screen.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"subject":"alert:left"')) told.resolve(String(payload));
      }),
    );
    await screen.page.reload();
    expect(await told.promise).toContain('"name":"Administrator"');
  });
});

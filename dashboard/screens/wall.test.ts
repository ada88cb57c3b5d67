import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';
import { fillStreet, streetAlert, streetForecast } from './test-street.ts';

const viewer = { username: 'wall', password: 'a password for walls' };

describeUnless(whyNoBrowser(), 'the wall', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
    await fillStreet(test);
    const made = await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: await test.logIn() },
      body: JSON.stringify({ ...viewer, name: '墙', role: 'viewer', language: 'zh' }),
    });
    if (!made.ok) throw new Error(`the viewer was answered ${made.status}`);
    const at = Date.now();
    for (let number = 1; number <= 9; number += 1) {
      const latch = 'free';
      const operator = number === 1 ? 'acknowledged' : 'unacknowledged';
      const severity = number <= 3 ? 1 : 2;
      const raisedAt = at - number * 60_000;
      const acknowledgedBy = number === 1 ? 'li.na' : null;
      const changes = {
        severity,
        displayedSeverity: severity,
        latch,
        operator,
        raisedAt,
        acknowledgedBy,
      } as const;
      test.alerts.put(streetAlert(`a${number}`, `smoke-${number}`, changes));
    }
    const forecast = streetForecast(36_000_000);
    const coming = { severity: 3, displayedSeverity: 3, latch: 'free', forecast } as const;
    test.alerts.put(streetAlert('coming', 'smoke-20', coming));
    screen = await openScreen(browser, { url: test.url, path: '/wall', ...viewer });
    // Still, for the graphics of a test are drawn by the processor.
    await screen.page.emulateMedia({ reducedMotion: 'reduce' });
    await screen.page.locator('.wall-row').first().waitFor();
  });
  afterAll(async () => {
    await screen.close();
    await browser.close();
    // Its service is gone already.
    await rm(test.directory, { recursive: true });
  });

  it('tells a viewer what is open and how long it waits, with nothing to press and nobody’s name', async () => {
    const { page } = screen;
    const counts = page.locator('.wall-count');
    expect(await counts.locator('strong').allInnerTexts()).toEqual(['2', '6', '1', '0']);
    expect(await counts.first().innerText()).toContain('/ 3');
    expect(await page.locator('.wall-oldest').innerText()).toContain('9分');
    expect(await page.locator('button, a').count()).toBe(0);
    const words = await page.locator('main').innerText();
    for (const secret of ['li.na', viewer.username, '商铺']) expect(words).not.toContain(secret);
    expect(await page.locator('.wall-forecast').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    [1_366, 768],
    [1_920, 1_080],
    [3_840, 2_160],
  ])(
    'at %i × %i leaves out nothing silently, and writes nothing too small for 5 m',
    async (width, height) => {
      const { page } = screen;
      await page.setViewportSize({ width, height });
      await page.reload();
      await page.locator('.wall-row').first().waitFor();
      // Ten rows need somebody; the last line says how many of them there is no room for.
      const told = () =>
        page.evaluate(() => {
          const rows = document.querySelectorAll('.wall-row').length;
          const more = /\d+/.exec(document.querySelector('.wall-more')?.textContent ?? '0');
          return rows + Number(more?.[0]);
        });
      await expect.poll(told, { timeout: 15_000 }).toBe(10);
      const facts = async () =>
        await page.evaluate(() => {
          const texts = [...document.querySelectorAll<HTMLElement>('main *')].filter(
            (element) =>
              element.matches(':not(svg *, .visually-hidden, canvas)') &&
              [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== ''),
          );
          return {
            height: innerHeight,
            isLargeEnough:
              Math.min(...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize))) >
              0.0445 * innerHeight,
            outside: texts
              .filter((element) => {
                const { bottom, right } = element.getBoundingClientRect();
                return bottom > innerHeight + 1 || right > innerWidth + 1;
              })
              .map(({ textContent }) => textContent),
          };
        });
      const expected = { height, isLargeEnough: true, outside: [] };
      await expect.poll(facts, { timeout: 15_000 }).toEqual(expected);
    },
  );

  it('takes up a new version of the page by itself', async () => {
    const { page } = screen;
    await page.setViewportSize({ width: 1_366, height: 768 });
    await page.clock.install();
    let isNew = false;
    let asked = 0;
    await page.route(`${test.url}/`, async (route) => {
      const answer = await route.fetch();
      const html = await answer.text();
      asked += 1;
      const body = isNew ? html.replace(/assets\/index-[^".]+\.js/, 'assets/index-new.js') : html;
      await route.fulfill({ response: answer, body });
    });
    await page.reload();
    await page.locator('.wall-row').first().waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isOldPage: true }));
    await page.clock.fastForward(61_000);
    await expect.poll(() => asked, { timeout: 15_000 }).toBe(2);
    expect(await page.evaluate(() => 'isOldPage' in globalThis)).toBe(true);
    isNew = true;
    const reloaded = page.waitForEvent('load');
    await page.clock.fastForward(61_000);
    await reloaded;
    await page.unroute(`${test.url}/`);
    await page.locator('.wall-row').first().waitFor();
  });

  it('says in red that it cannot be believed while nothing is heard', async () => {
    const { page } = screen;
    await test.dashboard.stop();
    await page.locator('.wall-stale').waitFor();
    const told = await page.locator('.wall-stale').evaluate((element) => ({
      words: element.textContent,
      colour: getComputedStyle(element).backgroundColor,
    }));
    expect(told.words).toMatch(/^数据自 \d\d:\d\d:\d\d 起中断，画面不可信$/);
    expect(told.colour).toBe('rgb(255, 90, 85)');
    // What was known stays, for it may be all that there is.
    expect(await page.locator('.wall-row').count()).toBeGreaterThan(0);
    expect(screen.errors).toEqual([]);
  });
});

import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import type { MapView } from '../web/map/map-view.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';
import { fillStreet, streetAlert, streetForecast } from './test-street.ts';

/** The element of the map tells the map that is in it, and what is drawn upon it. */
type WithMap = { readonly map: MapLibreMap; readonly marksInView: MapView['marksInView'] };

const ready = '.map-stage[data-map-state=ready]';

describeUnless(whyNoBrowser(), 'the map', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;
  let page: Page;
  const foreign: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
    await fillStreet(test);
    const calm = { severity: 4, displayedSeverity: 4, latch: 'free' } as const;
    test.alerts.put(streetAlert('fire', 'smoke-1'));
    test.alerts.put(streetAlert('battery', 'smoke-2', { ...calm, operator: 'acknowledged' }));
    const forecast = streetForecast(36_000_000);
    const coming = { severity: 3, displayedSeverity: 3, latch: 'free', forecast } as const;
    test.alerts.put(streetAlert('coming', 'smoke-20', coming));
    test.alerts.put(streetAlert('lost', 'smoke-nowhere', calm));
    screen = await openScreen(browser, {
      url: test.url,
      path: '/wall/map',
      password: adminPassword,
      size: 'small',
    });
    page = screen.page;
    page.on('request', (request) => {
      if (!request.url().startsWith(test.url)) foreign.push(request.url());
    });
    await page.locator(ready).waitFor();
  });
  afterAll(async () => {
    await screen.close();
    await browser.close();
    await test.stop();
  });

  /** Icons of the marks that are drawn now, sorted. */
  async function drawnMarks(): Promise<readonly string[]> {
    return await page.locator('.map-canvas').evaluate((element) => {
      const found = (element as unknown as WithMap).marksInView();
      return found.map(({ icon, more }) => `${icon}+${more}`).toSorted();
    });
  }

  it('draws what needs a person: the worst of a place, what is to come, and never what it cannot place', async () => {
    await expect.poll(drawnMarks, { timeout: 15_000 }).toEqual(['mark-1-new+1', 'ring-3-new-0+0']);
    // What the graphics made, not what they were asked for: the octagon's red, and the ground beside it.
    const colours = await page.locator('.map-canvas').evaluate(async (element) => {
      const { map } = element as unknown as WithMap;
      const marks = element.querySelector<HTMLCanvasElement>('.map-marks');
      if (marks === null) throw new Error('no marks');
      // It runs in the page, which knows nothing of what is outside.
      // oxlint-disable-next-line unicorn/consistent-function-scoping
      const read = (canvas: HTMLCanvasElement, x: number, y: number) => {
        const copy = document.createElement('canvas');
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const context = copy.getContext('2d');
        context?.drawImage(canvas, 0, 0);
        const ratio = canvas.width / canvas.clientWidth;
        return [...(context?.getImageData(x * ratio, y * ratio, 1, 1).data ?? [])];
      };
      const at = map.project([114.053, 22.543]);
      // The graphics card's picture can be read only while it is drawn.
      const { promise, resolve } = Promise.withResolvers<readonly number[]>();
      void map.once('render', () => resolve(read(map.getCanvas(), 3, 3)));
      map.triggerRepaint();
      return { mark: read(marks, at.x - 10, at.y), beside: read(marks, 3, 3), corner: await promise };
    });
    expect(colours).toEqual({ mark: [255, 90, 85, 255], beside: [0, 0, 0, 0], corner: [22, 27, 33, 255] });
    expect(await page.locator('.map-notes').innerText()).toContain('1 项无位置');
  });

  it('shows an alert the moment that it comes, and takes it away when it is over', async () => {
    const { id } = streetAlert('second', 'smoke-21');
    test.alerts.put(streetAlert(id, 'smoke-21', { severity: 2, displayedSeverity: 2, latch: 'free' }));
    await expect.poll(drawnMarks, { timeout: 15_000 }).toEqual(['mark-1-new+1', 'mark-2-new+1']);
    const over = {
      version: 2,
      severity: 2,
      displayedSeverity: 2,
      latch: 'free',
      closedAt: Date.now(),
    } as const;
    test.alerts.put(streetAlert(id, 'smoke-21', over), 'close', 'admin');
    await expect.poll(drawnMarks, { timeout: 15_000 }).toEqual(['mark-1-new+1', 'ring-3-new-0+0']);
  });

  it('tells of a mark what is there, and leads to it', async () => {
    const at = await page.locator('.map-canvas').evaluate((element) => {
      const { map } = element as unknown as WithMap;
      const box = element.getBoundingClientRect();
      const { x, y } = map.project([114.053, 22.543]);
      return { x: box.left + x, y: box.top + y };
    });
    await page.mouse.click(at.x + 6, at.y);
    const popover = page.locator('.map-popover');
    await popover.waitFor();
    expect(await popover.locator('a').count()).toBe(2);
    await page.keyboard.press('Escape');
    await popover.waitFor({ state: 'detached' });
    await page.mouse.click(at.x, at.y + 60);
    expect(await popover.count()).toBe(0);
  });

  it('comes back when the graphics were lost', async () => {
    await page.locator('.map-canvas').evaluate((element) => {
      const { map } = element as unknown as WithMap;
      const gl = map.getCanvas().getContext('webgl2');
      const loss = gl?.getExtension('WEBGL_lose_context');
      loss?.loseContext();
      addEventListener('come-back', () => loss?.restoreContext());
    });
    await page.locator('.map-stage[data-map-state=lost]').waitFor();
    expect(await page.locator('.map-note').innerText()).toBe('显卡中断，地图正在恢复…');
    await page.evaluate(() => dispatchEvent(new Event('come-back')));
    await page.locator(ready).waitFor();
    await expect.poll(drawnMarks, { timeout: 15_000 }).toEqual(['mark-1-new+1', 'ring-3-new-0+0']);
  });

  it('has the same as a list, with what it cannot place, by keyboard', async () => {
    const toList = page.locator('.map-switch button').nth(1);
    await toList.focus();
    await page.keyboard.press('Enter');
    const rows = page.locator('.map-list li');
    await rows.first().waitFor();
    expect(await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['thing']))).toEqual([
      'fire',
      'coming',
      'lost',
      'battery',
    ]);
    expect(await rows.nth(2).locator('.tag').innerText()).toBe('无位置');
    expect(await accessibilityFaults(page)).toEqual([]);
    await rows.nth(1).locator('.map-locate').click();
    await page.locator('.map-list').waitFor({ state: 'detached' });
    const zoom = () =>
      page.locator('.map-canvas').evaluate((element) => (element as unknown as WithMap).map.getZoom());
    await expect.poll(zoom, { timeout: 15_000 }).toBeGreaterThan(16.5);
  });

  it('is drawn in the colours of the theme, whenever that turns, and asks nobody else for anything', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    const land = () =>
      page
        .locator('.map-canvas')
        .evaluate((element) =>
          (element as unknown as WithMap).map.getPaintProperty('land', 'background-color'),
        );
    await expect.poll(land, { timeout: 15_000 }).toBe('rgb(243, 245, 246)');
    expect(await drawnMarks()).toContain('ring-3-new-0+0');
    expect(foreign).toEqual([]);
    expect(screen.errors).toEqual([]);
  });

  it('says so where there is no WebGL, and shows the list', async () => {
    const context = await browser.newContext({
      locale: 'en-GB',
      storageState: await screen.context.storageState(),
    });
    await context.addInitScript(() => {
      // As where the graphics are switched off: whoever asks for them is given nothing.
      const given = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...all: unknown[]) => unknown;
      Reflect.set(HTMLCanvasElement.prototype, 'getContext', function (this: unknown, ...all: unknown[]) {
        return String(all[0]).startsWith('webgl') ? null : Reflect.apply(given, this, all);
      });
    });
    const other = await context.newPage();
    await other.goto(`${test.url}/wall/map`);
    await other.locator('.map-why').waitFor();
    expect(await other.locator('.map-why').innerText()).toBe(
      'This browser cannot draw the map (no WebGL); the same is shown as a list.',
    );
    expect(await other.locator('.map-list li').count()).toBe(4);
    await context.close();
  });
});

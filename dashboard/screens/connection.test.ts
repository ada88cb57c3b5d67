import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { closeCodes } from '../live-protocol.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';

/** What happens to the frames on their way to the page; the default hands each on. */
type Weather = (frame: string, pass: (frame: string) => void) => void;

/** Alert changes only: heartbeats and counts go on. */
function isNews(frame: string): boolean {
  return frame.includes('"kind":"alert"');
}

const clear: Weather = (frame, pass) => pass(frame);

describeUnless(whyNoBrowser(), 'the line between the service and the screen', () => {
  let browser: Browser;
  let test: TestDashboard;
  let page: Page;
  let weather: Weather = clear;
  let sockets: WebSocketRoute[] = [];
  let isDown = false;
  let loads = 0;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    weather = clear;
    sockets = [];
    isDown = false;
    loads = 0;
    test = await startTestDashboard({ limits: { heartbeatMs: 400 } });
    const context = await browser.newContext({ locale: 'en-GB' });
    page = await context.newPage();
    await page.routeWebSocket(/\/api\/live$/, (socket) => {
      if (isDown) {
        void socket.close({ code: 1011 });
        return;
      }
      sockets.push(socket);
      const server = socket.connectToServer();
      server.onMessage((frame) => weather(String(frame), (passed) => socket.send(passed)));
    });
    await page.goto(`${test.url}/cases`);
    await page.locator('input[name=username]').fill('admin');
    await page.locator('input[name=password]').fill(adminPassword);
    await page.locator('button[type=submit]').click();
    await page.locator('.line-live').waitFor();
    page.on('load', () => (loads += 1));
  });
  afterEach(async () => {
    await page.context().close();
    await test.stop();
  });

  /** What the page counts as open, by severity: `unacknowledged of open`, from its own words. */
  async function shown(): Promise<string[]> {
    const sentences = await page.locator('.counter-sentence').allTextContents();
    return sentences.map((sentence) => sentence.replace(/^.*: /, ''));
  }

  /** The same by the service. */
  function held(): string[] {
    return [1, 2, 3, 4].map((severity) => {
      const alerts = test.alerts.open().filter((alert) => alert.displayedSeverity === severity);
      const waiting = alerts.filter((alert) => alert.operator === 'unacknowledged');
      return `${waiting.length} unacknowledged of ${alerts.length} open`;
    });
  }

  async function expectTruth(): Promise<void> {
    await waitFor(
      'the page to show what the service has',
      async () => {
        return JSON.stringify(await shown()) === JSON.stringify(held());
      },
      20_000,
    );
    expect(loads).toBe(0);
  }

  let last = 0;
  /** A few alerts come, one is acknowledged, one is closed. */
  function happen(): void {
    last += 10;
    for (let n = last; n < last + 6; n += 1) {
      const severity = ((n % 4) + 1) as 1 | 2 | 3 | 4;
      test.alerts.put(sampleAlert({ id: `n${n}`, severity, displayedSeverity: severity }));
    }
    const first = sampleAlert({ id: `n${last}`, version: 2 });
    test.alerts.put({ ...first, operator: 'acknowledged' }, 'acknowledge');
    test.alerts.put(sampleAlert({ id: `n${last + 1}`, version: 2, closedAt: Date.now() }), 'close');
  }

  it.each<[string, () => Weather]>([
    [
      'dropped',
      () => {
        let n = 0;
        return (frame, pass) => {
          n += 1;
          if (!isNews(frame) || n % 2 === 0) pass(frame);
        };
      },
    ],
    [
      'doubled',
      () => (frame, pass) => {
        pass(frame);
        pass(frame);
      },
    ],
    [
      'swapped',
      () => {
        let kept: string | null = null;
        return (frame, pass) => {
          if (!frame.startsWith('{"type":"change"')) pass(frame);
          else if (kept === null) kept = frame;
          else {
            pass(frame);
            pass(kept);
            kept = null;
          }
        };
      },
    ],
    ['late', () => (frame, pass) => void setTimeout(() => pass(frame), isNews(frame) ? 400 : 0)],
  ])('shows what the service has after frames were %s', async (_name, make) => {
    const bad = make();
    let news = 0;
    weather = (frame, pass) => {
      if (isNews(frame)) news += 1;
      bad(frame, pass);
    };
    happen();
    await waitFor('news in bad weather', () => news >= 1);
    happen();
    await waitFor('more news in bad weather', () => news >= 2);
    weather = clear;
    happen();
    await expectTruth();
  });

  it('says since when it is stale, marks the page, and tells what it missed', async () => {
    happen();
    await expectTruth();
    isDown = true;
    for (const socket of sockets) await socket.close();
    const banner = page.locator('.stale');
    await banner.waitFor();
    expect(await banner.textContent()).toMatch(/Data stale since \d\d:\d\d:\d\d, \d+ s ago/);
    expect(await page.locator('html').getAttribute('class')).toContain('is-stale');
    const before = await page.locator('main').boundingBox();
    happen();
    isDown = false;
    await page.locator('.blind').waitFor();
    expect(await page.locator('.blind').textContent()).toMatch(
      /Blind \d\d:\d\d:\d\d–\d\d:\d\d:\d\d \d+ changes since/,
    );
    expect(await page.locator('main').boundingBox()).toEqual(before);
    await page.getByRole('button', { name: 'What changed' }).click();
    expect(await page.locator('.blind-list li').count()).toBeGreaterThanOrEqual(6);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Seen' }).click();
    expect(await page.locator('.blind').count()).toBe(0);
    await expectTruth();
  });

  it('calls silence stale, though the socket is open', async () => {
    weather = () => {};
    await page.locator('.stale').waitFor({ timeout: 30_000 });
    weather = clear;
    happen();
    await page.locator('.stale').waitFor({ state: 'detached', timeout: 30_000 });
    await expectTruth();
  });

  it('comes back by itself when it was too slow, and after a restart of the service', async () => {
    await sockets.at(-1)?.close({ code: closeCodes.tooSlow, reason: 'too slow' });
    happen();
    await expectTruth();
    const { directory } = test;
    const { port } = new URL(test.url);
    await test.dashboard.stop();
    await page.locator('.stale').waitFor();
    test = await startTestDashboard({ directory, port: Number(port), limits: { heartbeatMs: 400 } });
    test.alerts.put(sampleAlert({ id: 'after', severity: 2, displayedSeverity: 2 }));
    await page.locator('.stale').waitFor({ state: 'detached', timeout: 15_000 });
    await expectTruth();
  });

  it('asks to log in when the session ended meanwhile, and comes back to the same address', async () => {
    await page.evaluate(() => history.replaceState(null, '', '/cases?tab=late'));
    const cookies = await page.context().cookies();
    await fetch(`${test.url}/api/session`, {
      method: 'DELETE',
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    await page.locator('.log-in-note').waitFor();
    expect(await page.locator('.log-in-note').textContent()).toContain('Your session has ended');
    await page.locator('input[name=username]').fill('admin');
    await page.locator('input[name=password]').fill(adminPassword);
    await page.locator('button[type=submit]').click();
    await page.locator('.line-live').waitFor();
    expect(new URL(page.url()).search).toBe('?tab=late');
    happen();
    await expectTruth();
  });
});

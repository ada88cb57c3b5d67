import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { adminPassword } from '../../test/support/service.ts';

const watchScript = fileURLToPath(new URL('page-watch.js', import.meta.url));

/** What `page-watch.js` has seen. Times in ms since 1970, by this machine's clock. */
interface Watched {
  readonly seenAt: Record<string, number>;
  readonly calmAt: Record<string, number>;
  readonly awaited: Set<string>;
  readonly longTasks: { readonly at: number; readonly duration_ms: number; readonly name: string }[];
  /** Time from frame to frame, ms. */
  frames: number[];
}

/** An open desk, watched from inside. */
export interface DeskPage {
  readonly page: Page;
  /** When each alert's row was first on the screen, by alert id. */
  readonly seenAt: () => Promise<Readonly<Record<string, number>>>;
  /** The rows in view that ask for an acknowledgement, from the top. */
  readonly waiting: () => Promise<readonly string[]>;
  /** Presses a row's button; when, ms since 1970. */
  readonly acknowledge: (alertId: string) => Promise<number>;
  /** Notes from now on when the row asks no more; then resolves `calmAt` with it, ms since 1970. */
  readonly awaitCalm: (alertId: string) => Promise<void>;
  readonly calmAt: (alertId: string) => Promise<number>;
  /** Long tasks (over 50 ms) and frames since the last call. */
  readonly takePace: () => Promise<Pick<Watched, 'longTasks' | 'frames'>>;
  /** What the page holds after a collection of what it no longer needs, MB. */
  readonly heap_MB: () => Promise<number>;
  /** Bytes that came over the line so far, without the WebSocket's: the page's, and those of the map's code and data. */
  readonly loaded_bytes: () => { readonly page: number; readonly map: number };
  readonly close: () => Promise<void>;
}

/** Logs in and opens the desk; resolves when it is there with its map. */
export async function openDeskPage(browser: Browser, url: string): Promise<DeskPage> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const loaded = { page: 0, map: 0 };
  const paths = new Map<string, string>();
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ requestId, request }) =>
    paths.set(requestId, new URL(request.url).pathname),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const isMap = /^\/(api\/map($|\/)|assets\/(map|maplibre)[-.])/.test(paths.get(requestId) ?? '');
    loaded[isMap ? 'map' : 'page'] += encodedDataLength;
  });
  await page.addInitScript({ path: watchScript });
  await page.goto(url);
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(adminPassword);
  await page.locator('button[type=submit]').click();
  await page.locator('[data-testid="alert-row"], .empty').first().waitFor();
  await page.locator('[data-map-state="ready"]').waitFor();
  return {
    page,
    seenAt: () => page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.seenAt),
    waiting: () =>
      page.$$eval('.row.waits[data-alert-id]', (rows) =>
        rows.map((row) => row.getAttribute('data-alert-id') ?? ''),
      ),
    acknowledge: (id) =>
      page.$eval(`[data-alert-id="${id}"] .row-acknowledge`, (button) => {
        const at = Date.now();
        (button as unknown as { click(): void }).click();
        return at;
      }),
    awaitCalm: (id) =>
      page.evaluate((alertId) => {
        (globalThis as unknown as { watched: Watched }).watched.awaited.add(alertId);
      }, id),
    async calmAt(id) {
      const noted = await page.waitForFunction(
        (alertId) => (globalThis as unknown as { watched: Watched }).watched.calmAt[alertId],
        id,
      );
      return Number(await noted.jsonValue());
    },
    takePace: () =>
      page.evaluate(() => {
        const { watched } = globalThis as unknown as { watched: Watched };
        const taken = { longTasks: watched.longTasks.splice(0), frames: watched.frames };
        watched.frames = [];
        return taken;
      }),
    heap_MB: () => heapOf(session),
    loaded_bytes: () => ({ ...loaded }),
    close: () => context.close(),
  };
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

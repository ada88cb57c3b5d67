import type { Browser, BrowserContext, Page } from 'playwright-core';
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
import { tunes, type TuneName } from '../web/shell/sound/tunes.ts';

/** What the init script leaves on the page: the pitches of every tune that was played. */
interface Ears {
  heard: number[][];
  mayRun: boolean;
}

/**
 * Stands between the page and the loudspeaker: notes what oscillators are started, a tune being those of one moment, and
 * lets the context run only where `mayRun` says so, as a browser does before the first press.
 */
function listen(mayRun: boolean): void {
  const ears: Ears = { heard: [], mayRun };
  Object.assign(window, { ears });
  let isTogether = false;
  const own = Object.getOwnPropertyDescriptor(AudioScheduledSourceNode.prototype, 'start');
  const begin = own?.value as OscillatorNode['start'];
  OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number): void {
    if (!isTogether) {
      ears.heard.push([]);
      isTogether = true;
      queueMicrotask(() => (isTogether = false));
    }
    ears.heard.at(-1)?.push(this.frequency.value);
    begin.call(this, when);
  };
  Object.defineProperty(AudioContext.prototype, 'state', {
    get: () => (ears.mayRun ? 'running' : 'suspended'),
  });
}

describeUnless(whyNoBrowser(), 'the sound of alerts', () => {
  let browser: Browser;
  let test: TestDashboard;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    // Minutes pass on the page's clock alone: no heartbeat is missed in them.
    test = await startTestDashboard({ limits: { heartbeatMs: 3_600_000 } });
    context = await browser.newContext({ locale: 'en-GB' });
  });
  afterEach(async () => {
    await context.close();
    await test.stop();
  });

  async function open({ mayRun = true } = {}): Promise<Page> {
    const opened = await context.newPage();
    await opened.clock.install();
    await opened.addInitScript(listen, mayRun);
    await opened.goto(`${test.url}/cases`);
    return opened;
  }

  async function logIn(): Promise<void> {
    await page.locator('input[name=username]').fill('admin');
    await page.locator('input[name=password]').fill(adminPassword);
    await page.locator('button[type=submit]').click();
    await page.locator('.line-live').waitFor();
  }

  async function heard(of = page): Promise<TuneName[]> {
    const played = await of.evaluate(() => (window as unknown as { ears: Ears }).ears.heard);
    return played.map((pitches) => {
      const found = Object.entries(tunes).find(
        ([, { tones }]) => JSON.stringify(tones.map(({ pitch_Hz }) => pitch_Hz)) === JSON.stringify(pitches),
      );
      return (found?.[0] === 'stale' ? 'stale' : Number(found?.[0])) as TuneName;
    });
  }

  const hears = (wanted: readonly TuneName[]): Promise<unknown> =>
    waitFor(
      `${wanted.join()} to be heard`,
      async () => JSON.stringify(await heard()) === JSON.stringify(wanted),
    );

  const ring = (id: string, severity: 1 | 2 | 3 | 4): void =>
    test.alerts.put(sampleAlert({ id, severity, displayedSeverity: severity, rangAt: Date.now() }));

  /** Lets the page's clock go on without anybody waiting for it. */
  const pass = (s: number): Promise<void> => page.clock.runFor(s * 1_000);

  it('has a tune for each severity: critical again and again until acknowledged, notices once', async () => {
    page = await open();
    await logIn();
    ring('notice', 4);
    await hears([4]);
    await pass(60);
    expect(await heard()).toEqual([4]);
    ring('minor', 3);
    await hears([4, 3]);
    ring('critical', 1);
    await hears([4, 3, 1]);
    expect(await page.title()).toMatch(/^\(1\) /);
    const icon = (await page.locator('link[rel=icon]').getAttribute('href')) ?? '';
    expect(icon).toMatch(/^data:image\/svg/);
    expect(decodeURIComponent(icon)).toContain('>1</text>');
    await pass(6);
    await hears([4, 3, 1, 1]);
    await pass(6);
    await hears([4, 3, 1, 1, 1]);
    const present = sampleAlert({ id: 'critical', version: 2, operator: 'acknowledged' });
    test.alerts.put(present, 'acknowledge');
    await waitFor('the title', async () => !/\(/.test(await page.title()));
    await pass(30);
    expect(await heard()).toEqual([4, 3, 1, 1, 1]);
  });

  it('is silenced by a key without acknowledging, until something new rings', async () => {
    page = await open();
    await logIn();
    ring('first', 2);
    await hears([2]);
    await page.locator('.silence').waitFor();
    await page.keyboard.press('m');
    await page.locator('.silence').waitFor({ state: 'detached' });
    await pass(60);
    expect(await heard()).toEqual([2]);
    expect(test.alerts.actions).toEqual([]);
    expect(await page.locator('.counter-sentence').nth(1).textContent()).toContain('1 unacknowledged');
    ring('second', 1);
    await hears([2, 1]);
  });

  it('says that the browser blocks it, and sounds after a press', async () => {
    page = await open();
    await logIn();
    await page.close();
    ring('before', 1);
    page = await open({ mayRun: false });
    const banner = page.locator('.sound-blocked');
    await banner.waitFor();
    expect(await banner.textContent()).toContain('Sound is blocked: new alerts are silent.');
    await page.locator('.line-live').waitFor();
    expect(await heard()).toEqual([]);
    await page.evaluate(() => ((window as unknown as { ears: Ears }).ears.mayRun = true));
    await banner.getByRole('button', { name: 'Switch the sound on' }).click();
    await banner.waitFor({ state: 'detached' });
    await hears([1]);
  });

  it('has a sound of its own for stale data, once', async () => {
    page = await open();
    await logIn();
    await test.dashboard.stop();
    await hears(['stale']);
    await pass(30);
    expect(await heard()).toEqual(['stale']);
    test = await startTestDashboard();
  });

  it('sounds in one of two windows, and in the other when the first is gone', async () => {
    page = await open();
    await logIn();
    const first = page;
    const second = await open();
    await second.locator('.line-live').waitFor();
    ring('both', 1);
    await hears([1]);
    await second.clock.runFor(1_000);
    expect(await heard(second)).toEqual([]);
    await first.close();
    page = second;
    ring('alone', 1);
    await pass(1);
    await waitFor('the second window to sound', async () => (await heard(second)).length > 0);
  });
});

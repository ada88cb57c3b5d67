import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import type { Alert } from '../../domain/alert.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { sampleIncident } from '../server/test-incidents.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';

const row = (id: string): string => `[role=row][data-alert-id="${id}"]`;

/** What nobody's life depends on. */
function battery(id: string, changes: Partial<Alert> = {}): Alert {
  const title = { zh: '烟感电量低', en: 'Battery low' };
  return sampleAlert({
    id,
    ruleId: 'smoke-battery',
    title,
    severity: 4,
    displayedSeverity: 4,
    latch: 'free',
    scope: { type: 'device', id: `device-${id}` },
    deviceId: `device-${id}`,
    ...changes,
  });
}

describeUnless(whyNoBrowser(), 'the desk', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screens: Screen[];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    screens = [];
    test = await startTestDashboard();
    await test.fleet.upsertAreas([
      { code: 'c1', level: 'community', parentCode: null, nameZh: '榕树社区', nameEn: 'Banyan' },
      { code: 'b1', level: 'building', parentCode: 'c1', nameZh: '一号楼', nameEn: 'Block 1' },
      { code: 'c2', level: 'community', parentCode: null, nameZh: '海棠社区', nameEn: 'Begonia' },
    ]);
    const place = { nameZh: '厨房', nameEn: 'Kitchen', longitude_deg: null, latitude_deg: null };
    await test.fleet.upsertSites([{ id: 'kitchen', areaCode: 'b1', ...place }]);
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'kitchen', name: '烟感' });
  });
  afterEach(async () => {
    for (const screen of screens) await screen.close();
    await test.stop();
    const errors = screens.flatMap((screen) => screen.errors);
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
  });

  async function open(path = '/', options: Partial<Parameters<typeof openScreen>[1]> = {}): Promise<Page> {
    // The map has tests of its own, and costs more than all the rest here.
    const stored = { 'desk.map': 'off' };
    const screen = await openScreen(browser, {
      url: test.url,
      path,
      password: adminPassword,
      stored,
      ...options,
    });
    screens.push(screen);
    await screen.page.locator('.list-scroll').waitFor();
    return screen.page;
  }

  it('folds what has one cause into one row, opens it in place, and is worked by keyboard', async () => {
    const [first, second] = [battery('first'), battery('second', { raisedAt: Date.now() + 5 })];
    test.incidents.put(sampleIncident({ severity: 4, deviceCount: 2, siteCount: 2 }), [first, second]);
    test.alerts.put(first);
    test.alerts.put(second);
    test.alerts.put(sampleAlert({ id: 'fire' }));
    const page = await open();
    const incident = page.getByTestId('incident-row');
    await incident.filter({ hasText: '2 条告警 · 2 台设备 · 2 处场所' }).waitFor();
    await incident.filter({ hasText: '2 条未确认' }).waitFor();
    const grid = page.getByRole('treegrid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('2');
    expect(await page.locator('[role=row][tabindex="0"]').count()).toBe(1);

    await page.keyboard.press('j');
    await page.locator(`${row('fire')}:focus`).waitFor();
    await page.keyboard.press('j');
    await page.locator('[data-testid=incident-row]:focus').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator(`${row('first')}[aria-level="2"][aria-rowindex="3"]`).waitFor();
    expect(await incident.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('a');
    await page.locator(row('first'), { hasText: 'admin 已确认' }).waitFor();
    expect(test.alerts.actions).toMatchObject([{ action: 'acknowledge', alertId: 'first', version: 1 }]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.locator(row('first')).waitFor({ state: 'detached' });
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.locator('.panel', { hasText: '火警' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/alerts/fire');
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('filters by the tree and the address, and never silently hides what is critical', async () => {
    test.alerts.put(sampleAlert({ id: 'fire' }));
    test.alerts.put(battery('elsewhere'));
    const shelf = { since: 0, until: null, by: 'li', reason: '', workOrder: null, causeId: null };
    test.alerts.put(battery('shelved', { suppression: 'shelved', suppressed: shelf }));
    const page = await open('/?severity=4', { locale: 'en-GB' });
    await page.locator(row('elsewhere')).waitFor();
    const note = page.locator('.hidden-note');
    await note.filter({ hasText: '1 hidden by filters' }).waitFor();
    await note.filter({ hasText: '1 shelved or suppressed' }).waitFor();
    await page.getByRole('button', { name: '1 of them critical and unacknowledged: show' }).click();
    await page.locator(row('fire')).waitFor();
    expect(new URL(page.url()).search).toBe('?severity=1&state=unacknowledged');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.locator(row('elsewhere')).waitFor();

    await page.keyboard.press('t');
    await page.locator('[role=treeitem][data-node=all]:focus').waitFor();
    await page.getByRole('treeitem', { name: 'Banyan 1 device, 1 silent; 1 open alert' }).waitFor();
    await page.keyboard.press('b');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-node="area:b1"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator(row('elsewhere')).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?area=b1');
    await page.reload();
    await page.locator('[data-node="area:b1"][aria-selected=true]').waitFor();
    await note.filter({ hasText: 'Block 1' }).filter({ hasText: '2 hidden by filters' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing like it');
    await page.getByText('No alert matches the filters.').waitFor();
  });

  it('does not move under the hand, and says what waits and how bad it is', async () => {
    for (const id of ['a', 'b']) test.alerts.put(battery(id));
    const page = await open();
    await page.locator(row('a')).click();
    await page.locator(`${row('a')}.is-open`).waitFor();
    const order = (): Promise<readonly (string | null)[]> =>
      page
        .locator('[role=row]')
        .evaluateAll((rows) => rows.map((each) => each.getAttribute('data-alert-id')));
    const before = await order();
    test.alerts.put(sampleAlert({ id: 'fire' }));
    test.alerts.put(battery('b', { closedAt: Date.now(), version: 2 }), 'close');
    const waiting = page.getByRole('button', { name: '1 条新告警，最高：紧急' });
    await waiting.waitFor();
    await page.locator(`${row('b')}.gone`).waitFor();
    expect(await order()).toEqual(before);
    await waiting.click();
    await page.locator(`${row('fire')}:focus`).waitFor();
    expect(await order()).toEqual(['fire', 'a']);
  });

  it('acknowledges minor ones together, each by its own request, and tells what came of it', async () => {
    const raisedAt = Date.now() - 1_000;
    for (const id of ['a', 'b', 'c']) test.alerts.put(battery(id, { raisedAt }));
    test.alerts.put(sampleAlert({ id: 'fire' }));
    const page = await open();
    await page.locator(`${row('a')} .check`).click();
    await page.locator(`${row('c')} .check`).click({ modifiers: ['Shift'] });
    await page.keyboard.press('Home');
    await page.locator(`${row('fire')}:focus`).waitFor();
    await page.keyboard.press('x');
    await page.getByText('已选 4 行').waitFor();
    await page.getByText('另有 1 条紧急或重要告警须逐条确认，不在其内').waitFor();
    // Somebody is quicker, and this screen hears of it only by the answer.
    await page.route('**/api/alerts/b/acknowledge', async (route) => {
      const body = { ...route.request().postDataJSON(), version: 7 };
      await route.continue({ postData: JSON.stringify(body) });
    });
    await page.getByRole('button', { name: '确认 3 条' }).click();
    await page.getByText('已确认 2 条，1 条刚刚有变化，未确认').waitFor();
    const acted = test.alerts.actions.map(({ alertId }) => alertId).toSorted();
    expect(acted).toEqual(['a', 'b', 'c']);
    await page.locator(row('b'), { hasText: '该告警刚刚有变化' }).waitFor();
    expect(await page.locator(`${row('fire')} .row-acknowledge`).count()).toBe(1);
  });

  it('marks at once what is under way, shows it done only when it is, and to the others as well', async () => {
    test.alerts.put(sampleAlert({ id: 'fire' }));
    const [here, there] = [await open(), await open('/', { locale: 'en-GB' })];
    await there.locator(row('fire')).waitFor();
    const held = Promise.withResolvers<void>();
    await here.route('**/api/alerts/fire/acknowledge', async (route) => {
      await held.promise;
      await route.continue();
    });
    await here.locator(`${row('fire')} .row-acknowledge`).click();
    await here.locator(row('fire'), { hasText: '正在确认…' }).waitFor();
    expect(await here.locator(`${row('fire')}.waits`).count()).toBe(1);
    expect(await there.locator(`${row('fire')}.waits`).count()).toBe(1);
    const from = performance.now();
    held.resolve();
    await there.locator(row('fire'), { hasText: 'seen by admin' }).waitFor();
    process.stdout.write(`the other screen saw it after ${Math.round(performance.now() - from)} ms\n`);
    await here.locator(row('fire'), { hasText: 'admin 已确认' }).waitFor();
    await here.locator(row('fire')).click();
    await there.locator(`${row('fire')} .row-viewers`).waitFor();
  });

  it('stays usable with 5,000 open alerts: few rows are drawn, and the focus reaches the last', async () => {
    const page = await open();
    await page.evaluate(() => {
      const long: number[] = [];
      Object.assign(globalThis, { long });
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) long.push(Math.round(duration));
      });
      observer.observe({ type: 'longtask' });
    });
    for (let n = 0; n < 5_000; n += 1) test.alerts.put(battery(`n${n}`, { raisedAt: 1_800_000_000_000 - n }));
    const grid = page.locator('[role=treegrid][aria-rowcount="5000"]');
    await grid.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('End');
    const last = page.locator(`${row('n4999')}[aria-rowindex="5000"]:focus`);
    await last.waitFor();
    await waitFor('few rows', async () => (await page.locator('[role=row]').count()) < 80);
    // Scrolled away, the row keeps the focus.
    await page.locator('.list-scroll').evaluate((element) => element.scrollTo({ top: 0 }));
    await page.locator(row('n0')).waitFor();
    expect(await last.count()).toBe(1);
    const long = await page.evaluate(() => (globalThis as unknown as { long: number[] }).long);
    process.stdout.write(`long tasks with 5,000 alerts, ms: ${long.toSorted((a, b) => b - a).join(' ')}\n`);
  });

  it('is one column on a phone: the list first, areas and filters behind buttons', async () => {
    test.alerts.put(sampleAlert({ id: 'fire' }));
    const page = await open('/', { size: 'phone' });
    await page.locator(row('fire')).waitFor();
    expect(await page.locator('.areas').isVisible()).toBe(false);
    await page.getByRole('button', { name: '区域' }).click();
    await page.locator('[data-node="area:c2"]').click();
    await page.getByText('没有符合筛选条件的告警。').waitFor();
    expect(await page.locator('.areas').isVisible()).toBe(false);
    const { width } = page.viewportSize() ?? { width: 0 };
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

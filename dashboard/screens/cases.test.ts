import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestCases } from '../../alerts/cases/test-cases.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { foldedCases } from '../../test/support/folded-rooms.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

const staff = { li: 'operator', zhao: 'shiftLeader', sun: 'gridWorker', qian: 'viewer' } as const;
const password = 'ten letters';
/** Two browsers and a whole life: on a busy machine that takes its time. */
const longMs = 150_000;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describeUnless(whyNoBrowser(), 'the pages about cases', () => {
  let browser: Browser;
  let test: TestDashboard;
  let made: TestCases;
  const cookies = new Map<string, string>();
  let keys = 0;

  beforeAll(async () => {
    browser = await startBrowser();
    const folded = foldedCases();
    ({ made } = folded);
    test = await startTestDashboard({ cases: folded.served });
    made.cases.onChange((change) => test.dashboard.caseChanged(change));
    cookies.set('admin', await test.logIn());
    for (const [username, role] of Object.entries(staff)) {
      await post('admin', '/api/staff', { username, name: username, password, role });
      cookies.set(username, await test.logIn(username, password));
    }
    await test.fleet.upsertAreas([
      { code: 's1', level: 'street', parentCode: null, nameZh: '木棉街道', nameEn: 'Kapok Street' },
    ]);
    await test.fleet.upsertSites([
      {
        id: 'shop-1',
        areaCode: 's1',
        nameZh: '面馆',
        nameEn: 'Noodle shop',
        longitude_deg: 114,
        latitude_deg: 22,
      },
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  async function post(who: string, path: string, body: object): Promise<{ readonly case: { id: string } }> {
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': `k${(keys += 1)}`,
        cookie: cookies.get(who) ?? '',
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { case: { id: string } };
  }

  const report = async (title: string, rest: object = {}): Promise<string> =>
    (await post('li', '/api/cases', { title, category: 'other', ...rest })).case.id;

  async function act(who: string, [id, action]: readonly [string, string], body: object = {}): Promise<void> {
    await post(who, `/api/cases/${id}/${action}`, { version: made.cases.find(id)?.version, ...body });
  }

  const open = (username: string, path: string, rest: Partial<ScreenOptions> = {}): Promise<Screen> =>
    openScreen(browser, { url: test.url, path, username, password, locale: 'en-GB', ...rest });

  /** The service's record, once it says so. */
  const waitForStep = (id: string, step: string): Promise<unknown> =>
    waitFor(`step ${step}`, () => made.cases.find(id)?.step === step);

  it(
    'takes a case from report to archive by clicks, while a second person watches and ends it',
    async () => {
      const li = await open('li', '/cases');
      const { page } = li;
      await page.getByText('No open case').waitFor();
      await page.getByRole('link', { name: 'New case' }).click();
      await button(page, 'Report').click();
      await page.getByText('This is needed.').waitFor();
      await page.getByLabel('Title').fill('Smoke behind the counter');
      await page.getByLabel('Category').selectOption('fire');
      await page.getByRole('radio', { name: 'Critical' }).check();
      await page.getByLabel('Search sites and areas').fill('noodle');
      await page.keyboard.press('Enter');
      expect(await page.locator('.case-place-chosen b').innerText()).toBe('Noodle shop');
      await button(page, 'Report').click();
      await page.locator('.case-page h1').waitFor();
      const id = page.url().split('/').at(-1) ?? '';
      expect(made.cases.find(id)).toMatchObject({
        title: 'Smoke behind the counter',
        category: 'fire',
        severity: 1,
        path: ['site:shop-1', 'street:s1'],
        reportedBy: 'li',
      });

      const zhao = await open('zhao', `/cases/${id}`, { locale: 'zh-CN' });
      await zhao.page.locator('.case-stepper [aria-current]').getByText('上报').waitFor();

      await button(page, 'Accept').click();
      await zhao.page.locator('.case-stepper [aria-current]').getByText('受理').waitFor();
      await button(page, 'Dispatch').click();
      await page.getByText('This is needed.').waitFor();
      await page.getByLabel('Assignee').selectOption('sun');
      await button(page, 'Dispatch').click();
      await waitForStep(id, 'dispatched');
      expect(made.cases.find(id)?.assignee).toBe('sun');
      await button(page, 'Take the task').click();
      await page.getByLabel('How you know').fill('sun called');
      await button(page, 'Record the arrival').click();
      await page.getByLabel('Finding').selectOption('cooking');
      await page.getByRole('textbox', { name: 'What was done' }).fill('Gas off, aired');
      await button(page, 'Record what was done').click();
      await waitForStep(id, 'handled');
      await page.getByText('Whoever handled it does not check or close it').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);

      await button(zhao.page, '核查通过').click();
      await zhao.page.getByLabel('结论').selectOption('real');
      await button(zhao.page, '结案').click();
      await waitForStep(id, 'closed');
      expect(made.cases.find(id)).toMatchObject({ finding: 'real', checkedBy: 'zhao', closedBy: 'zhao' });
      await page.getByText('Closed by zhao').waitFor();
      expect(await page.locator('.case-actions').count()).toBe(0);
      const history = await zhao.page.locator('.case-events li').allInnerTexts();
      expect(history.map((line) => line.split('\n').at(1)?.split(' ').at(0))).toEqual([
        '结案',
        '核查',
        '处置',
        '到场',
        '接单',
        '派遣',
        '受理',
        '上报',
      ]);
      await zhao.page.locator('.case-back').click();
      await zhao.page.getByText('没有未结事件').waitFor();
      await zhao.page.locator('.case-statistics li').nth(3).getByText('1', { exact: true }).waitFor();
      expect([...li.errors, ...zhao.errors]).toEqual([]);
      await Promise.all([li.close(), zhao.close()]);
    },
    longMs,
  );

  it('shows what others did meanwhile before one acts, asks before a case is void, and says why not', async () => {
    const id = await report('Loose manhole cover');
    const { page, errors, close } = await open('zhao', `/cases/${id}`);
    await button(page, 'Give more time').click();
    await page.getByLabel('Until').fill('2099-01-01T10:00');
    await page.getByLabel('Why').fill('because');
    await button(page, 'Send').click();
    await page.getByText('Not done: That is too far away.').waitFor();

    await button(page, 'Void').click();
    await page.getByLabel('Why').fill('reported twice');
    await act('li', [id, 'comment'], { comment: 'The street calls again' });
    const changed = page.locator('.case-changed');
    await changed.getByText('The street calls again').waitFor();
    expect(await page.getByLabel('Why').inputValue()).toBe('reported twice');
    await changed.getByRole('button', { name: 'Seen, go on' }).click();
    await button(page, 'Send').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It cannot be undone').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(made.cases.find(id)?.step).toBe('reported');
    await button(page, 'Send').click();
    await dialog.getByRole('button', { name: 'Void it' }).click();
    await waitForStep(id, 'void');
    await page.getByText('Void by zhao').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('finds cases by what the address asks for, in the table and on the board, by keyboard too', async () => {
    await report('Puddle in the underpass', { category: 'flood', severity: 2, siteId: 'shop-1' });
    const mine = await report('Old man fell', { category: 'person', severity: 1 });
    await act('li', [mine, 'accept']);
    await act('li', [mine, 'dispatch'], { assignee: 'li' });
    const { page, errors, close } = await open('li', '/cases?view=table&category=flood');
    const rows = page.locator('.case-table tbody tr');
    await rows.first().waitFor();
    expect(await rows.locator('a').allInnerTexts()).toEqual(['Puddle in the underpass']);
    await page.getByRole('combobox', { name: 'Category' }).selectOption('');
    await button(page, 'Mine').click();
    await page.waitForURL(/mine=1/);
    expect(await rows.locator('a').allInnerTexts()).toEqual(['Old man fell']);
    await button(page, 'Mine').click();
    await button(page, 'With closed ones').click();
    await page.getByLabel('Number, title or description').fill('COUNTER');
    await page.waitForURL(/text=COUNTER/);
    await page.getByRole('link', { name: 'Smoke behind the counter' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Number, title or description').fill('nothing of the kind');
    await page.getByText('No case matches').waitFor();
    await button(page, 'Clear filters').click();
    await page.getByRole('link', { name: 'Board' }).click();
    const column = page.getByRole('region', { name: 'To be taken' });
    await column.getByText('Old man fell').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await column.getByRole('link').focus();
    await page.keyboard.press('Enter');
    await button(page, 'Take the task').focus();
    await page.keyboard.press('Enter');
    await waitForStep(mine, 'taken');
    expect(errors).toEqual([]);
    await close();
  });

  it('offers nothing to who may only look, and sources with a token told once to administrators', async () => {
    const id = await report('Street lamp out', { category: 'facility' });
    const viewer = await open('qian', `/cases/${id}`, { size: 'phone', locale: 'zh-CN' });
    await viewer.page.locator('.case-page h1').waitFor();
    expect(await viewer.page.locator('.case-actions button').count()).toBe(0);
    expect(await accessibilityFaults(viewer.page)).toEqual([]);
    await viewer.page.goto(`${test.url}/cases/nothing`);
    await viewer.page.getByText('找不到该事件').waitFor();
    await viewer.close();

    const { page, errors, close } = await open('admin', '/cases/sources', { password: adminPassword });
    await page.getByText('No source yet').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Cameras of the estate');
    await page.getByRole('textbox', { name: /^Id/ }).fill('cameras');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('camera');
    await button(page, 'Add a source').click();
    const token = await page.locator('.case-token').inputValue();
    const told = await fetch(`${test.url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ title: 'A fire lane is blocked' }),
    });
    expect(told.status).toBe(202);
    await page.keyboard.press('Escape');
    const row = page.getByRole('row', { name: /Cameras of the estate/ });
    await row.getByRole('button', { name: 'Switch off' }).click();
    await row.getByText('off', { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

import pino from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { casesOf, createCaseStore } from '../../alerts/cases/case-store.ts';
import { createTestCases, toReport, type TestCases } from '../../alerts/cases/test-cases.ts';
import type { Database } from '../../database/connection.ts';
import type { CaseAction } from '../../domain/case.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { awayDatabase, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen } from './screen.ts';

const password = 'ten letters';
const there = { longitude_deg: 120.2, latitude_deg: 30.23 };

/** A picture of one red dot, larger than what is sent. */
async function makePicture(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 2_400;
    canvas.height = 1_200;
    canvas.getContext('2d')?.fillRect(0, 0, 1_200, 600);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
}

/** Until the app opens without a connection. */
async function untilKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

async function allowPosition(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ longitude: there.longitude_deg, latitude: there.latitude_deg + 0.001 });
}

const titled = (name: string) => ({ name, exact: true }) as const;

describeUnless(whyNoBrowser(), 'the field app', () => {
  let browser: Browser;
  let test: TestDashboard;
  let made: TestCases;
  let asked: CaseAction[];
  let cases = 0;

  beforeAll(async () => {
    browser = await startBrowser();
    made = createTestCases();
    const database = awayDatabase() as unknown as Database;
    const log = pino({ level: 'silent' });
    const served = casesOf(made.cases, createCaseStore({ database, cases: made.cases, log }));
    test = await startTestDashboard({
      cases: {
        ...served,
        act: async (action) => {
          asked.push(action);
          return await served.act(action);
        },
      },
    });
    const cookie = await test.logIn();
    for (const [username, role] of [
      ['sun', 'gridWorker'],
      ['qian', 'viewer'],
    ]) {
      await fetch(`${test.url}/api/staff`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ username, name: 'Sun Xiaomei', password, role }),
      });
    }
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });
  beforeEach(() => {
    asked = [];
  });

  /** A case on its way to the grid worker. */
  async function dispatch(title: string): Promise<string> {
    cases += 1;
    const id = `case-${cases}`;
    made.tick(Date.now());
    await made.act('report', 'li', { caseId: id, report: toReport({ title, position: there }) });
    await made.act('accept', 'li', { caseId: id });
    await made.act('dispatch', 'li', { caseId: id, assignee: 'sun' });
    return id;
  }

  async function open(
    path: string,
    options: { locale?: 'zh-CN' | 'en-GB'; username?: string } = {},
  ): Promise<Screen> {
    const { locale = 'en-GB', username = 'sun' } = options;
    return await openScreen(browser, { url: test.url, path, username, password, locale, size: 'phone' });
  }

  it('works through a day without a connection: reloads keep all, and the centre gets each once, in order', async () => {
    const id = await dispatch('Smoke in a shop');
    const { page, context, errors, close } = await open('/field');
    await allowPosition(context);
    await page.getByRole('link', { name: /Smoke in a shop/ }).waitFor();
    const picture = await makePicture(page);
    await untilKept(page);
    await context.setOffline(true);

    await page.reload();
    await page.getByText(/Offline · as of \d\d:\d\d/).waitFor();
    await page.getByRole('link', { name: /Smoke in a shop/ }).click();
    await page.getByRole('button', titled('Accept')).click();
    await page.getByRole('button', titled('I have arrived')).click();
    await page.getByRole('button', titled('Report what was done')).waitFor();
    await page.reload();
    await page.getByRole('button', titled('Report what was done')).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').fill('Pan taken off the stove, aired');
    await form.getByRole('button', titled('Submit')).click();
    await form.getByText('Choose a finding.').waitFor();
    await form.getByRole('combobox').selectOption('cooking');
    await form.locator('input[type=file]').setInputFiles({
      name: 'kitchen.png',
      mimeType: 'image/png',
      buffer: picture,
    });
    await form.getByText(/Picture, \d+ KB/).waitFor();
    // What is being written survives, too.
    await page.reload();
    await form.getByText(/Picture, \d+ KB/).waitFor();
    expect(await form.getByRole('textbox').inputValue()).toBe('Pan taken off the stove, aired');
    await form.getByRole('button', titled('Submit')).click();
    await page.getByText('Reported. It waits to be sent.').waitFor();
    await page.reload();
    await page.getByText('3 waiting to be sent').first().waitFor();
    expect(asked).toEqual([]);

    await context.setOffline(false);
    await waitFor('all of it at the centre', () => made.cases.find(id)?.step === 'handled');
    await page.getByText('This task is no longer yours.').waitFor();
    expect(asked.map(({ action }) => action)).toEqual(['take', 'arrive', 'handle']);
    const lines = made.cases.events(id).slice(-3);
    expect(lines).toMatchObject([
      { type: 'take', by: 'sun' },
      { type: 'arrive', detail: { distance_m: 111 } },
      { type: 'handle', comment: 'Pan taken off the stove, aired', detail: { finding: 'cooking' } },
    ]);
    const url = String(lines[2]?.detail['pictureUrl']);
    const size = await page.evaluate(async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      return [bitmap.width, bitmap.height];
    }, url);
    expect(size).toEqual([1_600, 800]);
    expect(errors).toEqual([]);
    await close();
  });

  it('brings back what the centre refused, with the reason and what rested on it, until somebody decides', async () => {
    const id = await dispatch('Water in the underpass');
    const { page, context, close } = await open('/field');
    await page.getByRole('link', { name: /Water in the underpass/ }).click();
    await untilKept(page);
    await context.setOffline(true);
    await page.getByRole('button', titled('Accept')).click();
    await page.getByRole('button', titled('I have arrived')).waitFor();
    // Meanwhile the centre takes it back and sends it out again.
    await made.act('sendBack', 'li', { caseId: id, comment: 'wrong street' });
    await made.act('dispatch', 'li', { caseId: id, assignee: 'sun' });
    await context.setOffline(false);
    await page
      .getByRole('link', { name: /1 came back/ })
      .first()
      .click();
    await page.getByText('The task has changed since you saw it.').waitFor();
    await page.reload();
    await page.getByText('The task has changed since you saw it.').waitFor();
    expect(made.cases.find(id)?.step).toBe('dispatched');
    await page.getByRole('button', titled('Send again')).click();
    await waitFor('the task taken', () => made.cases.find(id)?.step === 'taken');
    await page.getByText('Everything is sent').waitFor();
    await made.act('void', 'zhao', { caseId: id, comment: 'double' });
    await close();
  });

  it('sends once from two pages of the app', async () => {
    const id = await dispatch('Blocked fire lane');
    const { page, context, close } = await open('/field');
    await page.getByRole('link', { name: /Blocked fire lane/ }).click();
    await untilKept(page);
    const second = await context.newPage();
    await second.goto(`${test.url}/field/outbox`);
    await second.getByText('Everything is sent').waitFor();
    await context.setOffline(true);
    await page.getByRole('button', titled('Accept')).click();
    await page.getByRole('button', titled('Add a note')).click();
    await page.getByRole('dialog').getByRole('textbox').fill('A lorry in the way');
    await page.getByRole('button', titled('Add the note')).click();
    // The other page knows of it.
    await second.locator('.field-act.is-waiting').nth(1).waitFor();
    await context.setOffline(false);
    await second.getByText('Everything is sent').waitFor();
    await page.getByText(/waiting to be sent/).waitFor({ state: 'detached' });
    expect(asked.map(({ action, caseId }) => [action, caseId])).toEqual([
      ['take', id],
      ['comment', id],
    ]);
    await made.act('void', 'zhao', { caseId: id, comment: 'towed' });
    await close();
  });

  it('reports something new with words, kind and place, in Chinese, and nothing serious against its accessibility', async () => {
    const { page, context, errors, close } = await open('/field/report', { locale: 'zh-CN' });
    await page.getByRole('button', titled('上报')).click();
    await page.getByText('请填写内容。').waitFor();
    await allowPosition(context);
    await page.getByRole('button', titled('带上我的位置')).click();
    await page.getByText(/已定位/).waitFor();
    await page.getByText('消防通道', { exact: true }).click();
    await page.getByRole('textbox').fill('消防通道被占用。两辆面包车停在单元门口，叫不到车主。');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', titled('上报')).click();
    const reported = await waitFor('the report', () =>
      made.cases.open().find(({ reportedBy }) => reportedBy === 'sun'),
    );
    expect(reported).toMatchObject({
      source: 'gridWorker',
      category: 'fireLane',
      title: '消防通道被占用',
      description: '消防通道被占用。两辆面包车停在单元门口，叫不到车主。',
      position: { longitude_deg: there.longitude_deg },
    });
    await page.getByText('已上报。').waitFor();
    await page.getByRole('link', titled('发送')).click();
    await page.getByText('全部已发送').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('says where the person is in words where the phone may not, and hands a task back', async () => {
    const id = await dispatch('Lift stands still');
    const { page, close } = await open(`/field/tasks/${id}`);
    await page.getByRole('button', titled('Accept')).click();
    await page.getByRole('button', titled('I have arrived')).click();
    const form = page.getByRole('dialog');
    await form.getByText('No position (not allowed): say in words where it is.').waitFor();
    await form.getByRole('textbox').fill('At the lift, entrance 2');
    await form.getByRole('button', titled('Confirm arrival')).click();
    await waitFor('the arrival', () => made.cases.find(id)?.step === 'arrived');
    expect(made.cases.events(id).at(-1)).toMatchObject({
      type: 'arrive',
      comment: 'At the lift, entrance 2 (no position: not allowed)',
      detail: { position: null },
    });
    await page.getByRole('button', titled('Hand back')).click();
    await form.getByRole('textbox').fill('Needs the lift company');
    await form.getByRole('button', titled('Hand back')).click();
    await waitFor('it to be nobody’s', () => made.cases.find(id)?.assignee === null);
    expect(made.cases.find(id)?.step).toBe('accepted');
    await page.getByText('This task is no longer yours.').waitFor();
    await close();
  });

  it('tells those without tasks, and lets somebody else log in without showing them what was there', async () => {
    await dispatch('Somebody else’s business');
    const { page, context, close } = await open('/field', { username: 'qian' });
    await page.getByText('Your account has no tasks in the field.').waitFor();
    await page.goto(`${test.url}/field/me`);
    await page.getByRole('button', titled('Log out')).click();
    await page.locator('input[name=username]').fill('sun');
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', titled('Log in')).click();
    await page.getByRole('link', titled('Tasks')).click();
    await page.getByRole('link', { name: /Somebody else’s business/ }).waitFor();
    // A session that ends: what was seen stays, and acts wait for the person.
    await context.clearCookies();
    await page.getByRole('button', titled('Refresh')).click();
    await page.getByText('Your session has ended.').first().waitFor();
    await page.getByRole('link', { name: /Somebody else’s business/ }).click();
    await page.getByRole('button', titled('Accept')).click();
    await page.getByText('1 waiting to be sent').first().waitFor();
    await page.getByRole('link', titled('Log in again')).click();
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', titled('Log in')).click();
    await waitFor('the act', () => asked.length > 0);
    expect(asked).toMatchObject([{ action: 'take', by: 'sun' }]);
    await close();
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword } from '../server/test-support.ts';
import { startTwoPersons, type TwoPersonsTest } from '../server/two-persons/test-two-persons.ts';
import { accessibilityFaults, openScreen, type ScreenOptions } from './screen.ts';

describeUnless(whyNoBrowser(), 'who is in, and what two have to agree to', () => {
  let browser: Browser;
  let db: TestDatabase;
  let two: TwoPersonsTest;

  beforeAll(async () => {
    browser = await startBrowser();
    db = await createTestDatabase(bestEdition());
    two = await startTwoPersons({
      database: db.database,
      twoPersonActs: ['take-out-of-service', 'change-settings'],
    });
    two.test.fleet.add({ id: 'own-spare', kind: 'smoke', siteId: 'own-site' });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await two.stop();
    await db.drop();
  });

  const open = (options: Partial<ScreenOptions> & Pick<ScreenOptions, 'path'>) =>
    openScreen(browser, {
      url: two.test.url,
      password: adminPassword,
      locale: 'en-GB',
      size: 'small',
      ...options,
    });

  it('is asked at one desk, seen at the other at once, agreed to there, and then done', async () => {
    const second = await open({ path: '/', username: 'second' });
    const admin = await open({ path: '/devices/own-spare' });
    await admin.page.getByRole('button', { name: 'Out of service…' }).click();
    const form = admin.page.getByRole('dialog');
    await form.getByLabel('Work order').fill('W-7');
    await form.locator('input[name=reason]').fill('battery');
    await form.locator('button[type=submit]').click();
    await form.getByText('Asked for, and not done yet').waitFor();
    expect(two.test.alerts.outOfService().map(({ workOrder }) => workOrder)).not.toContain('W-7');

    await second.page.getByRole('status').getByText('asks for “Take a device out of service”').waitFor();
    const link = second.page.locator('.rail a[href="/access"]');
    await link.locator('.rail-badge').getByText('1 for you to agree to').waitFor();
    await link.focus();
    await second.page.keyboard.press('Enter');
    const card = second.page.getByRole('listitem').filter({ hasText: 'W-7' });
    await card.getByText('battery').waitFor();
    expect(await accessibilityFaults(second.page)).toEqual([]);
    await card.getByRole('button', { name: 'Look and decide…' }).press('Enter');
    const dialog = second.page.getByRole('dialog');
    expect(await accessibilityFaults(second.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Agree: do it now' }).press('Enter');
    await second.page.getByRole('row', { name: /own-spare.*done second/ }).waitFor();
    expect(two.test.alerts.outOfService().map(({ workOrder }) => workOrder)).toContain('W-7');
    await link.locator('.rail-badge').waitFor({ state: 'detached' });
    await admin.page.getByRole('status').getByText('second agreed, and it is done').waitFor();
    expect([...second.errors, ...admin.errors]).toEqual([]);
    await Promise.all([second.close(), admin.close()]);
  });

  it('shows the second person what would change, and is declined or withdrawn, in Chinese on a phone', async () => {
    const body = { text: 'timeZone: Asia/Urumqi\n', comment: '试一下', revision: 0 };
    await two.ask('PUT /api/settings', 'admin', { body });
    const phone = { locale: 'zh-CN', size: 'phone', colorScheme: 'light' } as const;
    const { page, errors, close } = await open({ path: '/access', username: 'second', ...phone });
    const card = page.getByRole('listitem').filter({ hasText: '试一下' });
    await card.getByRole('button', { name: '查看并决定…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('timeZone: Asia/Urumqi').waitFor();
    await dialog.getByText('试一下').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: '不同意' }).click();
    await page.getByRole('row', { name: /更改通知设置.*不同意/ }).waitFor();
    await two.ask('PUT /api/settings', 'second', { body });
    await page.reload();
    await card.getByRole('button', { name: '撤回' }).click();
    await page.getByRole('row', { name: /更改通知设置.*已撤回/ }).waitFor();
    expect((await two.waiting('second')).map(({ act }) => act)).not.toContain('change-settings');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(errors).toEqual([]);
    await close();
  });

  it('ends a session of one’s own from the list, and everybody’s as an administrator', async () => {
    const stolen = await open({ path: '/', username: 'own' });
    const own = await open({ path: '/access/sessions', username: 'own' });
    await own.page.getByText('this one').waitFor();
    expect(await accessibilityFaults(own.page)).toEqual([]);
    await own.page.getByRole('button', { name: 'End all the others' }).click();
    await stolen.page.locator('main.log-in').waitFor();
    await own.page.getByText('You are logged in here only').waitFor();

    const admin = await open({ path: '/access/everybody' });
    const row = admin.page.getByRole('row', { name: /own own/ });
    await row.first().waitFor();
    expect(await accessibilityFaults(admin.page)).toEqual([]);
    await row.first().getByRole('button', { name: 'Log own out everywhere' }).click();
    const dialog = admin.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Log own out everywhere' }).click();
    await own.page.locator('main.log-in').waitFor();
    await row.first().waitFor({ state: 'detached' });
    expect([...stolen.errors, ...own.errors, ...admin.errors]).toEqual([]);
    await Promise.all([stolen.close(), own.close(), admin.close()]);
  });

  it('makes a token that is told once, works, and is worth nothing once revoked', async () => {
    const { page, errors, close } = await open({ path: '/access/tokens' });
    await page.getByText('There are no tokens yet').waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('wall feed');
    await dialog.getByRole('button', { name: 'Make a token' }).click();
    await dialog.getByText('not written as it should be').waitFor();
    await dialog.getByLabel('Name').fill('wall-feed');
    await dialog.getByLabel('take devices out of service').check();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make a token' }).click();
    const secret = await dialog.locator('.secret').innerText();
    await dialog.getByRole('button', { name: 'I have noted it' }).click();
    const ask = async (): Promise<number> =>
      (await fetch(`${two.test.url}/api/alerts`, { headers: { authorization: `Bearer ${secret.trim()}` } }))
        .status;
    expect(await ask()).toBe(200);
    await page.reload();
    const row = page.getByRole('row', { name: /wall-feed.*take devices out of service/ });
    await row.getByText('127.0.0.1').waitFor();
    expect(await page.content()).not.toContain(secret.trim());
    expect(await accessibilityFaults(page)).toEqual([]);
    await row.getByRole('button', { name: 'Revoke wall-feed' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
    expect(await ask()).toBe(401);
    expect(errors).toEqual([]);
    await close();
  });

  it('finds what somebody did and what was refused, page by page, and tells whether the chain is whole', async () => {
    await two.ask('GET /api/tokens', 'viewer');
    for (let n = 0; n < 120; n += 1)
      await two.ask('PUT /api/session/seat', 'leader', { body: { seat: null } });
    await waitFor('the entries', async () => {
      const { rows } = await db.pool.query<{ n: number }>(
        "select count(*)::int as n from audit where who = 'leader' and action = 'seat'",
      );
      return (rows[0]?.n ?? 0) >= 120;
    });
    const { page, errors, close } = await open({ path: '/access/audit' });
    const rows = page.locator('.access-audit tbody tr');
    await rows.first().waitFor();
    await page.getByLabel('Refusals only').check();
    await page.getByRole('row', { name: /viewer refused GET \/api\/tokens/ }).waitFor();
    expect(await page.getByRole('row', { name: /leader/ }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Refusals only').uncheck();
    await page.getByRole('searchbox', { name: 'Person' }).fill('leader');
    await page.getByRole('searchbox', { name: 'Person' }).press('Enter');
    await page.waitForURL(/who=leader/);
    await waitFor('the first page', async () => (await rows.count()) === 100);
    await page.getByRole('button', { name: 'Older' }).click();
    await waitFor('the rest', async () => (await rows.count()) > 119);
    await page.getByRole('searchbox', { name: 'Act' }).fill('log-in');
    await page.getByRole('searchbox', { name: 'Act' }).press('Enter');
    await waitFor('log-ins only', async () => (await rows.count()) < 5 && (await rows.count()) > 0);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const content = Buffer.concat(await (await (await download).createReadStream()).toArray()).toString();
    expect(content).toContain('"leader","log-in"');
    expect(content).not.toContain('"admin"');
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await page.getByText(/Unbroken since .* entries/).waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

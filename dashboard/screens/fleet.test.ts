import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen } from './screen.ts';

const csv = (text: string) => ({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

describeUnless(whyNoBrowser(), 'fleet administration', () => {
  let browser: Browser;
  let test: TestDashboard;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
    await test.fleet.upsertAreas([
      { code: 's1', level: 'street', parentCode: null, nameZh: '望江街道', nameEn: 'Wangjiang Street' },
    ]);
    await test.fleet.upsertSites([
      {
        id: 'shop',
        areaCode: 's1',
        nameZh: '面馆',
        nameEn: 'Noodles',
        longitude_deg: null,
        latitude_deg: null,
      },
    ]);
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'shop', maintainer: 'Antai' });
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  const open = (path: string, locale: 'zh-CN' | 'en-GB') =>
    openScreen(browser, { url: test.url, path, password: adminPassword, locale, size: 'small' });

  it('adds areas and sites, switches a device off, and says what is wrong, in English', async () => {
    const { page, errors, close } = await open('/fleet', 'en-GB');
    await page.getByRole('button', { name: 'Add an area' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Code').fill('d1');
    await form.getByLabel('Level').selectOption('district');
    await form.getByLabel('Part of').selectOption('s1');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('“Chinese name” is needed.').waitFor();
    await form.getByLabel('Chinese name').fill('滨河区');
    await form.getByLabel('English name').fill('Binhe');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('The parent has to exist and be on a higher level.').waitFor();
    await form.getByLabel('Part of').selectOption('');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'Binhe' }).waitFor();
    expect(test.fleet.areas().find(({ code }) => code === 'd1')).toMatchObject({ parentCode: null });
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('navigation', { name: 'Parts of the fleet' }).getByText('Sites').click();
    await page.getByRole('button', { name: 'Change shop' }).click();
    await form.getByLabel('Longitude').fill('120.2');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Longitude and latitude go together.').waitFor();
    await form.getByLabel('Latitude').fill('30.23');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '30.23000, 120.20000' }).waitFor();

    await page.getByRole('navigation', { name: 'Parts of the fleet' }).getByText('Devices').click();
    await page.getByRole('button', { name: 'Disable smoke-1' }).click();
    await form.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable smoke-1' }).waitFor();
    expect(test.fleet.device('smoke-1')).toMatchObject({
      disabled: true,
      siteId: 'shop',
      maintainer: 'Antai',
    });
    expect(errors).toEqual([]);
    await close();
  });

  it('shows what an import would do before it does, and hands out the new secrets, in Chinese', async () => {
    const { page, errors, close } = await open('/fleet/import?what=devices', 'zh-CN');
    const file = page.locator('input[name=csv]');
    await file.setInputFiles(
      csv('id,kind,site_id\nsmoke-1,smoke,shop\nnew-1,smok,shop\nnew-2,smoke,nowhere\n'),
    );
    await page.getByText('“smok”不是类型').waitFor();
    expect(await page.locator('.fleet-faulty').allInnerTexts()).toEqual(['smok', 'nowhere']);
    expect(await page.getByRole('button', { name: /^导入/ }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await file.setInputFiles(csv('id,kind,site_id\nsmoke-1,smoke,shop\nnew-1,smoke,shop\n'));
    await page.getByRole('button', { name: '导入：新增 1，修改 0' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载密钥 CSV' }).click();
    const stream = await (await download).createReadStream();
    const content = Buffer.concat(await stream.toArray()).toString();
    expect(content).toContain(`new-1,${test.fleet.secrets.get('new-1')}`);
    expect(test.fleet.device('new-1')).toMatchObject({ siteId: 'shop' });
    expect(errors).toEqual([]);
    await close();
  });

  it('adds a grid worker with a password that is told once and works', async () => {
    const { page, close } = await open('/fleet/staff', 'en-GB');
    await page.getByRole('button', { name: 'Add an account' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Username').fill('sun');
    await form.getByLabel('Name', { exact: true }).fill('Sun Xiaomei');
    await form.getByRole('button', { name: 'Save' }).click();
    const password = await form.locator('.secret').innerText();
    // A slip of the hand does not lose it.
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'I have noted it' }).click();
    expect(await waitFor('a log-in', () => test.logIn('sun', password.trim()))).not.toBe('');
    await page.getByRole('row', { name: /Sun Xiaomei.*Grid worker/ }).waitFor();
    // One's own session would end before the new password could be read.
    expect(await page.getByRole('button', { name: 'New password admin' }).count()).toBe(0);
    await close();
  });

  it('makes an enrolment key that is told once, and revokes it', async () => {
    const { page, errors, close } = await open('/fleet/keys', 'en-GB');
    await page.getByText('There are no enrolment keys yet').waitFor();
    await page.getByRole('button', { name: 'Add an enrolment key' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('gauges');
    await form.getByRole('button', { name: 'Save' }).click();
    expect(await form.locator('.secret').innerText()).toContain('words-of-key-1');
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'I have noted it' }).click();
    const row = page.getByRole('row', { name: /gauges/ });
    await row.getByRole('button').click();
    await form.locator('button.danger').click();
    await waitFor('the end of the key', () => test.fleet.enrolmentKeys()[0]?.revoked === 'all');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

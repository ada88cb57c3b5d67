import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/databases.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen } from './screen.ts';

const broken = '{"time":"1970-01-01T00:00:00Z","values":{"depth_m":"deep"}}';
/** More than one page of the list. */
const lifts = 60;

describeUnless(whyNoBrowser(), 'the quarantine', () => {
  let browser: Browser;
  let db: TestDatabase;
  let test: TestDashboard;

  beforeAll(async () => {
    browser = await startBrowser();
    db = await createTestDatabase();
    test = await startTestDashboard({ database: db.database });
    const messages = [
      ...Array.from({ length: lifts }, (_, n) => message('elevator-3', `{"seq":${n},`, 'bad-json: end')),
      message('water-7', broken, 'bad-value: "depth_m" is not usable.\nbad-time: "time" is impossible.'),
    ];
    await db.database.kysely
      .insertInto('quarantine')
      .values(messages.map((each, index) => ({ ...each, journal_offset: index + 1 })))
      .execute();
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
    await db.drop();
  });

  it('shows why, from whom and where the fault is, as text and byte by byte, by keyboard', async () => {
    const { page, errors, close } = await openScreen(browser, {
      url: test.url,
      path: '/quarantine',
      password: adminPassword,
      locale: 'en-GB',
    });
    const rows = page.locator('.quarantine-list tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(50);
    await page.locator('.quarantine-count', { hasText: 'Not JSON60' }).waitFor();
    await page.getByRole('button', { name: 'Older messages' }).click();
    await expect.poll(() => rows.count()).toBe(lifts + 1);

    await rows.first().locator('button').focus();
    await page.keyboard.press('Enter');
    const detail = page.locator('.quarantine-detail');
    await detail.locator('mark').first().waitFor();
    expect(await detail.locator('mark').allTextContents()).toEqual([
      '"time":"1970-01-01T00:00:00Z"',
      '"depth_m":"deep"',
    ]);
    expect(await detail.textContent()).toContain('The value of "depth_m" cannot be used');
    expect(await detail.textContent()).toContain('Check the device’s clock');
    expect(await detail.locator('a').first().getAttribute('href')).toBe('/devices/water-7');
    await detail.getByRole('button', { name: 'Hex', exact: true }).click();
    expect(await detail.locator('.quarantine-hex div').first().textContent()).toContain('0000007b 22 74');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('is filtered by what the address says, and says so where there is nothing', async () => {
    const { page, close } = await openScreen(browser, {
      url: test.url,
      path: '/quarantine?device=water-7',
      password: adminPassword,
    });
    const rows = page.locator('.quarantine-list tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    expect(await rows.first().textContent()).toContain('数值不可用');
    await page.locator('.quarantine-count', { hasText: 'elevator-3' }).click();
    await expect.poll(() => rows.count()).toBe(50);
    expect(new URL(page.url()).search).toBe('?device=elevator-3');
    await page.goto(`${test.url}/quarantine?device=smoke-1&code=bad-json`);
    await page.getByText('没有隔离的报文').waitFor();
    await page.getByRole('button', { name: '取消筛选' }).click();
    await expect.poll(() => rows.count()).toBe(50);
    await close();
  });
});

it('says what to do while the database is away', { skip: whyNoBrowser() !== null }, async () => {
  const browser = await startBrowser();
  const test = await startTestDashboard();
  const { page } = await openScreen(browser, {
    url: test.url,
    path: '/quarantine',
    password: adminPassword,
  });
  await page.getByText('数据库暂不可用').waitFor();
  expect(await page.getByRole('button', { name: '重试' }).count()).toBe(1);
  await browser.close();
  await test.stop();
});

function message(device: string, payload: string, detail: string) {
  const kind = device.startsWith('water') ? ('water' as const) : ('elevator' as const);
  return {
    journal_id: 'j',
    received_at: new Date(),
    device_id: device,
    kind,
    topic: `sensors/${kind}/${device}/telemetry`,
    payload: Buffer.from(payload),
    code: detail.slice(0, detail.indexOf(':')),
    detail,
  };
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Delivery } from '../../domain/delivery.ts';
import type { DeskSettings } from '../../domain/desk-settings.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { memoryDeliveries, memorySettings, type MemorySettings } from '../server/test-routing.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

const bySeverity = <T>(value: T) => ({ 1: value, 2: value, 3: value, 4: value });
const match = {
  areas: [],
  sites: [],
  kinds: [],
  severities: [],
  rules: [],
  isForecast: null,
  hours: null,
};
const leaderDuty = {
  role: 'shiftLeader',
  seat: null,
  recipient: 'li',
  days: [],
  fromDate: null,
  toDate: null,
} as const;

/** A street with one leader by day, nobody by night, and one route with a policy. */
const street: Partial<DeskSettings> = {
  timeZone: 'Asia/Shanghai',
  seats: [{ id: 'seat-1', name: { zh: '一号坐席', en: 'Seat 1' }, areas: [], kinds: ['smoke'] }],
  channels: [{ id: 'text', type: 'sms', options: {}, perMinute_max: 60 }],
  recipients: [
    {
      id: 'li',
      name: { zh: '李强', en: 'Li Qiang' },
      role: 'staff',
      at: null,
      language: 'zh',
      username: null,
      reachedBy: [{ channel: 'text', address: '13800000001' }],
    },
  ],
  shifts: [{ id: 'day', name: { zh: '白班', en: 'Day' }, from: '08:00', to: '20:00' }],
  duties: [{ ...leaderDuty, shift: 'day' }],
  routes: [
    {
      id: 'fire',
      match: { ...match, kinds: ['smoke'], severities: [1] },
      tell: [{ nearest: 'propertyCompany' }],
      escalation: 'critical',
      goOn: false,
      routes: [],
    },
  ],
  escalations: [
    {
      id: 'critical',
      steps: [{ after_s: 30, tell: [{ onDuty: 'shiftLeader' }], again: true, whistle: false }],
    },
  ],
  alarms: {
    reAlarmAfter_s: bySeverity(600),
    shelving_s_max: bySeverity({ operator: 0, leader: 3_600 }),
    chattering: { activations: 3, within_s: 60 },
    flood: { alerts: 10, within_s: 600 },
    incidentJoin_s: 1_800,
    commonCause: { devices: 3, within_s: 120 },
    suppressions: [],
  },
};

const nothing = { zh: '', en: '' };
const failed: Delivery = {
  id: 'd-1',
  version: 1,
  recipientId: 'li',
  recipientName: { zh: '李强', en: 'Li Qiang' },
  language: 'zh',
  routes: [{ channelId: 'text', address: '13800000001' }],
  isUrgent: true,
  content: {
    subject: { type: 'alert', id: 'alert-1' },
    reason: 'raised',
    severity: 1,
    title: { zh: '火警', en: 'Fire alarm' },
    advice: nothing,
    place: nothing,
    deviceId: null,
    eventTime: 0,
    measured: nothing,
    forecast: null,
    alertCount: 0,
    comment: null,
  },
  state: 'failed',
  routeIndex: 0,
  attempts: 3,
  nextAttemptAt: 0,
  createdAt: Date.now(),
  sentAt: null,
  confirmedAt: null,
  confirmedBy: null,
  lastError: 'refused by the gateway',
};

describeUnless(whyNoBrowser(), 'who is told, on the screen', () => {
  let browser: Browser;
  let test: TestDashboard;
  let settings: MemorySettings;
  let screen: Screen;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    settings = memorySettings(street);
    await settings.change({
      text: 'timeZone: Asia/Shanghai\n',
      by: 'files',
      comment: 'start',
      revision: null,
    });
    const broken = {
      channelId: 'text',
      state: 'broken',
      failures: 4,
      brokenSince: Date.now(),
      lastSentAt: null,
      lastFailedAt: Date.now(),
      lastError: 'no route',
    } as const;
    test = await startTestDashboard({
      settings,
      deliveries: memoryDeliveries([failed], { channels: [broken] }),
    });
  });
  afterEach(async () => {
    const { errors } = screen;
    await screen.close();
    await test.stop();
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
  });

  async function open(path: string, options: Partial<ScreenOptions> = {}): Promise<void> {
    const usual = { url: test.url, path, password: adminPassword, locale: 'en-GB' } as const;
    screen = await openScreen(browser, { ...usual, ...options });
    page = screen.page;
  }

  const text = async (selector: string): Promise<string> =>
    ((await page.locator(selector).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
  const expectText = (selector: string, words: string): Promise<unknown> =>
    waitFor(`${selector} to say ${words}`, async () => (await text(selector)).includes(words));
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  it('says who is on duty, when nobody is, and of whom, by what and when', async () => {
    await open('/settings', { locale: 'zh-CN' });
    await expectText('[data-testid=duty-grid] tbody', '李强');
    await expectText('[data-testid=duty-gaps]', '值班长：周一 00:00–08:00；周一 20:00 – 周二 08:00');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: '联系人' }).click();
    await expectText('[data-testid=recipients] tbody', '138****0001');
    expect(await text('[data-testid=recipients]')).not.toContain('13800000001');
    await page.getByRole('link', { name: '通知路由' }).click();
    await expectText(
      '[data-testid=routes] .route-steps',
      '立即最近的物业公司30 秒后当值值班长、再次通知并加大音量',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows a broken channel and what was not delivered', async () => {
    await open('/settings?view=deliveries');
    await expectText('[data-testid=channels]', 'failed 4 times in a row');
    await expectText('[data-testid=deliveries] tbody', 'refused by the gateway');
    await button('Sent').click();
    await expectText('.empty-head', 'No delivery on record');
    expect(new URL(page.url()).searchParams.get('state')).toBe('sent');
  });

  it('asks the service who would be told', async () => {
    await open('/settings?view=preview&kind=smoke&severity=1');
    await expectText('.preview-sentence', 'alert “Fire alarm” in any place now');
    await expectText('.preview', 'Nobody is told');
    expect(settings.previews[0]).toMatchObject({ kind: 'smoke', severity: 1, ruleId: 'smoke-alarm' });
  });

  it('takes a new recipient and a duty from forms into the file, with a reason', async () => {
    await open('/settings?view=people');
    await button('Add a recipient').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name in Chinese').fill('王芳');
    await dialog.getByLabel('Name in English').fill('Wang Fang');
    await dialog.getByLabel('Id', { exact: false }).first().fill('wang');
    await button('Add a way').click();
    await dialog.getByLabel('Address or number').fill('13800000009');
    await button('Add to the changes').click();
    await expectText('.draft-bar', 'Changes wait');
    await page.getByRole('link', { name: 'On duty' }).click();
    await button('Add a duty').click();
    await dialog.getByRole('button', { name: 'Mon' }).click();
    await button('Add to the changes').click();
    await button('Look and put in force').click();
    await expectText('dialog .diff', '13800000009');
    await dialog.getByLabel('Why').fill('new grid worker');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await expectText('.notices', 'In force now');
    const { text: present, comment, by } = settings.view();
    expect({ comment, by }).toEqual({ comment: 'new grid worker', by: 'admin' });
    expect(present).toContain('timeZone: Asia/Shanghai');
    expect(present).toContain('- id: wang');
    expect(present).toContain(
      '- { shift: day, role: shiftLeader, recipient: li, days: [ 2, 3, 4, 5, 6, 7 ] }',
    );
  });

  it('marks faults in the file, shows what others changed, and leads back', async () => {
    await open('/settings?view=file');
    const editor = page.locator('.yaml-editor .cm-content');
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('timeZone: UTC\n# fault');
    await expectText('[data-testid=settings-faults]', 'a fault');
    expect(await button('Put in force').isDisabled()).toBe(true);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('timeZone: UTC\n');
    await expectText('.settings-file', 'No errors');
    await settings.change({ text: 'timeZone: Asia/Tokyo\n', by: 'li', comment: 'moved', revision: null });
    await button('Put in force').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('mine');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await button('Show the difference').click();
    await expectText('.settings-outdated .diff', 'Asia/Tokyo');
    await page.locator('.settings-outdated').getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('link', { name: 'History' }).click();
    await expectText('[data-testid=settings-versions]', 'moved');
    await page.locator('[data-testid=settings-versions] a').nth(1).click();
    await button('Back to this version').click();
    await dialog.getByLabel('Why').fill('back');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await expectText('.notices', 'In force now');
    expect(settings.view().text).toBe('timeZone: Asia/Shanghai\n');
  });
});

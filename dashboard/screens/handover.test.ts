import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Handover, HandoverAlert, HandoverSheet } from '../../domain/handover.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { sampleSheet } from '../server/test-figures.ts';
import {
  adminPassword,
  sampleAlert,
  startTestDashboard,
  type TestDashboard,
} from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

const noOutcome = { outcome: 'unknown', reason: null, handover: null } as const;

describeUnless(whyNoBrowser(), 'the handover', () => {
  let browser: Browser;
  let test: TestDashboard;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
    const cookie = await test.logIn();
    for (const [username, role] of [
      ['li', 'shiftLeader'],
      ['wang', 'operator'],
    ]) {
      await fetch(`${test.url}/api/staff`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ username, name: `${username} ming`, password: adminPassword, role }),
      });
    }
  });
  beforeEach(() => {
    test.handovers.actions.length = 0;
    test.handovers.next = noOutcome;
    test.handovers.sheet = leftOpen;
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  function open(options: Partial<ScreenOptions> = {}): Promise<Screen> {
    return openScreen(browser, { url: test.url, path: '/handover', password: adminPassword, ...options });
  }

  it('shows what the shift leaves, the unanswered first, and what nobody looks after', async () => {
    const { page, errors, close } = await open({ locale: 'en-GB' });
    await page.locator('#unacknowledged').waitFor();
    expect(await page.locator('#unacknowledged').textContent()).toContain('Not acknowledged 21');
    expect(await page.locator('#unacknowledged').textContent()).toContain('20 more are not listed');
    expect(await page.locator('#open').textContent()).toContain('acknowledged, nobody looks after it');
    expect(await page.locator('#shelved').textContent()).toContain('until put back by hand');
    expect(await page.locator('#shelved').textContent()).toContain('painting · li');
    expect(await page.locator('#cases').textContent()).toContain('1 of them late');
    expect(await page.locator('#incidents').textContent()).toContain('not known now');
    const counts = await page.locator('.handover-counts li').allTextContents();
    expect(counts.slice(0, 3)).toEqual(['21Not acknowledged', '1Acknowledged, still open', '1Cases']);
    expect(await page.locator('.handover-print').getAttribute('href')).toBe(
      '/api/handover/print?language=en',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.rail').isVisible()).toBe(false);
    expect(await page.locator('.handover-panel').first().isVisible()).toBe(false);
    expect(await page.locator('#unacknowledged').isVisible()).toBe(true);
    await close();
  });

  it('is signed over to a colleague, by keyboard, with remarks', async () => {
    const { page, close } = await open();
    await page.locator('select[name=to] option[value=li]').waitFor({ state: 'attached' });
    expect(await page.locator('select[name=to] option').allTextContents()).toEqual([
      '请选择接班人',
      'li ming',
      'wang ming',
    ]);
    await page.locator('select[name=to]').selectOption('li');
    await page.locator('textarea[name=remarks]').focus();
    await page.keyboard.type('3号泵在修');
    test.handovers.next = { outcome: 'done', reason: null, handover: handoverOf({}) };
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('已签交给 li，等待接班。').waitFor();
    expect(test.handovers.actions).toMatchObject([
      { action: 'give', by: 'admin', to: 'li', remarks: '3号泵在修' },
    ]);
    await page.locator('.handover-panel .handover-waits').waitFor();
    await close();
  });

  it('says why it was refused', async () => {
    const { page, close } = await open({ locale: 'en-GB' });
    test.handovers.next = {
      outcome: 'refused',
      reason: { zh: '已接班', en: 'it was taken over by li already' },
      handover: null,
    };
    await page.locator('select[name=to]').selectOption('li');
    await page.getByRole('button', { name: 'Sign over' }).click();
    expect(await page.locator('.handover-panel [role=alert]').textContent()).toContain(
      'it was taken over by li already',
    );
    await close();
  });

  it('is taken by whom it was given to', async () => {
    test.handovers.next = { outcome: 'done', reason: null, handover: handoverOf({ remarks: '注意积水' }) };
    const { page, close } = await open({ username: 'li' });
    const panel = page.locator('.handover-panel', { hasText: '确认接班' });
    await panel.waitFor();
    expect(await panel.locator('blockquote').textContent()).toBe('注意积水');
    await panel.locator('textarea').fill('收到');
    await panel.getByRole('button', { name: '确认接班' }).click();
    await page.locator('.notice', { hasText: '已接班' }).waitFor();
    expect(test.handovers.actions).toMatchObject([
      { action: 'take', by: 'li', handoverId: 'h1', version: 1, remarks: '收到' },
    ]);
    await close();
  });

  it('can be read by an operator, who signs nothing; and each one kept is found again', async () => {
    const handover = handoverOf({ takenBy: 'li', takenAt: Date.now(), takenRemarks: '都看过了' });
    test.handovers.next = { outcome: 'done', reason: null, handover };
    const { page, close } = await open({ username: 'wang', path: '/handover/history' });
    await page.locator('tbody a').click();
    await page.getByText('都看过了').waitFor();
    expect(await page.locator('form').count()).toBe(0);
    expect(await page.locator('.handover-print').getAttribute('href')).toBe(
      '/api/handover/print?id=h1&language=zh',
    );
    await page.goto(`${test.url}/handover`);
    await page.getByText(/^li 于 .+ 接班$/).waitFor();
    expect(await page.locator('form').count()).toBe(0);
    await close();
  });
});

function handoverOf(changes: Partial<Handover>): Handover {
  const now = Date.now();
  return {
    id: 'h1',
    version: 1,
    givenBy: 'admin',
    givenTo: 'li',
    givenAt: now,
    remarks: '',
    takenBy: null,
    takenAt: null,
    takenRemarks: '',
    sheet: leftOpen(now),
    ...changes,
  };
}

/** The same shift, whenever its sheet is made. */
const shiftBegan = Date.now() - 3_600_000;

function line(changes: Partial<HandoverAlert>): HandoverAlert {
  return { ...sampleAlert(), place: { zh: '榕树1栋', en: 'Banyan building 1' }, ...changes };
}

function leftOpen(now: number): HandoverSheet {
  const suppressed = {
    since: now,
    until: null,
    by: 'li',
    reason: 'painting',
    workOrder: null,
    causeId: null,
  };
  return {
    ...sampleSheet(now),
    shift: {
      id: 'day',
      name: { zh: '白班', en: 'Day' },
      from: shiftBegan,
      to: shiftBegan + 12 * 3_600_000,
    },
    unacknowledged: { count: 21, items: [line({ id: 'a1' })] },
    open: {
      count: 1,
      items: [line({ id: 'a2', operator: 'acknowledged', acknowledgedAt: now, acknowledgedBy: 'li' })],
    },
    shelved: { count: 1, items: [line({ id: 'a3', suppression: 'shelved', suppressed })] },
    cases: {
      count: 1,
      items: [
        {
          id: 'c1',
          number: '20261122-0001',
          title: '积水',
          severity: 2,
          step: 'dispatched',
          assignee: null,
          hold: null,
          dueAt: now - 60_000,
          overdueSince: now - 60_000,
          reportedAt: now - 600_000,
        },
      ],
    },
    incidents: null,
  };
}

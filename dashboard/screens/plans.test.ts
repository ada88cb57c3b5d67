import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestCases } from '../../alerts/cases/test-cases.ts';
import type { PlanRoom } from '../../alerts/plans/plan-room.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { foldedCases, foldedPlans } from '../../test/support/folded-rooms.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

const password = 'ten letters';
/** Two browsers and a whole life: on a busy machine that takes its time. */
const longMs = 150_000;

describeUnless(whyNoBrowser(), 'the pages about plans', () => {
  let browser: Browser;
  let test: TestDashboard;
  let plans: PlanRoom;
  let made: TestCases;

  beforeAll(async () => {
    browser = await startBrowser();
    const cases = foldedCases();
    const folded = await foldedPlans(cases.made.cases);
    ({ made } = cases);
    ({ plans } = folded);
    test = await startTestDashboard({ cases: cases.served, plans: folded.served });
    made.cases.onChange((change) => test.dashboard.caseChanged(change));
    plans.onChange(({ run }) => test.dashboard.planChanged(run));
    test.fleet.add({ id: 'smoke-1', kind: 'smoke', name: 'Kitchen' });
    const cookie = await test.logIn();
    for (const [username, role] of Object.entries({ li: 'operator', sun: 'gridWorker' })) {
      const response = await fetch(`${test.url}/api/staff`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ username, name: username, password, role }),
      });
      if (response.status !== 201) throw new Error(`${username}: ${response.status}`);
    }
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  const open = (username: string, path: string, rest: Partial<ScreenOptions> = {}): Promise<Screen> =>
    openScreen(browser, { url: test.url, path, username, password, locale: 'en-GB', ...rest });

  /** The service's record of a step, once it is so. */
  const waitForStep = (runId: string, stepId: string, state: string): Promise<unknown> =>
    waitFor(`${stepId} to be ${state}`, () =>
      plans.find(runId)?.run.steps.some((step) => step.id === stepId && step.state === state),
    );

  it(
    'start from a case, are worked on by key and click by two people at once, and are ended',
    async () => {
      const { id: caseId } = await made.report(
        { title: 'Smoke in a shop' },
        { caseId: 'smoke-case', at: Date.now() },
      );
      const li = await open('li', `/cases/${caseId}`);
      const { page } = li;
      const box = page.locator('.plan-box');
      await box.getByText('4 steps · sends out 1 at once').waitFor();
      await box.getByRole('button', { name: 'Start the plan “Small fire”' }).click();
      await box.getByText('In motion · 0 of 4 steps').waitFor();
      const run = plans.running().at(0);
      const runId = run?.id ?? '';
      expect(run).toMatchObject({
        plan: { id: 'small' },
        startedBy: 'li',
        situation: { subject: { id: caseId } },
      });
      await box.getByRole('link', { name: 'Open the checklist' }).click();
      await page.locator('.run-step.is-next').getByText('Call').waitFor();

      const sun = await open('sun', `/plan-runs/${runId}`, { locale: 'zh-CN', size: 'phone' });
      await sun.page.locator('.run-step.is-next').getByText('打电话').waitFor();
      // Only their own step is theirs to end.
      expect(await sun.page.getByRole('button', { name: /^完成第/ }).count()).toBe(1);
      expect(await accessibilityFaults(sun.page)).toEqual([]);

      await page.keyboard.press('s');
      await waitForStep(runId, 'call', 'done');
      await sun.page.locator('.run-step.is-next').getByText('派人').waitFor();
      await sun.page.getByRole('button', { name: '完成第 2 步：派人' }).click();
      await waitForStep(runId, 'send', 'done');
      await page.locator('.run-step.is-next').getByText('Repair').waitFor();
      await page.getByRole('button', { name: 'Not possible: Repair' }).click();
      await page.locator('.run-why button').click();
      await page.getByText('This is needed.').waitFor();
      await page.getByLabel('Why can it not be done?').fill('no spare part');
      await page.keyboard.press('Enter');
      await waitForStep(runId, 'repair', 'impossible');
      await page.getByRole('button', { name: 'Undo: Call' }).click();
      await waitForStep(runId, 'call', 'open');
      await page.getByRole('button', { name: 'Skip: Call' }).click();
      await page.getByLabel('Why is it not needed?').fill('they called us');
      await page.keyboard.press('Enter');
      await waitForStep(runId, 'call', 'skipped');
      // While somebody writes, a letter is a letter.
      await page.getByLabel('Why is it not needed?').waitFor({ state: 'detached' });
      await page.keyboard.press('n');
      await page.locator('.run-note input:focus').waitFor();
      await page.keyboard.type('two people inside');
      await page.keyboard.press('Enter');
      await sun.page.locator('.run-record').getByText('two people inside').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);

      await page.getByRole('button', { name: 'End the plan' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('1 done, 1 skipped, 1 not possible, 1 left open').waitFor();
      await dialog.getByLabel('Summary (optional)').fill('A pan, nobody hurt');
      await dialog.getByRole('button', { name: 'End the plan' }).click();
      await page.locator('.run-summary').getByText('A pan, nobody hurt').waitFor();
      await sun.page.locator('.run-summary').getByText('A pan, nobody hurt').waitFor();
      expect(plans.running()).toEqual([]);
      expect(plans.find(runId)?.events.map(({ type }) => type)).toEqual([
        ...(['start', 'done', 'done', 'impossible', 'undone', 'skipped', 'note', 'end'] as const),
      ]);
      expect(await page.getByRole('button', { name: /^Step/ }).count()).toBe(0);
      await page.getByRole('link', { name: 'All runs' }).click();
      await page.getByRole('row', { name: /Ended.*Small fire.*3 of 4 steps/ }).waitFor();
      expect([...li.errors, ...sun.errors]).toEqual([]);
      await Promise.all([li.close(), sun.close()]);
    },
    longMs,
  );

  it('show what is in force, and change by a draft that is checked and given a reason', async () => {
    const { page, errors, close } = await open('admin', '/plans', { password: adminPassword });
    const row = page.getByRole('row', { name: /Small fire/ });
    expect(await row.locator('td').nth(4).innerText()).toBe('4');
    await row.getByRole('link').click();
    await page.getByText('within 500 m · 2 entered').waitFor();
    expect(await page.locator('.plan-steps tbody tr').count()).toBe(4);
    const print = await page.getByRole('link', { name: 'Print' }).getAttribute('href');
    expect(print).toBe('/api/plans/small/print?lang=en');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.goto(`${test.url}/plans/files`);
    await page.getByText('Nothing changed · ✓ No fault').waitFor();
    await page.getByRole('button', { name: 'Add a file' }).click();
    await page.getByLabel('File name').fill('no good');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Letters, digits').waitFor();
    await page.getByLabel('File name').fill('new.yaml');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Changed: new.yaml · ✓ No fault').waitFor();
    await page.getByRole('button', { name: 'Put in force…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('A plan for practice');
    await dialog.getByRole('button', { name: 'Put these plans in force' }).click();
    await page.locator('.plan-history').getByText('A plan for practice').waitFor();
    expect(plans.book.plans().map(({ id }) => id)).toContain('new-plan');
    expect(plans.book.head()).toMatchObject({ by: 'admin', comment: 'A plan for practice' });
    expect(errors).toEqual([]);
    await close();
  });

  it('say what to do where there is nothing, and in Chinese too', async () => {
    const { page, close } = await open('sun', '/plan-runs/nothing', { locale: 'zh-CN' });
    await page.getByText('找不到该执行记录').waitFor();
    await page.goto(`${test.url}/plans/nothing`);
    await page.getByText('找不到该预案').waitFor();
    await page.goto(`${test.url}/plans`);
    await page.getByRole('row', { name: /小火/ }).waitFor();
    expect(await page.getByRole('link', { name: '编辑' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await close();
  });
});

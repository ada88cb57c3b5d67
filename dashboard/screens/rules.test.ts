import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

describeUnless(whyNoBrowser(), 'the rules on the screen', () => {
  let browser: Browser;
  let test: TestDashboard;
  let screen: Screen;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    test = await startTestDashboard();
  });
  afterEach(async () => {
    const { errors } = screen;
    await screen.close();
    await test.stop();
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
  });

  async function open(path: string, options: Partial<ScreenOptions> = {}): Promise<void> {
    screen = await openScreen(browser, {
      url: test.url,
      path,
      password: adminPassword,
      locale: 'en-GB',
      ...options,
    });
    page = screen.page;
  }

  const text = async (selector: string): Promise<string> =>
    ((await page.locator(selector).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
  const expectText = (selector: string, words: string): Promise<unknown> =>
    waitFor(`${selector} to say ${words}`, async () => (await text(selector)).includes(words));
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const editor = () => page.locator('.yaml-editor .cm-content');

  async function write(content: string): Promise<void> {
    await editor().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(content);
  }

  async function openEditor(options: Partial<ScreenOptions> = {}): Promise<void> {
    await open('/rules?view=edit', options);
    await editor().waitFor();
    await expectText('.rule-edit-state', options.locale === 'zh-CN' ? '检查通过' : 'No errors');
  }

  it('says what each rule says, in both languages', async () => {
    await open('/rules');
    await expectText('.rule-table tbody tr', 'Fire alarm');
    expect(await text('.rule-says')).toBe('Fire alarm: yes');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('searchbox').fill('nothing like that');
    await expectText('.empty-head', 'No rule matches');
    expect(new URL(page.url()).searchParams.get('search')).toBe('nothing like that');
    await button('Show all rules').click();
    await page.locator('.person-button').click();
    await page.getByRole('button', { name: '中文' }).click();
    await expectText('.rule-says', '“火警”为是');
  });

  it('leads from a fault at its line to the rules in force, with the reason on record', async () => {
    await openEditor();
    await write('kind: smoke\n# fault');
    await expectText('[data-testid=faults] button', 'smoke.yaml, line 1');
    await expectText('[data-testid=faults] span', 'a fault — leave it out');
    await page.locator('.cm-lintRange-error').waitFor();
    expect(await button('Switch on').isDisabled()).toBe(true);
    await write('kind: smoke\n# mine\n');
    await expectText('[data-testid=changed-files]', 'Changed: smoke.yaml');
    await expectText('.rule-edit-state', 'No errors');
    expect(await page.locator('.cm-line-added').count()).toBe(1);
    await button('Show changes').click();
    await expectText('.diff-added .diff-text', '# mine');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button('Switch on').click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Switch on' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('after the storm');
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await expectText('.notices', 'smoke-alarm');
    await expectText('[data-testid=changed-files]', 'The same as what is in force');
    expect(test.rules.files()).toEqual([{ name: 'smoke.yaml', text: 'kind: smoke\n# mine\n' }]);
    const [set] = await test.rules.history(1);
    expect(set).toMatchObject({ by: 'admin', comment: 'after the storm' });
  });

  it('shows what somebody else has changed meanwhile, and carries the draft over', async () => {
    await openEditor();
    await write('kind: smoke\n# mine\n');
    await expectText('.rule-edit-state', 'No errors');
    const files = [...test.rules.files(), { name: 'water.yaml', text: 'kind: water\n' }];
    await test.rules.switchOn({ files, by: 'li', comment: 'water', expectedSetId: 'set-1' });
    await button('Switch on').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('quieter');
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await expectText('[role=dialog], dialog', 'Somebody else');
    await button('Show the difference').click();
    await expectText('.outdated .diff', 'kind: water');
    expect(await button('Switch on').isDisabled()).toBe(true);
    await button('Load again, and keep my changes').click();
    await expectText('[data-testid=changed-files]', 'Changed: smoke.yaml');
    await expectText('.rule-edit-state', 'No errors');
    await button('Switch on').click();
    await dialog.getByLabel('Why').fill('quieter');
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await expectText('.notices', 'In force now');
    expect(test.rules.files()).toEqual([{ name: 'smoke.yaml', text: 'kind: smoke\n# mine\n' }, files[1]]);
  });

  it('helps with keys and values by the schema, by keyboard alone, and keeps the draft over a reload', async () => {
    await openEditor({ locale: 'zh-CN' });
    await write('kind: smoke\nrules:\n  - id: a\n    ');
    await page.keyboard.type('la');
    await page.locator('.cm-tooltip-autocomplete li').first().waitFor();
    expect(await text('.cm-tooltip-autocomplete li')).toContain('latching');
    expect(await text('.cm-completionInfo')).toContain('人工复位');
    // The list takes no key in its first moment; such a key would go to the text.
    let looks = 0;
    await waitFor('the list to stand', async () => {
      looks = (await page.locator('.cm-tooltip-autocomplete li').count()) > 0 ? looks + 1 : 0;
      return looks > 10;
    });
    await page.keyboard.press('Enter');
    await expectText('.yaml-editor .cm-content', 'latching:');
    await page.keyboard.type('tr');
    await expectText('.cm-tooltip-autocomplete li', 'true');
    await page.keyboard.press('Escape');
    // Typing moved nothing on the page: single keys are for outside of the text.
    expect(new URL(page.url()).pathname).toBe('/rules');
    await page.keyboard.press('Tab');
    expect(await page.locator('.yaml-editor:focus-within').count()).toBe(0);
    await waitFor('the draft to be kept', () =>
      page.evaluate(() => (sessionStorage.getItem('negative-one.draft.rules') ?? '').includes('latching')),
    );
    await page.reload();
    await expectText('[data-testid=changed-files]', 'smoke.yaml');
    await expectText('.yaml-editor .cm-content', 'latching');
    await button('放弃修改').click();
    await expectText('[data-testid=changed-files]', '与现行规则一致');
  });

  it('adds, renames and removes files', async () => {
    await openEditor();
    await button('Add file').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('File name').fill('smoke.yaml');
    await expectText('dialog .error', 'There is a file of that name');
    await dialog.getByLabel('File name').fill('flats.yaml');
    await dialog.getByRole('button', { name: 'Add file' }).click();
    await expectText('[data-testid=changed-files]', 'Changed: flats.yaml');
    await button('Rename').click();
    await dialog.getByLabel('File name').fill('homes.yaml');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expectText('[data-testid=changed-files]', 'Changed: homes.yaml');
    await button('Remove').click();
    await expectText('[data-testid=changed-files]', 'The same as what is in force');
  });

  it('keeps the rules from others', async () => {
    const cookie = await test.logIn();
    const account = { username: 'op', name: 'op', password: 'ten letters', role: 'operator' };
    await fetch(`${test.url}/api/staff`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    await open('/rules', { username: 'op', password: account.password, locale: 'zh-CN' });
    await expectText('.rules-page', '您的角色无权进行此操作');
    expect(await page.locator('.rail a[href="/rules"]').count()).toBe(0);
  });
});

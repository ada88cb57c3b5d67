import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FigureName, FigureRow, FigureTable, FigureValue } from '../../domain/figures.ts';
import { startBrowser, whyNoBrowser } from '../../test/support/browser.ts';
import { describeUnless } from '../../test/support/skips.ts';
import { sampleRow } from '../server/test-figures.ts';
import { adminPassword, startTestDashboard, type TestDashboard } from '../server/test-support.ts';
import { accessibilityFaults, openScreen, type Screen, type ScreenOptions } from './screen.ts';

describeUnless(whyNoBrowser(), 'figures and reports', () => {
  let browser: Browser;
  let test: TestDashboard;

  beforeAll(async () => {
    browser = await startBrowser();
    test = await startTestDashboard();
    const usual = test.figures.query.bind(test.figures);
    // The first asked is the period, day by day; the other one is the period before.
    test.figures.query = async (asked, now) => {
      const answer = await usual(asked, now);
      return 'refused' in answer ? answer : withDays(answer);
    };
  });
  beforeEach(() => {
    test.figures.asked.length = 0;
    test.figures.refused = null;
    test.figures.found = [];
    test.reports.refused = null;
    test.reports.made.length = 0;
  });
  afterAll(async () => {
    await browser.close();
    await test.stop();
  });

  function open(options: Partial<ScreenOptions> = {}): Promise<Screen> {
    return openScreen(browser, { url: test.url, path: '/reports', password: adminPassword, ...options });
  }

  it('tells the shift’s figures with their targets, and why one is not known', async () => {
    const { page, errors, close } = await open({ locale: 'en-GB' });
    const line = page.locator('.reports-figures tr', { hasText: 'Time to acknowledge, median' });
    await line.waitFor();
    expect(await line.locator('.figure-gap').textContent()).toBe('nothing happened to make it of');
    expect(
      await page.locator('tr', { hasText: 'Time in flood' }).locator('.reports-target').textContent(),
    ).toBe('≤ 1 %');
    expect(await page.getByText('The most announced alerts').count()).toBe(0);
    await page.getByRole('button', { name: 'What each figure is' }).click();
    await page.getByText('The most announced alerts').waitFor();
    expect(new URL(page.url()).search).toBe('?define=1');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it('puts a period beside the one before, day by day, as the address says', async () => {
    const { page, errors, close } = await open({ path: '/reports/period?kind=smoke&seat=none' });
    const line = page.locator('.reports-figures tr', { hasText: '每十分钟告警数（平均）' });
    await line.waitFor();
    expect(await line.locator('.figure-value').first().textContent()).toBe('3.5超出极限');
    await line.locator('.reports-change').waitFor();
    expect(await line.locator('.reports-change').getAttribute('aria-label')).toBe('较上一时段升高');
    expect(await line.locator('.reports-bars').getAttribute('aria-label')).toBe(
      '每十分钟告警数（平均）: 2026-11-20: 1; 2026-11-21: 期间没有可计算的记录',
    );
    expect(test.figures.asked).toMatchObject([
      { by: 'day', kind: 'smoke', seat: 'none' },
      { by: null, kind: 'smoke', seat: 'none' },
    ]);
    await page.getByRole('button', { name: '30 天' }).click();
    await expect.poll(() => test.figures.asked.length).toBe(4);
    expect(new URL(page.url()).searchParams.get('days')).toBe('30');
    expect(await accessibilityFaults(page)).toEqual([]);
    test.figures.refused = 'away';
    await page.getByRole('button', { name: '90 天' }).click();
    await page.getByText('数据库暂不可用，过去的指标看不到').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('shows which detectors cry wolf, how sure that is, and what would help', async () => {
    test.figures.found = [
      {
        deviceId: 'smoke-7',
        ruleId: 'smoke-alarm',
        place: { zh: '榕树1栋', en: 'Banyan building 1' },
        announced: 12,
        judged: 10,
        real: 1,
        false: 9,
        findings: { cooking: 9, real: 1 },
        falseShare: 0.9,
        low: 0.596,
        high: 0.982,
        verdict: 'mostlyFalse',
        advice: [{ zh: '移离灶台', en: 'Move it away from the stove' }],
      },
    ];
    const { page, close } = await open({ path: '/reports/detectors', locale: 'en-GB' });
    const row = page.locator('.reports-detectors tbody tr');
    await row.waitFor();
    const words = await row.textContent();
    expect(words).toContain('90 %59.6 % – 98.2 %');
    expect(words).toContain('Mostly false');
    expect(words).toContain('Move it away from the stove');
    expect(await row.locator('a').getAttribute('href')).toBe('/devices/smoke-7');
    expect(await accessibilityFaults(page)).toEqual([]);
    await close();
  });

  it('makes a report on demand, opens it, and offers it on paper and as files', async () => {
    const { page, errors, close } = await open({ path: '/reports/made' });
    await page.getByText('还没有报告').waitFor();
    await page.getByRole('button', { name: '生成报告' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('select').first().selectOption('own');
    await dialog.locator('input[name=date]').fill('2026-01-08');
    await dialog.locator('input[name=last]').fill('2026-01-05');
    await dialog.locator('button[type=submit]').click();
    expect(await dialog.getByRole('alert').textContent()).toContain('最后一天不能早于第一天');
    await dialog.locator('input[name=last]').fill('2026-01-09');
    test.reports.refused = 'busy';
    await dialog.locator('button[type=submit]').click();
    await dialog.getByText('正在生成其他报告').waitFor();
    test.reports.refused = null;
    await dialog.locator('button[type=submit]').click();
    await page.locator('.reports-report').waitFor();
    const [made] = test.reports.made;
    expect(made).toMatchObject({ kind: 'period', language: 'zh', madeBy: 'admin' });
    expect((made?.to ?? 0) - (made?.from ?? 0)).toBe(2 * 86_400_000);
    const hrefs = await page
      .locator('.reports-links a')
      .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).search));
    expect(hrefs).toEqual([
      '?format=html&language=zh',
      '?format=csv&language=zh',
      '?format=html&language=en',
      '?format=csv&language=en',
      '?format=json&language=zh',
    ]);
    expect(await page.getByText('无法获知：通知数据暂缺。').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});

function rowWith(
  figures: Partial<Record<FigureName, FigureValue>>,
  rest: Partial<FigureRow> = {},
): FigureRow {
  const row = sampleRow(rest);
  return { ...row, figures: { ...row.figures, ...figures } };
}

function value(amount: number): FigureValue {
  return { value: amount, base: 9, gap: null, verdict: amount > 2 ? 'exceeded' : 'met' };
}

/** A week that was too busy, of which one day is not known; before it there was less. */
function withDays(table: FigureTable): FigureTable {
  const isPeriod = table.by === 'day';
  return {
    ...table,
    total: rowWith({ alertsPerTenMinutesMean: value(isPeriod ? 3.5 : 1.2) }),
    groups: isPeriod
      ? [
          rowWith({ alertsPerTenMinutesMean: value(1) }, { key: '2026-11-20' }),
          rowWith({}, { key: '2026-11-21' }),
        ]
      : [],
  };
}

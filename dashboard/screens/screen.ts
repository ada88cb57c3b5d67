import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Sizes at which every screen must be fit to be seen: a desk, a small desk, a phone. */
export const screenSizes = {
  desk: { width: 1920, height: 1080 },
  small: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
} as const;

export interface ScreenOptions {
  /** The service's address, without a path. */
  readonly url: string;
  readonly path: string;
  readonly username?: string;
  readonly password: string;
  readonly locale?: 'zh-CN' | 'en-GB';
  readonly size?: keyof typeof screenSizes;
  readonly colorScheme?: 'dark' | 'light';
  /** What the browser remembers for the page, by its name there. */
  readonly stored?: Readonly<Record<string, string>>;
}

/** A page in a browser of its own, logged in, with what went wrong in it. */
export interface Screen {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that the page threw; a test that leaves some has failed. */
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a page as a person does: goes there, logs in, and waits until the page is there. */
export async function openScreen(browser: Browser, options: ScreenOptions): Promise<Screen> {
  const { url, path, username = 'admin', password } = options;
  const context = await browser.newContext({
    locale: options.locale ?? 'zh-CN',
    viewport: screenSizes[options.size ?? 'desk'],
    colorScheme: options.colorScheme ?? 'dark',
  });
  await context.addInitScript((stored: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(stored)) localStorage.setItem(`negative-one.${name}`, value);
  }, options.stored ?? {});
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // What the service's security policy refuses is a defect of the page, too.
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text())) {
      errors.push(message.text());
    }
  });
  await page.goto(`${url}${path}`);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('main:not(.log-in)').first().waitFor();
  return { page, context, errors, close: () => context.close() };
}

/** What axe finds on the page that is serious or critical, one line each; empty when there is nothing. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // By the debugger, because the page's policy runs no scripts from outside.
  await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } };
    return await axe.run();
  });
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, whyNoBrowser } from './support/browser.ts';
import { createDataDirectory } from './support/service.ts';
import { describeUnless } from './support/skips.ts';
import { waitFor } from './support/wait-for.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What the README promises. */
const alertWithin_ms = 120_000;

describeUnless(whyNoBrowser(), 'the demo, as the README tells a new user', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let demo: ChildProcess;
  let browser: Browser;
  let output = '';

  beforeAll(async () => {
    directory = await createDataDirectory();
    await chmod(directory.path, 0o755);
    // The page is built already: building it anew would take it from under other tests.
    demo = spawn('npm', ['run', '--silent', '--ignore-scripts', 'demo'], {
      cwd: root,
      env: { ...process.env, DATA_DIR: join(directory.path, 'demo'), HTTP_PORT: '0', MQTT_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group, so that the interrupt below reaches what a terminal's Ctrl-C reaches.
      detached: true,
    });
    demo.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    demo.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    if (demo?.exitCode === null && demo.signalCode === null) process.kill(-demo.pid!, 'SIGKILL');
    await directory?.remove();
  });

  it('shows an alert on the page within two minutes, without anything being touched', async () => {
    const began = performance.now();
    const [http, password] = await waitFor(
      'the address and the password',
      () => {
        const found = /dashboard\s+(http\S+)[\s\S]*?password\s+(\S+)/.exec(output);
        return found === null ? null : ([found[1]!, found[2]!] as const);
      },
      alertWithin_ms,
    ).catch((error: unknown) => {
      throw new Error(output, { cause: error });
    });
    const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1920, height: 1080 } });
    await page.goto(http);
    await page.getByLabel('用户名').fill('admin');
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录' }).click();
    const left = alertWithin_ms - (performance.now() - began);
    await page.getByTestId('alert-row').first().waitFor({ timeout: left });
    expect(performance.now() - began).toBeLessThan(alertWithin_ms);
  }, 180_000);

  it('stops cleanly on Ctrl-C', async () => {
    const closed = once(demo, 'close');
    process.kill(-demo.pid!, 'SIGINT');
    await closed;
    expect(output.trim().split('\n').at(-1)).toBe('stopped');
  }, 30_000);
});

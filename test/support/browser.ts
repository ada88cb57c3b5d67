import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why there is no browser; null when there is one. */
export function whyNoBrowser(): string | null {
  return existsSync(executablePath) ? null : 'no Chromium (CHROMIUM_PATH, or Debian’s package chromium)';
}

/** A real Chromium without a window, which asks nothing of the outside. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

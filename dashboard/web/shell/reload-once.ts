/** When this window last loaded itself anew for a new version, ms; kept over the reload. */
const key = 'negative-one.reloaded-at';
/** A second failure within this time is no new version. */
const againAfterMs = 60_000;

/** The page's own script as the service has it now; null when it cannot be asked. */
async function presentScript(): Promise<string | null> {
  try {
    const response = await fetch('/', { cache: 'no-store' });
    if (!response.ok) return null;
    return /<script[^>]+src="([^"]+)"/.exec(await response.text())?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * After a part of the page could not be loaded: loads the page anew if the service has another version of it, once.
 * While the service is away nothing is reloaded, for then the screen would lose what it still shows. True: it reloads.
 */
export async function reloadForNewVersion(): Promise<boolean> {
  const script = await presentScript();
  const running = document.querySelector('script[type=module][src]')?.getAttribute('src') ?? null;
  if (script === null || running === null || isSame(script, running)) return false;
  const now = Date.now();
  try {
    if (now - Number(sessionStorage.getItem(key) ?? 0) < againAfterMs) return false;
    sessionStorage.setItem(key, String(now));
  } catch {
    // Without a memory it might reload for ever.
    return false;
  }
  location.reload();
  return true;
}

function isSame(one: string, other: string): boolean {
  return new URL(one, location.origin).href === new URL(other, location.origin).href;
}

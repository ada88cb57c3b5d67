const lookEvery_ms = 60_000;

/** The scripts that a page's document names; built ones have another name whenever their content changed. */
export function scriptsOf(html: string): string {
  const found = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].map(([, address]) => address ?? '');
  return found.toSorted().join(' ');
}

/**
 * Loads the page anew once the service hands out another one, so that nobody has to reach a wall's keyboard. A
 * service that is away, or that answers something else than the page, changes nothing.
 */
export function reloadAfterDeployment(options: { readonly everyMs?: number } = {}): () => void {
  let first: string | null = null;
  const look = async (): Promise<void> => {
    const html = await readPage();
    const scripts = html === null ? '' : scriptsOf(html);
    if (scripts === '') return;
    first ??= scripts;
    if (scripts !== first) location.reload();
  };
  void look();
  const timer = setInterval(() => void look(), options.everyMs ?? lookEvery_ms);
  return () => clearInterval(timer);
}

async function readPage(): Promise<string | null> {
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

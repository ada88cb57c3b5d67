import { effect, signal } from '@preact/signals';
import { isAnnounced } from '../../../domain/alert.ts';
import type { Severity } from '../../../domain/severity.ts';
import { alertsNow, line, listenLive } from '../live/live-store.ts';
import { t } from './language.ts';

/** What a tab in the background can show: its title and its icon. They follow messages, for frames stop there. */
interface Waiting {
  /** Unacknowledged critical and major alerts that are announced. */
  readonly count: number;
  readonly worst: Severity | null;
}

/** Larger numbers cannot be read in a tab. */
const shownMax = 99;

function countWaiting(): Waiting {
  let count = 0;
  let worst: Severity | null = null;
  for (const alert of alertsNow()) {
    if (alert.operator !== 'unacknowledged' || alert.displayedSeverity > 2 || !isAnnounced(alert)) continue;
    count += 1;
    if (worst === null || alert.displayedSeverity < worst) worst = alert.displayedSeverity;
  }
  return { count, worst };
}

/** Counts in the tab's title and icon as long as somebody is logged in. Gives the function that ends it. */
export function startTabSign(): () => void {
  const waiting = signal<Waiting>({ count: 0, worst: null });
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const shipped = icon?.href ?? '';
  const ends = [
    listenLive((what) => {
      if (what !== 'alerts') return;
      const now = countWaiting();
      const before = waiting.peek();
      if (now.count !== before.count || now.worst !== before.worst) waiting.value = now;
    }),
    effect(() => {
      const { count, worst } = waiting.value;
      const isStale = line.value.state === 'stale';
      document.title = `${isStale ? '⚠ ' : ''}${count > 0 ? `(${count}) ` : ''}${t('product')}`;
      if (icon !== null) icon.href = count === 0 && !isStale ? shipped : iconOf({ count, worst, isStale });
    }),
  ];
  return () => {
    for (const end of ends) end();
    document.title = t('product');
    if (icon !== null) icon.href = shipped;
  };
}

/** The icon with the count on the worst severity's colour; crossed out when the data are stale. */
function iconOf({ count, worst, isStale }: Waiting & { isStale: boolean }): string {
  const style = getComputedStyle(document.documentElement);
  const isPlain = isStale || worst === null;
  const ground = isPlain ? '#59636f' : style.getPropertyValue(`--severity-${worst}`).trim();
  const ink = worst === 1 && !isStale ? '#fff' : '#12161b';
  const words = isStale ? '?' : count > shownMax ? `${shownMax}+` : String(count);
  // Letters are squeezed into the width that there is.
  const width = words.length > 2 ? ' textLength="56" lengthAdjust="spacingAndGlyphs"' : '';
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="${ground}"/>
<text x="32" y="48" text-anchor="middle" font-family="sans-serif" font-size="44" font-weight="700" fill="${ink}"${width}>${words}</text>
</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(icon)}`;
}

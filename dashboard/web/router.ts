import { signal } from '@preact/signals';
import type { Alert } from '../../domain/alert.ts';

/** Where the page is. */
export type Route =
  | { readonly page: 'alerts'; readonly alertId: string | null }
  | { readonly page: 'devices'; readonly query: URLSearchParams }
  | { readonly page: 'device'; readonly id: string }
  | { readonly page: 'rules' };

export function toRoute(path: string, search: string): Route {
  const [first, second] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (first === 'alerts' && second !== undefined) return { page: 'alerts', alertId: second };
  if (first === 'devices' && second !== undefined) return { page: 'device', id: second };
  if (first === 'devices') return { page: 'devices', query: new URLSearchParams(search) };
  if (first === 'rules') return { page: 'rules' };
  return { page: 'alerts', alertId: null };
}

export function alertPath(id: string): string {
  return `/alerts/${encodeURIComponent(id)}`;
}

export function devicePath(id: string): string {
  return `/devices/${encodeURIComponent(id)}`;
}

/** The page of what an alert is about. */
export function scopePath({ scope, deviceId }: Pick<Alert, 'scope' | 'deviceId'>): string {
  if (scope.type === 'rule') return '/rules';
  return scope.type === 'site' ? `/devices?site=${encodeURIComponent(scope.id)}` : devicePath(deviceId);
}

export const route = signal<Route>({ page: 'alerts', alertId: null });

export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  follow();
}

/** Follows the address bar, and links to our own pages without loading anew. */
export function startRouter(): void {
  addEventListener('popstate', follow);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.origin !== location.origin || link.target !== '') return;
    if (link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    go(`${link.pathname}${link.search}`);
  });
  follow();
}

function follow(): void {
  route.value = toRoute(location.pathname, location.search);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import { signal } from '@preact/signals';
import type { Alert } from '../../../domain/alert.ts';

/** Where the page is: the parts of the path, decoded, and what follows the question mark. */
export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function toRoute(path: string, search: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decode), query: new URLSearchParams(search) };
}

export function alertPath(id: string): string {
  return `/alerts/${encodeURIComponent(id)}`;
}

export function incidentPath(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

export function casePath(id: string): string {
  return `/cases/${encodeURIComponent(id)}`;
}

export function devicePath(id: string): string {
  return `/devices/${encodeURIComponent(id)}`;
}

export function rulePath(id: string): string {
  return `/rules/${encodeURIComponent(id)}`;
}

/** The page of what an alert is about. */
export function scopePath({ scope, deviceId }: Pick<Alert, 'scope' | 'deviceId'>): string {
  if (scope.type === 'rule') return rulePath(scope.id);
  return scope.type === 'site' ? `/devices?site=${encodeURIComponent(scope.id)}` : devicePath(deviceId);
}

export const route = signal<Route>({ path: [], query: new URLSearchParams() });

/** Goes to another page of ours. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  follow();
}

/** Changes what follows the question mark; null takes a name away. Filters live there, so they can be shared. */
export function setQuery(
  changes: Readonly<Record<string, string | null>>,
  { replace = true }: { replace?: boolean } = {},
): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const search = query.toString();
  go(search === '' ? location.pathname : `${location.pathname}?${search}`, { replace });
}

/** The same path with what follows the question mark now: what is filtered stays filtered where it leads. */
export function withFilters(path: string): string {
  const query = route.value.query.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Follows the address bar, and links to our own pages without loading anew. */
export function startRouter(): void {
  addEventListener('popstate', follow);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.origin !== location.origin || link.target !== '') return;
    // Another document: answers of the service, and the app of those in the street.
    if (/^\/(api|field|docs)(\/|$)/.test(link.pathname) || link.hasAttribute('download')) return;
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

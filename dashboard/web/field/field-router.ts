import { go, toRoute, route } from '../shell/router.ts';

/** Follows links below `/field` and the phone's own way back; other addresses load as documents. */
export function startFieldRouter(): void {
  addEventListener('popstate', () => {
    route.value = toRoute(location.pathname, location.search);
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.origin !== location.origin || link.target !== '') return;
    if (!/^\/field(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
    scrollTo(0, 0);
  });
  route.value = toRoute(location.pathname, location.search);
}

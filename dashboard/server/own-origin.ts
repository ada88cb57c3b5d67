import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from our own pages. Browsers name the page's origin on every unsafe request and on
 * every WebSocket; a request without one is no browser's and so cannot ride on somebody's cookie.
 */
export function createOriginCheck(publicUrl: string | null): (request: IncomingMessage) => boolean {
  const publicPlace = publicUrl === null ? null : new URL(publicUrl);
  return ({ headers }) => {
    const fetchSite = headers['sec-fetch-site'];
    if (fetchSite === 'cross-site' || fetchSite === 'same-site') return false;
    const { origin } = headers;
    if (origin === undefined) return true;
    if (origin === publicPlace?.origin) return true;
    if (!URL.canParse(origin)) return false;
    const { host, protocol } = new URL(origin);
    // An unencrypted page of our own name is whoever's on the way.
    const isDowngraded = host === publicPlace?.host && protocol !== publicPlace.protocol;
    return host === headers.host && !isDowngraded;
  };
}

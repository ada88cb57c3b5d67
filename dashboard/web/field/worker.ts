/**
 * The field app's worker: it keeps the app's document, scripts and styles, so that the app opens without a
 * connection. It never touches `/api`: what is known and what waits to be sent is the app's own business, in
 * IndexedDB, where a person can see it.
 *
 * Sixty lines of our own and not workbox: that is some 20 KB of strategies for one list of a dozen files.
 *
 * Nobody is held on an old version: a build's files are fetched together or not at all, the new worker takes over
 * at once, and the pages are told to load anew when nobody is typing in them. The browser asks for this file
 * with every visit, past its cache.
 */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

/** Put before this file by the build. */
declare const fieldShell: { readonly version: string; readonly addresses: readonly string[] };

const worker = globalThis as unknown as Worker;
const prefix = 'field-';
const cacheName = `${prefix}${fieldShell.version}`;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  const isDocument = request.mode === 'navigate' && /^\/field(?:\/|$)/.test(pathname);
  const address = isDocument ? '/field' : pathname;
  if (fieldShell.addresses.includes(address)) event.respondWith(answer(address, request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  // `reload`: not from the browser's cache, which may hold the document of the build before.
  await cache.addAll(fieldShell.addresses.map((address) => new Request(address, { cache: 'reload' })));
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** From what is kept: that is quick, and all of one build. Storage that was emptied by hand leads to the network. */
async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(address)) ?? (await fetch(request));
}

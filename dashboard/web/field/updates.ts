import { signal } from '@preact/signals';

/** How far the app is ready to open without a connection; `insecure`: browsers allow that on https only. */
export const offlineUse = signal<'preparing' | 'ready' | 'insecure'>('preparing');
/** A newer build has taken over; this page still runs the one before. */
export const hasNewVersion = signal(false);

const lookMs = 30 * 60_000;

/** Starts the worker that keeps the app, and looks for newer builds whenever the page comes to the front. */
export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    offlineUse.value = 'insecure';
    return;
  }
  let hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first worker ever changes nothing of what is on the screen.
    if (hadWorker) hasNewVersion.value = true;
    hadWorker = true;
  });
  // Put away, the page may load anew unseen: what was being written is kept.
  document.addEventListener('visibilitychange', () => {
    if (hasNewVersion.value && document.visibilityState === 'hidden') location.reload();
  });
  try {
    const registration = await navigator.serviceWorker.register('/field-worker.js', {
      scope: '/field',
      updateViaCache: 'none',
    });
    const look = (): void => {
      // Without a connection it fails, and is tried again.
      if (document.visibilityState === 'visible') registration.update().catch(() => {});
    };
    document.addEventListener('visibilitychange', look);
    setInterval(look, lookMs);
    await navigator.serviceWorker.ready;
    offlineUse.value = 'ready';
  } catch {
    // The service is away or has no worker: the app works as long as it is open.
    offlineUse.value = 'preparing';
  }
}

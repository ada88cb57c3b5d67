/* oxlint-env browser */
// Runs in the page, before anything of it: notes long tasks, frames, when each alert's row was painted, and when
// those that are waited for no longer asked for an acknowledgement.
const watched = { seenAt: {}, calmAt: {}, awaited: new Set(), longTasks: [], frames: [] };
globalThis.watched = watched;

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const at = performance.timeOrigin + entry.startTime;
    watched.longTasks.push({ at, duration_ms: entry.duration, name: entry.name });
  }
}).observe({ type: 'longtask', buffered: true });

let last = performance.now();
function frame(now) {
  watched.frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);

new MutationObserver(() => {
  for (const id of watched.awaited) {
    if (document.querySelector(`.row.waits[data-alert-id="${id}"]`) !== null) continue;
    watched.awaited.delete(id);
    requestAnimationFrame(() => setTimeout(() => (watched.calmAt[id] = Date.now())));
  }
  for (const row of document.querySelectorAll('[data-alert-id]')) {
    const id = row.getAttribute('data-alert-id');
    if (watched.seenAt[id] !== undefined) continue;
    watched.seenAt[id] = 0;
    // Seen is what has been painted: after the next frame.
    requestAnimationFrame(() => setTimeout(() => (watched.seenAt[id] = Date.now())));
  }
}).observe(document, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ['data-alert-id', 'class'],
});

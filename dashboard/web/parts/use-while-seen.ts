import { useEffect, useRef } from 'preact/hooks';

/** Does something every so many ms while the page is seen, and at once when it is seen again. */
export function useWhileSeen(everyMs: number, doIt: () => void): void {
  const latest = useRef(doIt);
  latest.current = doIt;
  useEffect(() => {
    let doneAt = Date.now();
    const run = (): void => {
      if (document.hidden) return;
      doneAt = Date.now();
      latest.current();
    };
    const seen = (): void => {
      if (Date.now() - doneAt >= everyMs) run();
    };
    const timer = setInterval(run, everyMs);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [everyMs]);
}

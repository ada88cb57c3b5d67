import { useEffect } from 'preact/hooks';

const half_ms = 500;

/**
 * By a timer and not by CSS: an animated colour has the page worked through for every frame, sixty times a second,
 * to change twice.
 */
let shown = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The one thing that flashes: nobody has acknowledged it. All do in step. */
export function Blink() {
  useEffect(() => {
    shown += 1;
    timer ??= setInterval(() => document.documentElement.classList.toggle('is-blink-off'), half_ms);
    return () => {
      shown -= 1;
      if (shown > 0) return;
      clearInterval(timer);
      timer = undefined;
      document.documentElement.classList.remove('is-blink-off');
    };
  }, []);
  return <span class="blink" aria-hidden="true" />;
}

import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';

/** What takes less time than this is done at once, every time. */
const cheap_ms = 2;
/** What takes longer is done so rarely that it costs at most one part in so many of the time. */
const restTimes = 15;

export interface Paced<T> {
  readonly value: ReadonlySignal<T>;
  readonly stop: () => void;
}

/**
 * Works something out of signals, at a pace that the page can bear: at once when `urgent` changes, which is what
 * the person at the desk did; when `eventual` changes, which is what the world does, at once as long as the work
 * is cheap, and otherwise after a rest. In a storm of thousands of alerts the list is then a moment behind,
 * instead of the whole page.
 */
export function createPaced<T>(of: {
  readonly urgent: () => unknown;
  readonly eventual: () => unknown;
  readonly work: () => T;
  /**
   * What `eventual` changes is taken in no sooner than so many ms later, on its own: what is drawn then does not hold
   * up what was urgent in the same frame. 0 unless it says so.
   */
  readonly restMin_ms?: number;
}): Paced<T> {
  const { restMin_ms = 0 } = of;
  const value = signal(untracked(of.work));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let doneAt = -Infinity;
  let cost_ms = 0;
  let isFirst = true;

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    const from = performance.now();
    value.value = untracked(of.work);
    doneAt = performance.now();
    cost_ms = doneAt - from;
  }

  function runSoon(): void {
    if (timer !== undefined) return;
    const rest_ms = cost_ms < cheap_ms ? 0 : doneAt + cost_ms * restTimes - performance.now();
    if (Math.max(rest_ms, restMin_ms) <= 0) run();
    else timer = setTimeout(run, Math.max(rest_ms, restMin_ms));
  }

  const stopUrgent = effect(() => {
    of.urgent();
    if (!isFirst) untracked(run);
  });
  const stopEventual = effect(() => {
    of.eventual();
    if (!isFirst) untracked(runSoon);
  });
  isFirst = false;
  return {
    value,
    stop() {
      clearTimeout(timer);
      stopUrgent();
      stopEventual();
    },
  };
}

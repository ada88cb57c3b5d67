/** A repeat of the signal within this time is the same key press: npm passes on what the terminal also sends. */
const samePressMs = 1_000;

/**
 * Aborted at the first SIGINT or SIGTERM. Whoever presses again later, because the stop takes too long, ends
 * the process at once with 130.
 */
export function createStopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstAt = 0;
  const press = (): void => {
    if (!stop.signal.aborted) {
      firstAt = Date.now();
      stop.abort();
    } else if (Date.now() - firstAt > samePressMs) process.exit(130);
  };
  process.on('SIGINT', press);
  process.on('SIGTERM', press);
  return stop.signal;
}

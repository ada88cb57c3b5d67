/** Counts messages in flight and makes the sender wait while there are too many. */
export interface InFlightWindow {
  /** Resolves when there is room, and takes it; or at once when aborted. */
  take(): Promise<void>;
  give(): void;
  /** Resolves when nothing is in flight, or when aborted. */
  whenEmpty(): Promise<void>;
}

/** One sender waits at a time. */
export function createInFlightWindow(size: number, signal: AbortSignal): InFlightWindow {
  let inFlight = 0;
  let wake: (() => void) | null = null;
  signal.addEventListener('abort', () => wake?.(), { once: true });

  const until = async (isMet: () => boolean): Promise<void> => {
    while (!isMet() && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    async take() {
      await until(() => inFlight < size);
      inFlight += 1;
    },
    give() {
      inFlight -= 1;
      wake?.();
    },
    whenEmpty: () => until(() => inFlight === 0),
  };
}

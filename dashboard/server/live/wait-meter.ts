/** How long changes wait in the feed until they are on the sockets; the urgent ones apart. */
export interface WaitMeter {
  /** A change begins to wait, where none does. */
  begin(isUrgent: boolean): void;
  /** All of them are on the sockets; or only the urgent ones. */
  end(which: 'all' | 'urgent'): void;
}

export function createWaitMeter(measured: (delay_ms: number) => void): WaitMeter {
  const since: (number | null)[] = [null, null];

  function endOf(index: number): void {
    const at = since[index] ?? null;
    since[index] = null;
    if (at !== null) measured(performance.now() - at);
  }

  return {
    begin(isUrgent) {
      since[Number(isUrgent)] ??= performance.now();
    },
    end(which) {
      endOf(1);
      if (which === 'all') endOf(0);
    },
  };
}

/** Keeps the screen on while the page is seen, where the browser allows it (only over https or on localhost). */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const ask = async (): Promise<void> => {
    if (document.hidden || !('wakeLock' in navigator)) return;
    try {
      const held = await navigator.wakeLock.request('screen');
      if (isOver) await held.release();
      else lock = held;
    } catch {
      // Refused, as on a low battery: the wall's own settings must then keep it on.
    }
  };
  // The browser lets go of it whenever the page is hidden.
  const again = (): void => void ask();
  void ask();
  document.addEventListener('visibilitychange', again);
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}

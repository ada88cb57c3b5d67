import { deviceApi } from '../devices/device-api.ts';
import { delay, watchDevices } from '../live/live-store.ts';

/** Devices whose readings measure the delay while no page shows any. */
const probesMax = 8;
/** Longer than most devices' reporting interval. */
const chooseAgainMs = 30_000;

/**
 * Most pages subscribe to nothing, yet how late the screen is should always be known. Looks for other
 * probes while nothing was measured: the fleet may only be coming up, or the probes have gone silent.
 * Gives the function that ends it.
 */
export function watchProbes(): () => void {
  let isCurrent = true;
  async function choose(): Promise<void> {
    const query = new URLSearchParams({ state: 'online', limit: String(probesMax) });
    const answer = await deviceApi.devices(query);
    if (answer.ok && isCurrent) watchDevices(answer.value.devices.map((device) => device.id));
  }
  void choose();
  const timer = setInterval(() => {
    if (delay.peek() === null) void choose();
  }, chooseAgainMs);
  return () => {
    isCurrent = false;
    clearInterval(timer);
    watchDevices([]);
  };
}

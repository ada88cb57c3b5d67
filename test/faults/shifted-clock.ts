import { readFileSync } from 'node:fs';

/**
 * Loaded before the service (`--import`): its wall clock is off by the milliseconds in the file that FAULT_CLOCK
 * names, looked at every 20 ms. `performance.now` and timers go on as they do when a system's clock is set.
 */
const file = process.env['FAULT_CLOCK'];
if (file !== undefined) {
  const RealDate = Date;
  let shift_ms = 0;
  const look = (): void => {
    shift_ms = Number(readFileSync(file, 'utf8')) || 0;
  };
  look();
  setInterval(look, 20).unref();
  const now = (): number => RealDate.now() + shift_ms;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}

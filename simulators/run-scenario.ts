import { setTimeout as sleep } from 'node:timers/promises';
import { answerCommand } from './device-commands.ts';
import { createDeviceLink } from './device-link.ts';
import { drainTimeoutMs, fleetTickMs } from './limits.ts';
import { createRandom } from './random.ts';
import type { ScenarioTruth, ScenarioDefinition } from './scenarios/scenario.ts';
import { createSetting, toLength_s } from './scenarios/setting.ts';
import { createDeviceCounts, createSimulatedDevice, perfect } from './simulated-device.ts';

export interface ScenarioRunOptions {
  readonly definition: ScenarioDefinition;
  readonly url: string;
  readonly deviceId: string;
  readonly password: string | null;
  /** Seconds of the scenario per second. */
  readonly speed: number;
  /** How long the scenario is, s; by default its own length. */
  readonly duration_s?: number;
  readonly interval_s: number;
  readonly seed: number;
  readonly patience_s: number;
  readonly signal?: AbortSignal;
  readonly truth: (truth: ScenarioTruth, time: number) => void;
}

/** Connects one device, lets it live through the scenario, and waits until everything is acknowledged. */
export async function runScenario(
  options: ScenarioRunOptions,
): Promise<{ readonly readings: number; readonly acknowledged: number }> {
  const { kind } = options.definition;
  const counts = createDeviceCounts();
  const random = createRandom(options.seed);
  const given = new AbortController();
  const link = createDeviceLink({
    url: options.url,
    kind,
    deviceId: options.deviceId,
    password: options.password,
    patienceMs: options.patience_s * 1_000,
    seed: options.seed,
    command: answerCommand,
    connected: () => device.flush(),
    failed: (error) => given.abort(error),
  });
  const device = createSimulatedDevice({
    kind,
    link,
    // Its own world is never asked: the scenario begins with the first tick and the device ends with it.
    physics: { step: () => ({}) },
    random,
    interval_s: options.interval_s,
    imperfections: perfect,
    counts,
  });
  const stop = AbortSignal.any([given.signal, ...(options.signal === undefined ? [] : [options.signal])]);

  const { seed, speed, duration_s } = options;
  const length_s = toLength_s(options.definition, duration_s);
  const setting = createSetting(options.definition, {
    seed,
    // Told faster than life, it began that much earlier by the device's clock.
    startTime: Date.now() - Math.max(0, length_s - length_s / speed) * 1_000,
    duration_s: length_s,
  });

  await link.start();
  const over = device.play(options.definition.create(setting), {
    speed,
    clock: 'own',
    interval_s: options.interval_s,
    truth: options.truth,
  });
  const ticking = setInterval(() => device.isPlaying() && device.tick(Date.now()), fleetTickMs);
  await Promise.race([over, aborted(stop)]);
  clearInterval(ticking);
  device.flush();
  const giveUpAt = Date.now() + drainTimeoutMs;
  while (counts.acknowledged < counts.readings && Date.now() < giveUpAt && !stop.aborted) await sleep(20);
  await link.stop();
  if (given.signal.aborted) throw given.signal.reason;
  return { readings: counts.readings, acknowledged: counts.acknowledged };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

import type { SensorKind } from '../domain/kinds.ts';
import type { DeviceLink } from './device-link.ts';
import { deviceBufferRowsMax, flushRowsMax, scenarioStepSMax } from './limits.ts';
import type { DevicePhysics, Values } from './physics/device-physics.ts';
import type { Random } from './random.ts';
import { createReportGate, type ReportGate } from './report-gate.ts';
import type { ScenarioTruth, Scenario } from './scenarios/scenario.ts';

/** How imperfect a device's reporting is; all zero for a perfect one. */
export interface Imperfections {
  /** Share of readings that are sent once more, some seconds later. */
  readonly repeats: number;
  /** Share of readings that are held back for some seconds, so that newer ones overtake them. */
  readonly late: number;
  /** Losses of connection per day; what is measured meanwhile is sent as arrays afterwards. */
  readonly outagesPerDay: number;
}

export const perfect: Imperfections = { repeats: 0, late: 0, outagesPerDay: 0 };

/** What a fleet counts over all of its devices. */
export interface DeviceCounts {
  readings: number;
  acknowledged: number;
  messages: number;
  repeats: number;
  late: number;
  outages: number;
  buffered: number;
  dropped: number;
}

export function createDeviceCounts(): DeviceCounts {
  return {
    readings: 0,
    acknowledged: 0,
    messages: 0,
    repeats: 0,
    late: 0,
    outages: 0,
    buffered: 0,
    dropped: 0,
  };
}

/** A sensor with its world, its faults and its connection. Time is a parameter: whoever owns it ticks it. */
export interface SimulatedDevice {
  /** Sends what is due at `now`, ms. */
  tick(now: number): void;
  /** To be called when the link is (again) connected: sends what was buffered. */
  flush(): void;
  /** Lives through a scenario instead of its own world; resolves when it is over. One at a time. */
  play(scenario: Scenario, options: PlayOptions): Promise<void>;
  isPlaying(): boolean;
}

export interface PlayOptions {
  /** Seconds of the scenario per second. */
  readonly speed: number;
  /**
   * `compressed`: the moment of sending, so that a fast scenario is a fast-moving present (its rates are `speed`
   * times too high). `own`: the scenario's own spacing, placed so that it ends now; while it is told faster than
   * life, its readings lie in the past. For a device that has not reported lately: to the service, time that
   * goes back is late.
   */
  readonly clock: 'own' | 'compressed';
  /** Between two reports, s; a switch or code that changes is reported at once. */
  readonly interval_s: number;
  /** Called with each true event and the time at which it was, ms since 1970. */
  readonly truth: (truth: ScenarioTruth, time: number) => void;
}

interface Reading {
  readonly time: number;
  readonly seq: number;
  readonly values: Values;
}

interface Playing extends PlayOptions {
  readonly scenario: Scenario;
  gate: ReportGate | null;
  readonly finished: () => void;
  startedAt: number;
  /** By the device's clock. */
  deviceStart: number;
  at_s: number;
}

const dayMs = 86_400_000;

export function createSimulatedDevice(options: {
  kind: SensorKind;
  link: Pick<DeviceLink, 'publish' | 'isConnected' | 'breakOff'>;
  physics: DevicePhysics;
  random: Random;
  interval_s: number;
  imperfections: Imperfections;
  counts: DeviceCounts;
  /** Called when the connection is lost, with the time, ms since 1970, and for how long at least, ms. */
  lost?: (time: number, forMs: number) => void;
}): SimulatedDevice {
  const { kind, link, physics, random, imperfections, counts } = options;
  const intervalMs = options.interval_s * 1_000;
  let seq = 0;
  let buffer: Reading[] = [];
  /** Readings to be sent later: delayed ones and repeats. */
  let held: { readonly due: number; readonly reading: Reading }[] = [];
  let lastAt: number | null = null;
  let dueAt = 0;
  let outageAt = Number.POSITIVE_INFINITY;
  let playing: Playing | null = null;

  return {
    tick(now) {
      if (lastAt === null) begin(now);
      if (playing === null && now >= dueAt) measure(now);
      if (playing !== null) playOn(playing, now);
      if (held.length > 0) sendHeld(now);
      if (now >= outageAt) loseConnection(now);
    },
    flush() {
      while (buffer.length > 0 && link.isConnected()) send(buffer.splice(0, flushRowsMax));
    },
    async play(scenario, playOptions) {
      if (playing !== null) throw new Error('already in a scenario');
      const finished = Promise.withResolvers<void>();
      const own = { scenario, gate: null, finished: () => finished.resolve() };
      playing = { ...playOptions, ...own, startedAt: 0, deviceStart: 0, at_s: 0 };
      return finished.promise;
    },
    isPlaying: () => playing !== null,
  };

  /** The first report comes at a random point of the interval: a fleet does not report in step. */
  function begin(now: number): void {
    dueAt = now + random.between(0, intervalMs);
    lastAt = now;
    planOutage(now);
  }

  function measure(now: number): void {
    const values = physics.step((now - (lastAt ?? now)) / 1_000, now);
    lastAt = now;
    dueAt = Math.max(dueAt + intervalMs, now);
    report(values, now);
  }

  function playOn(play: Playing, now: number): void {
    // Seconds of the scenario in a second of the device's clock.
    // Slower than life no clock of its own helps: readings would seem ever later.
    const rate = play.clock === 'compressed' ? play.speed : Math.min(play.speed, 1);
    if (play.startedAt === 0) {
      play.startedAt = now;
      const ahead_s = play.scenario.duration_s * (1 / rate - 1 / play.speed);
      play.deviceStart = Math.round(now - Math.max(0, ahead_s) * 1_000);
    }
    play.gate ??= createReportGate(kind, play.interval_s, play.deviceStart);
    const { gate } = play;
    const due_s = Math.min(((now - play.startedAt) / 1_000) * play.speed, play.scenario.duration_s);
    while (play.at_s < due_s) {
      const stepMax_s = play.scenario.stepMax_s?.() ?? scenarioStepSMax;
      const dt_s = Math.min(stepMax_s, play.interval_s * rate, due_s - play.at_s);
      play.at_s += dt_s;
      const time = Math.round(play.deviceStart + (play.at_s / rate) * 1_000);
      const { values, truths } = play.scenario.step(dt_s);
      for (const truth of truths) play.truth(truth, time);
      if (gate.isDue(values, time)) report(values, time);
    }
    if (play.at_s < play.scenario.duration_s) return;
    playing = null;
    lastAt = now;
    dueAt = now + intervalMs;
    play.finished();
  }

  function report(values: Values, time: number): void {
    seq += 1;
    counts.readings += 1;
    const reading = { time, seq, values };
    if (!link.isConnected()) return keep(reading);
    if (playing === null && random.chance(imperfections.late)) {
      counts.late += 1;
      held.push({ due: time + random.between(5_000, 60_000), reading });
      return;
    }
    send([reading]);
    if (random.chance(imperfections.repeats)) {
      counts.repeats += 1;
      held.push({ due: time + random.between(1_000, 30_000), reading });
    }
  }

  function keep(reading: Reading): void {
    buffer.push(reading);
    counts.buffered += 1;
    if (buffer.length <= deviceBufferRowsMax) return;
    buffer.shift();
    counts.dropped += 1;
  }

  function sendHeld(now: number): void {
    if (!link.isConnected()) return;
    for (const { due, reading } of held) if (due <= now) send([reading]);
    held = held.filter(({ due }) => due > now);
  }

  function send(readings: readonly Reading[]): void {
    counts.messages += 1;
    link.publish(JSON.stringify(readings.length === 1 ? readings[0] : readings)).then(
      () => {
        counts.acknowledged += readings.length;
      },
      // The link was stopped with this in flight.
      () => {
        counts.dropped += readings.length;
      },
    );
  }

  function loseConnection(now: number): void {
    planOutage(now);
    if (playing !== null || !link.isConnected()) return;
    counts.outages += 1;
    const forMs = Math.round(Math.min(5_000 + random.exponential(40_000), 600_000));
    options.lost?.(now, forMs);
    link.breakOff(forMs);
  }

  function planOutage(now: number): void {
    if (imperfections.outagesPerDay > 0)
      outageAt = now + random.exponential(dayMs / imperfections.outagesPerDay);
  }
}

import { kinds, type SensorKind } from '../domain/kinds.ts';
import { answerCommand } from './device-commands.ts';
import { createDeviceLink, type DeviceLink } from './device-link.ts';
import { toGroundTruth, type GroundTruth } from './ground-truth.ts';
import { connectsAtOnceMax, fleetTickMs } from './limits.ts';
import { kindPhysics } from './physics/kind-physics.ts';
import { createWeather } from './physics/weather.ts';
import { createRandom } from './random.ts';
import {
  createDeviceCounts,
  createSimulatedDevice,
  type DeviceCounts,
  type Imperfections,
  type SimulatedDevice,
} from './simulated-device.ts';

/** Devices per kind. */
export type FleetSize = Readonly<Partial<Record<SensorKind, number>>>;

export interface SimulatedFleetOptions {
  readonly url: string;
  readonly passwordOf: (deviceId: string) => string | null;
  readonly size: FleetSize;
  /** Between two reports, s; by default what the kind defines. */
  readonly interval_s?: number;
  readonly imperfections: Imperfections;
  readonly seed: number;
  /** How long the broker may be away at the start. Afterwards devices never give up. */
  readonly patience_s: number;
  /** Called with what truly happens to a device: that it is well, that its connection is lost. */
  readonly truth?: (truth: GroundTruth) => void;
}

export interface FleetMember {
  readonly id: string;
  readonly kind: SensorKind;
  readonly device: SimulatedDevice;
}

/** Many simulated devices, each with a connection of its own. */
export interface SimulatedFleet {
  /** Connects them all; rejects when the broker refuses one or stays away. */
  start(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  members(): readonly FleetMember[];
  connected(): number;
  counts(): Readonly<DeviceCounts>;
}

/** `smoke-0001` …: the ids of a fleet's devices, in order. */
export function toDeviceIds(kind: SensorKind, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${String(index + 1).padStart(4, '0')}`);
}

export function createSimulatedFleet(options: SimulatedFleetOptions): SimulatedFleet {
  const counts = createDeviceCounts();
  const weather = createWeather(options.seed);
  const links: DeviceLink[] = [];
  const members: FleetMember[] = [];
  let ticking: NodeJS.Timeout | undefined;
  for (const [kind, count] of Object.entries(options.size) as [SensorKind, number][]) {
    for (const id of toDeviceIds(kind, count)) add(kind, id);
  }

  return {
    async start(signal) {
      ticking = setInterval(tick, fleetTickMs);
      for (const member of members) tell(member, 'healthy', 'nothing ails it');
      const waiting = links.toReversed();
      const connectNext = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          if (signal?.aborted === true) return;
          await next.start();
        }
      };
      await Promise.all(Array.from({ length: connectsAtOnceMax }, connectNext));
    },
    async stop() {
      clearInterval(ticking);
      await Promise.allSettled(links.map((link) => link.stop()));
    },
    members: () => members,
    connected: () => links.filter((link) => link.isConnected()).length,
    counts: () => counts,
  };

  function add(kind: SensorKind, id: string): void {
    const stream = members.length;
    const link = createDeviceLink({
      url: options.url,
      kind,
      deviceId: id,
      password: options.passwordOf(id),
      patienceMs: options.patience_s * 1_000,
      isPatientOnceStarted: true,
      seed: options.seed + stream,
      command: answerCommand,
      connected: () => device.flush(),
    });
    const device = createSimulatedDevice({
      kind,
      link,
      physics: kindPhysics[kind]({ random: createRandom(options.seed, stream), weather }),
      // A sequence of its own, so that reporting faults do not change the weather inside the house.
      random: createRandom(options.seed + 1, stream),
      interval_s: options.interval_s ?? kinds[kind].reportingInterval_s,
      imperfections: options.imperfections,
      counts,
      lost: (time, forMs) =>
        tell({ id, kind }, 'connection-lost', `away for ${Math.round(forMs / 1_000)} s`, time),
    });
    links.push(link);
    members.push({ id, kind, device });
  }

  function tell(
    device: Pick<FleetMember, 'id' | 'kind'>,
    ...[event, text, time]: [string, string, number?]
  ): void {
    options.truth?.(toGroundTruth({ event, role: 'benign', text }, device, time ?? Date.now()));
  }

  function tick(): void {
    const now = Date.now();
    for (const { device } of members) device.tick(now);
  }
}

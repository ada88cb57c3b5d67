import type { SensorKind } from '../domain/kinds.ts';
import type { ScenarioTruth, TruthRole } from './scenarios/scenario.ts';

/**
 * What truly happened to a simulated device, on a channel of its own: no sensor tells it, the service never
 * sees it, and warnings are measured against it. Written as JSON lines.
 */
export interface GroundTruth {
  readonly deviceId: string;
  readonly kind: SensorKind;
  /** When, by the device's clock, ms since 1970. */
  readonly time: number;
  /** A stable word, such as `ignition`, `entrapment`, `door-wear-stage` or `breach-15cm`. */
  readonly event: string;
  readonly role: TruthRole;
  /** For people. */
  readonly detail: string;
}

export function toGroundTruth(
  { event, role, text }: Omit<ScenarioTruth, 'at_s'>,
  { id, kind }: { readonly id: string; readonly kind: SensorKind },
  time: number,
): GroundTruth {
  return { deviceId: id, kind, time, event, role, detail: text };
}

export function toTruthLine(truth: GroundTruth): string {
  return `${JSON.stringify(truth)}\n`;
}

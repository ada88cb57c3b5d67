import type { Alert } from './alert.ts';
import type { PlaceId } from './record.ts';

/** A part of everything by place: what somebody sees who is limited to some areas. */
export interface Part {
  /** Codes, each with what lies below it; empty: everywhere. */
  readonly areas: readonly string[];
  /** A device that hangs nowhere is seen by those without a limit only. */
  seesDevice(id: string): boolean;
  seesAlert(alert: Pick<Alert, 'scope' | 'deviceId'>): boolean;
  /** Of a case, a plan, a delivery: its places, the nearest first. */
  seesPath(path: readonly PlaceId[]): boolean;
  /** Where a device hangs, the nearest place first. */
  pathOf(deviceId: string): readonly PlaceId[];
}

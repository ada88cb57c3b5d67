import type { DeviceFacts } from '../../../domain/device-facts.ts';
import type { DetectorRecord } from '../../../domain/figures.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { DeviceLimit, RuleSetView } from '../../../domain/rule-set.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { Text } from '../../../domain/text.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { ask, segment, withJson, withQuery } from '../shell/http.ts';

export interface DeviceView extends DeviceFacts {
  readonly id: string;
  readonly kind: SensorKind;
  readonly siteId: string | null;
  readonly name: string | null;
  readonly enrolled: boolean;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly place: Text;
  readonly state: 'online' | 'offline' | 'unknown';
  readonly heardAt: number | null;
  readonly latest: {
    readonly time: number;
    readonly receivedAt: number;
    readonly values: Readonly<Record<string, number>>;
  } | null;
  readonly openAlerts: number;
  readonly worstSeverity: Severity | null;
}

/** A device near another one, and how near. */
export interface NearbyDevice {
  readonly device: DeviceView;
  readonly relation: 'site' | 'area' | 'distance';
  readonly distance_m: number | null;
}

export interface SeriesPoint {
  readonly time: number;
  readonly min: number | null;
  readonly avg: number | null;
  readonly max: number | null;
}

export interface Series {
  readonly unit: string;
  readonly resolution: 'raw' | '1m' | '1h';
  readonly points: readonly SeriesPoint[];
}

export const deviceApi = {
  devices: (query: URLSearchParams) =>
    ask<{ devices: readonly DeviceView[]; total: number; nextCursor: string | null }>(
      'GET',
      `/api/devices?${query.toString()}`,
    ),
  device: (id: string) =>
    ask<{ device: DeviceView; alerts: readonly AlertWithPlace[]; historyComplete: boolean }>(
      'GET',
      `/api/devices/${segment(id)}`,
    ),
  nearby: (id: string) =>
    ask<{ nearby: readonly NearbyDevice[] }>('GET', `/api/devices/${segment(id)}/nearby`),
  /** The plain limits that the rules in force set at its place. */
  limits: (id: string) =>
    ask<{ limits: readonly DeviceLimit[] }>('GET', `/api/devices/${segment(id)}/limits`),
  /** When rules changed, for those who may read them. */
  ruleSets: () => ask<{ sets: readonly RuleSetView[] }>('GET', '/api/rules/history?limit=50'),
  /** Messages that could not be read, for those who may; `nextCursor` where there are more. */
  quarantined: (id: string) =>
    ask<{ messages: readonly { readonly receivedAt: number }[]; nextCursor: string | null }>(
      'GET',
      withQuery('/api/quarantine', { device: id, limit: 50 }),
    ),
  /** How its alerts turned out over the last 90 days. */
  record: (id: string) =>
    ask<{ detectors: readonly DetectorRecord[] }>(
      'GET',
      withQuery('/api/figures/detectors', { device: id, limit: 100 }),
    ),
  change: (id: string, facts: Partial<DeviceFacts>) =>
    ask<null>('PATCH', `/api/devices/${segment(id)}`, withJson(facts)),
  changeSecret: (id: string, grace_ms: number) =>
    ask<{ secret: string; formerUntil: number | null }>(
      'POST',
      `/api/devices/${segment(id)}/secret`,
      withJson({ grace_ms }),
    ),
  readings: (id: string, query: { metric: string; from: number; to: number; points: number }) =>
    ask<Series>('GET', withQuery(`/api/devices/${segment(id)}/readings`, query)),
};

import type { AlertEvent, Finding, StaffActionType } from '../../domain/alert.ts';
import type { DeviceFacts } from '../../domain/device-facts.ts';
import type { SensorKind } from '../../domain/kinds.ts';
import type { RuleFault, RuleFile, RuleSetView, RuleView, TrialView } from '../../domain/rule-set.ts';
import type { Severity } from '../../domain/severity.ts';
import type { Language, Text } from '../../domain/text.ts';
import type { AlertWithPlace } from '../live-protocol.ts';
import type { Role } from '../../domain/roles.ts';

/** The HTTP interface as the page uses it. */

export interface Me {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
}

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

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** Why an action was refused, in both languages. */
  readonly reason?: Text;
  /** The present alert, when an action came too late or was refused. */
  readonly alert?: AlertWithPlace | null;
  /** Every fault of rules that were refused. */
  readonly errors?: readonly RuleFault[];
}

/** What goes with an action. */
export interface ActionInput {
  readonly comment?: string;
  readonly finding?: Finding;
  readonly assignee?: string;
  /** When a shelf ends, ms. */
  readonly until?: number;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

const offline: Problem = { status: 0, code: 'no-connection', title: 'No connection' };

async function ask<T>(method: string, path: string, options: RequestInit = {}): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, { method, ...options });
  } catch {
    return { ok: false, problem: offline };
  }
  const text = await response.text();
  try {
    const value: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok) return { ok: true, value: value as T };
    return { ok: false, problem: value as Problem };
  } catch {
    return { ok: false, problem: { status: response.status, code: 'no-answer', title: response.statusText } };
  }
}

function withJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

export const api = {
  me: () => ask<Me>('GET', '/api/session'),
  logIn: (username: string, password: string) =>
    ask<Me>('POST', '/api/session', withJson({ username, password })),
  logOut: () => ask<null>('DELETE', '/api/session'),
  alert: (id: string) =>
    ask<{ alert: AlertWithPlace; history: readonly AlertEvent[] }>(
      'GET',
      `/api/alerts/${encodeURIComponent(id)}`,
    ),
  act: (alert: AlertWithPlace, action: StaffActionType, input: ActionInput = {}) =>
    ask<{ alert: AlertWithPlace | null }>(
      'POST',
      `/api/alerts/${encodeURIComponent(alert.id)}/${action}`,
      withJson({ version: alert.version, ...input }, { 'idempotency-key': randomKey() }),
    ),
  devices: (query: URLSearchParams) =>
    ask<{ devices: readonly DeviceView[]; total: number; nextCursor: string | null }>(
      'GET',
      `/api/devices?${query.toString()}`,
    ),
  device: (id: string) =>
    ask<{ device: DeviceView; alerts: readonly AlertWithPlace[]; historyComplete: boolean }>(
      'GET',
      `/api/devices/${encodeURIComponent(id)}`,
    ),
  rules: () => ask<{ setId: string; rules: readonly RuleView[] }>('GET', '/api/rules'),
  ruleFiles: () => ask<{ setId: string; files: readonly RuleFile[] }>('GET', '/api/rules/files'),
  ruleHistory: () => ask<{ sets: readonly RuleSetView[] }>('GET', '/api/rules/history'),
  checkRules: (files: readonly RuleFile[]) =>
    ask<{ errors: readonly RuleFault[] }>('POST', '/api/rules/check', withJson({ files, whole: true })),
  startTrial: (
    files: readonly RuleFile[],
    about: { kind?: SensorKind; deviceId?: string; from: number; to: number },
  ) => ask<{ id: string }>('POST', '/api/rules/trials', withJson({ files, whole: true, ...about })),
  trial: (id: string) => ask<{ trial: TrialView }>('GET', `/api/rules/trials/${encodeURIComponent(id)}`),
  switchRules: (setId: string, files: readonly RuleFile[], comment: string) =>
    ask<{ setId: string; dropped: readonly string[] }>(
      'PUT',
      '/api/rules',
      withJson({ files, comment }, { 'if-match': `"${setId}"` }),
    ),
  readings: (id: string, query: { metric: string; from: number; to: number; points: number }) =>
    ask<Series>(
      'GET',
      `/api/devices/${encodeURIComponent(id)}/readings?${new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, String(value)]),
      ).toString()}`,
    ),
};

/** `crypto.randomUUID` is missing on plain http, where many centres run. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

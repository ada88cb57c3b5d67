import type { Permission } from '../../../domain/roles.ts';
import type { Confirmation } from '../shell/confirmations.ts';
import { ask, segment, withJson, withQuery } from '../shell/http.ts';

/** Where somebody is logged in. */
export interface SessionView {
  readonly id: string;
  readonly isThis: boolean;
  readonly seat: string | null;
  readonly openedAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly address: string;
  readonly agent: string;
  /** Of somebody's in the list of everybody. */
  readonly username?: string;
  readonly name?: string;
}

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly areas: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastAddress: string | null;
}

export interface AuditLine {
  readonly id: string;
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly target: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly address: string | null;
}

/** Which entries; times in ms, `to` exclusive. */
export interface AuditFilter {
  readonly who?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly refused?: true | undefined;
}

export interface AuditCheckView {
  readonly entries: number;
  readonly chains: number;
  readonly unchained: number;
  readonly since: number | null;
  readonly faults: number;
  readonly first: readonly {
    readonly fault: 'changed' | 'missing' | 'cut';
    readonly seq: number;
    readonly at: number | null;
  }[];
}

const pageSize = 100;

export const accessApi = {
  confirmation: (id: string) =>
    ask<{ readonly confirmation: Confirmation; readonly whole: Readonly<Record<string, unknown>> }>(
      'GET',
      `/api/confirmations/${segment(id)}`,
    ),
  agree: (id: string) =>
    ask<{ readonly confirmation: Confirmation }>('POST', `/api/confirmations/${segment(id)}/agree`),
  decline: (id: string) =>
    ask<{ readonly confirmation: Confirmation }>('POST', `/api/confirmations/${segment(id)}/decline`),
  ownSessions: () => ask<{ readonly sessions: readonly SessionView[] }>('GET', '/api/sessions'),
  allSessions: () => ask<{ readonly sessions: readonly SessionView[] }>('GET', '/api/staff/sessions'),
  endSession: (id: string) => ask<null>('DELETE', `/api/sessions/${segment(id)}`),
  endAllOf: (username: string) =>
    ask<{ readonly ended: number }>('DELETE', `/api/staff/${segment(username)}/sessions`),
  tokens: () => ask<{ readonly tokens: readonly TokenView[] }>('GET', '/api/tokens'),
  makeToken: (token: {
    readonly name: string;
    readonly permissions: readonly Permission[];
    readonly areas: readonly string[];
    readonly expiresAt: number | null;
  }) => ask<{ readonly token: TokenView; readonly secret: string }>('POST', '/api/tokens', withJson(token)),
  revokeToken: (id: string) => ask<null>('DELETE', `/api/tokens/${segment(id)}`),
  audit: (filter: AuditFilter, cursor?: string) =>
    ask<{
      readonly entries: readonly AuditLine[];
      readonly nextCursor: string | null;
      readonly waiting: number;
    }>('GET', withQuery('/api/audit', { ...filter, limit: pageSize, cursor })),
  auditExport: (filter: AuditFilter) => withQuery('/api/audit/export', { ...filter }),
  checkAudit: () => ask<AuditCheckView>('GET', '/api/audit/check'),
  text: (path: string) => ask<Readonly<Record<string, unknown>>>('GET', path),
};

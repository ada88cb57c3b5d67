import type { AlertEvent, Finding, StaffActionType } from '../../../domain/alert.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { ask, idempotencyKey, segment, withJson } from '../shell/http.ts';

/** What goes with an action. */
export interface ActionInput {
  readonly comment?: string;
  readonly finding?: Finding;
  readonly assignee?: string;
  /** When a shelf ends, ms. */
  readonly until?: number;
}

export const alertApi = {
  alert: (id: string) =>
    ask<{ alert: AlertWithPlace; history: readonly AlertEvent[] }>('GET', `/api/alerts/${segment(id)}`),
  act: (alert: AlertWithPlace, action: StaffActionType, input: ActionInput = {}) =>
    ask<{ alert: AlertWithPlace | null }>(
      'POST',
      `/api/alerts/${segment(alert.id)}/${action}`,
      withJson({ version: alert.version, ...input }, idempotencyKey()),
    ),
};

import type { CaseWithPlace } from '../../live-protocol.ts';
import type { AlertWithPlace, IncidentWithPlace } from '../../live-protocol.ts';
import type { Delivery, Escalation } from '../../../domain/delivery.ts';
import type { IncidentMove } from '../../../domain/incident.ts';
import { ask, idempotencyKey, segment, withJson, withQuery } from '../shell/http.ts';

/** What is told of a delivery: without addresses. */
export type DeliveryView = Omit<Delivery, 'routes' | 'routeIndex' | 'content'> & {
  readonly channelId: string | null;
  readonly reason: Delivery['content']['reason'];
};

/** What belongs to one alert or incident, and what is done about it. */
export const detailApi = {
  incident: (id: string) =>
    ask<{
      incident: IncidentWithPlace;
      alerts: readonly AlertWithPlace[];
      moved: readonly IncidentMove[];
    }>('GET', `/api/incidents/${segment(id)}`),
  deliveries: (alertId: string) =>
    ask<{ deliveries: readonly DeliveryView[]; escalation: Escalation | null }>(
      'GET',
      `/api/alerts/${segment(alertId)}/deliveries`,
    ),
  casesOf: (alertId: string) =>
    ask<{ cases: readonly CaseWithPlace[] }>(
      'GET',
      withQuery('/api/cases', { state: 'all', alert: alertId, limit: 5 }),
    ),
  openCase: (about: { readonly alertIds: readonly string[]; readonly incidentId: string | null }) =>
    ask<{ case: CaseWithPlace; isNew: boolean }>('POST', '/api/cases', withJson(about, idempotencyKey())),
};

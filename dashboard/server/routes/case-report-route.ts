import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { askerOf } from '../asker-of.ts';
import { categoryOfKind } from '../../../domain/case-category.ts';
import { type CaseReport } from '../../../domain/case.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { CaseRequests } from '../case-requests.ts';
import { worstOf } from '../case-requests.ts';
import * as schemas from '../case-schemas.ts';
import type { DashboardAlerts, DashboardFleet, DashboardIncidents } from '../dependencies.ts';
import type { Http } from '../http.ts';
import type { Pictures } from '../pictures.ts';
import { findPlace, pathIn } from '../place-path.ts';
import { ProblemError } from '../problem.ts';
import { nullable, problems, Time } from '../schemas.ts';
import { fleetOf } from '../scoped-fleet.ts';
import { seesIncident } from '../seen.ts';

export interface CaseReportRouteOptions {
  readonly requests: CaseRequests;
  readonly alerts: DashboardAlerts;
  readonly incidents: Pick<DashboardIncidents, 'find' | 'alertsOf'>;
  readonly pictures: Pick<Pictures, 'join'>;
  readonly fleet: DashboardFleet;
}

const { CaseSchema, Comment, IdempotencyKey } = schemas;
const KeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });

/** Opening a case of what staff see or hear. */
export function caseReportRoute(
  app: Http,
  { requests, alerts, incidents, pictures, ...options }: CaseReportRouteOptions,
): void {
  app.post(
    '/api/cases',
    {
      config: { access: 'act', scope: 'seen' },
      schema: {
        tags: ['cases'],
        summary: 'Open a case: of alerts, of an incident, or by hand',
        description:
          'An alert or an incident has one open case: 200 tells it where somebody was first, 201 the new one. ' +
          'Title, severity and place come from the alerts where they are not given.',
        headers: KeyHeader,
        body: Type.Object({
          alertIds: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200, uniqueItems: true }),
          ),
          incidentId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
          title: Type.Optional(schemas.Title),
          description: Type.Optional(schemas.Description),
          severity: Type.Optional(schemas.SeverityLevel),
          category: Type.Optional(nullable(schemas.CategoryName)),
          pictureUrl: Type.Optional(nullable(schemas.PictureUrl)),
          occurredAt: Type.Optional(nullable(Time)),
          comment: Type.Optional(nullable(Comment)),
          ...schemas.placeFields,
        }),
        response: {
          200: Type.Object({ case: CaseSchema, isNew: Type.Boolean() }),
          201: Type.Object({ case: CaseSchema, isNew: Type.Boolean() }),
          ...problems(400, 401, 403, 404, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const asker = askerOf(request);
      const fleet = fleetOf(request, options.fleet);
      const { alertIds = [], incidentId = null, comment = null, pictureUrl = null, ...body } = request.body;
      if (pictureUrl !== null && !schemas.isPictureUrl(pictureUrl))
        throw new ProblemError(400, 'bad-picture-url');
      const about = await Promise.all(alertIds.map((id) => findAlert(id, request)));
      if (incidentId !== null) await findIncident(incidentId, request);
      const [first] = about;
      const place = findPlace(fleet, {
        position: body.position ?? null,
        siteId: body.siteId ?? (first?.scope.type === 'site' ? first.scope.id : null),
        areaCode: body.areaCode ?? (first?.scope.type === 'building' ? first.scope.id : null),
        // Whoever is no longer among the devices still has an alert.
        deviceId: body.deviceId ?? knownDevice(first),
      });
      if (typeof place === 'string') throw new ProblemError(422, 'no-such-place', { detail: place });
      const path = pathIn(place.path, { scope: request.scope, fleet });
      const title = body.title ?? first?.title[asker.language];
      if (title === undefined)
        throw new ProblemError(400, 'no-title', { detail: 'A title or alerts are needed.' });
      const report: CaseReport = {
        source: alertIds.length > 0 || incidentId !== null ? 'sensor' : 'staff',
        category: body.category ?? (first === undefined ? null : categoryOfKind[first.kind]),
        title,
        description: body.description ?? '',
        severity: body.severity ?? (about.length === 0 ? 2 : worstOf(about)),
        alertIds,
        incidentId,
        deviceId: body.deviceId ?? (first?.scope.type === 'device' ? first.deviceId : null),
        ...place,
        path,
        pictureUrl,
        confidence: null,
        externalId: null,
        occurredAt: body.occurredAt ?? first?.eventTime ?? null,
      };
      const idempotencyKey = request.headers['idempotency-key'];
      const { case: reported, isNew } = await requests.ask(asker, {
        action: 'report',
        idempotencyKey,
        comment,
        report,
      });
      if (pictureUrl !== null) await pictures.join(pictureUrl, reported.id);
      return await reply.code(isNew ? 201 : 200).send({ case: reported, isNew });
    },
  );

  async function findAlert(id: string, request: FastifyRequest): Promise<Alert> {
    const alert = await alerts.find(id);
    const isSeen = alert === null || request.scope.seesAlert(alert);
    if (!isSeen) request.isForeignNamed = true;
    if (alert === null || !isSeen)
      throw new ProblemError(404, 'no-such-alert', { detail: `There is no alert "${id}".` });
    return alert;
  }

  /** Who names an incident has to see a part of it; one that nobody knows is left to the desk. */
  async function findIncident(id: string, request: FastifyRequest): Promise<void> {
    const incident = await incidents.find(id);
    if (incident === null || (await seesIncident(incidents, incident, request.scope))) return;
    request.isForeignNamed = true;
    throw new ProblemError(404, 'no-such-incident');
  }

  function knownDevice(alert: Alert | undefined): string | null {
    if (alert?.scope.type !== 'device') return null;
    return options.fleet.device(alert.deviceId) === undefined ? null : alert.deviceId;
  }
}

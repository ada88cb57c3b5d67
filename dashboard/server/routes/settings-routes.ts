import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { deliveryReasons } from '../../../domain/delivery.ts';
import type { DeskSettings } from '../../../domain/desk-settings.ts';
import type { SettingsOutcome, SettingsRequest } from '../../../domain/settings-view.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { DashboardSettings } from '../routing-dependencies.ts';
import type { Http } from '../http.ts';
import type { DashboardLimits } from '../limits.ts';
import { may } from '../may.ts';
import { findPlace } from '../place-path.ts';
import { ProblemError } from '../problem.ts';
import { FaultSchema } from '../rule-schemas.ts';
import { Id, Kind, nullable, oneOf, problems, Text, Time } from '../schemas.ts';
import { fleetOf } from '../scoped-fleet.ts';
import { settingsIn } from '../settings-part.ts';

export interface SettingsRoutesOptions {
  readonly settings: DashboardSettings;
  readonly fleet: Pick<DashboardFleet, 'device' | 'devices' | 'site' | 'sites' | 'areas'>;
  readonly audit: Audit;
  readonly limits: DashboardLimits;
  readonly now: () => number;
}

const VersionSchema = {
  revision: Type.Integer({ description: 'grows with every change; 0: as it comes with the product' }),
  at: Time,
  by: Type.String({ description: 'the member of staff, or `files`' }),
  comment: nullable(Type.String()),
};
const Faults = Type.Array(FaultSchema);
const textMax = 256 * 1024;

/** How the desk is run: who is told, when, and what if nobody answers. */
export function settingsRoutes(app: Http, options: SettingsRoutesOptions): void {
  readRoutes(app, options);
  changeRoute(app, options);
  previewRoute(app, options);
}

function readRoutes(app: Http, { settings }: SettingsRoutesOptions): void {
  app.get(
    '/api/settings',
    {
      config: { access: 'read', scope: 'seen' },
      schema: {
        tags: ['settings'],
        summary: 'The settings in force',
        description: 'Their text and the addresses of recipients are there for those who may change them.',
        response: {
          200: Type.Object({
            ...VersionSchema,
            text: nullable(Type.String()),
            settings: Type.Unknown({ description: 'completed by what the product comes with' }),
            warnings: Faults,
            fileErrors: Type.Array(FaultSchema, {
              description: 'why the file of the last start was refused',
            }),
            canTell: Type.Boolean({ description: 'false: nobody can be told but the screens' }),
          }),
          ...problems(401),
        },
      },
    },
    (request) => {
      const { text, settings: present, ...view } = settings.view();
      const { scope } = request;
      const mayChange = may(request.session, 'rules') && scope.isEverywhere;
      return {
        ...view,
        text: mayChange ? text : null,
        settings: mayChange ? present : withoutAddresses(settingsIn(present, scope)),
        canTell:
          present.channels.length > 0 && present.recipients.some(({ reachedBy }) => reachedBy.length > 0),
      };
    },
  );

  app.get(
    '/api/settings/schema',
    {
      config: { access: 'read', scope: 'none' },
      schema: {
        tags: ['settings'],
        summary: 'The format of the settings, as a JSON schema: what each key means',
        response: { 200: Type.Unknown(), ...problems(401) },
      },
    },
    () => settings.schema(),
  );

  app.get(
    '/api/settings/history',
    {
      config: { access: 'rules', scope: 'everywhere' },
      schema: {
        tags: ['settings'],
        summary: 'Settings that were in force, newest first',
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }) }),
        response: {
          200: Type.Object({ versions: Type.Array(Type.Object({ ...VersionSchema, text: Type.String() })) }),
          ...problems(400, 401, 403),
        },
      },
    },
    async ({ query: { limit } }) => ({ versions: await settings.history(limit) }),
  );
}

function changeRoute(app: Http, { settings, audit, limits, now }: SettingsRoutesOptions): void {
  app.put(
    '/api/settings',
    {
      config: {
        access: 'rules',
        scope: 'everywhere',
        twoPersons: {
          acts: ['change-settings'],
          of: ({ query }) => ((query as { check?: boolean }).check === true ? [] : ['change-settings']),
          tells: ['comment'],
          tellsAlone: ['text'],
        },
      },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['settings'],
        summary: 'Put settings in force from now on, or only check them',
        description:
          'What the text does not name is as it comes with the product. 422 with every error and its line; 412 when ' +
          'other settings have come into force since `revision`. They hold until the next change, or until the file ' +
          'of the service is another one at its start.',
        querystring: Type.Object({ check: Type.Optional(Type.Boolean()) }),
        body: Type.Object({
          text: Type.String({ maxLength: textMax }),
          comment: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' })),
          revision: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        response: {
          200: Type.Object({ revision: Type.Integer(), errors: Faults, warnings: Faults }),
          ...problems(400, 401, 403, 412, 413, 422, 503),
        },
      },
    },
    async (request) => {
      const { text, comment, revision = null } = request.body;
      if (request.query.check === true) {
        const { errors, warnings } = settings.check(text);
        if (errors.length > 0) throw refused(errors.length, { errors, warnings });
        return { revision: settings.view().revision, errors, warnings };
      }
      if (comment === undefined) {
        throw new ProblemError(422, 'incomplete', { detail: 'Say in a comment why.' });
      }
      const by = request.session?.account.username ?? 'nobody';
      const outcome = await change({ text, by, comment, revision });
      record(request, outcome, comment);
      const { errors, warnings } = outcome;
      if (outcome.outcome === 'stale') {
        throw new ProblemError(412, 'stale', {
          detail: 'Other settings have come into force since. Look at them first.',
          extensions: { revision: outcome.revision },
        });
      }
      if (outcome.outcome === 'refused') throw refused(errors.length, { errors, warnings });
      return { revision: outcome.revision, errors, warnings };
    },
  );

  async function change(asked: SettingsRequest): Promise<SettingsOutcome> {
    try {
      return await settings.change(asked);
    } catch (error) {
      app.log.error({ err: error }, 'settings not changed');
      throw new ProblemError(503, 'not-journalled', {
        detail: 'The settings could not be written to disk and did not come into force.',
      });
    }
  }

  function record(
    request: FastifyRequest,
    { outcome, revision, errors }: SettingsOutcome,
    comment: string,
  ): void {
    audit.write({
      at: now(),
      who: request.session?.account.username ?? 'nobody',
      action: 'settings changed',
      target: String(revision),
      detail: { outcome, comment, errors: errors.length },
      address: request.ip,
    });
  }
}

function previewRoute(app: Http, { settings, fleet, limits, now }: SettingsRoutesOptions): void {
  app.post(
    '/api/settings/preview',
    {
      config: { access: 'read', scope: 'seen' },
      bodyLimit: limits.rulesBytesMax,
      schema: {
        tags: ['settings'],
        summary: 'Who would be told of such an alert, by what, when, and why',
        description: 'If nobody ever answered. With a text, by those settings instead of the ones in force.',
        body: Type.Object({
          deviceId: Type.Optional(Id),
          site: Type.Optional(Id),
          area: Type.Optional(Id),
          kind: Kind,
          rule: Type.String({ minLength: 1, maxLength: 100 }),
          severity: Type.Integer({ minimum: 1, maximum: 4 }),
          isForecast: Type.Optional(Type.Boolean()),
          at: Type.Optional(Time),
          text: Type.Optional(Type.String({ maxLength: textMax })),
        }),
        response: {
          200: Type.Object({
            because: Type.Array(Type.Object({ routeIds: Type.Array(Type.String()), why: Text })),
            tellings: Type.Array(
              Type.Object({
                at: Time,
                after_s: Type.Number(),
                reason: oneOf(deliveryReasons),
                step: nullable(Type.String({ description: 'of the escalation; null: at once' })),
                isWhistle: Type.Boolean(),
                recipients: Type.Array(
                  Type.Object({ id: Type.String(), name: Text, channels: Type.Array(Type.String()) }),
                ),
              }),
            ),
          }),
          ...problems(400, 401, 422),
        },
      },
    },
    (request) => {
      const { body } = request;
      const { deviceId, site, area, kind, rule, isForecast = false, at = now(), text = null } = body;
      const place = findPlace(fleetOf(request, fleet), {
        deviceId: deviceId ?? null,
        siteId: site ?? null,
        areaCode: area ?? null,
        position: null,
      });
      if (typeof place === 'string') throw new ProblemError(422, 'no-such-place', { detail: place });
      const { path } = place;
      const severity = body.severity as 1 | 2 | 3 | 4;
      const told = settings.preview({ path, kind, ruleId: rule, severity, isForecast, at }, text);
      if (told === null) {
        const { errors, warnings } = settings.check(text ?? '');
        throw refused(errors.length, { errors, warnings });
      }
      return told;
    },
  );
}

function refused(count: number, extensions: object): ProblemError {
  return new ProblemError(422, 'refused', {
    detail: `${count} errors; the present settings stay.`,
    extensions,
  });
}

function withoutAddresses(settings: DeskSettings): DeskSettings {
  return {
    ...settings,
    recipients: settings.recipients.map((recipient) => ({
      ...recipient,
      reachedBy: recipient.reachedBy.map(({ channel }) => ({ channel, address: '' })),
    })),
  };
}

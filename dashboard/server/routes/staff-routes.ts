import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { permissionsOf } from '../../../domain/roles.ts';
import type { Account, Accounts } from '../accounts.ts';
import type { Audit } from '../audit/audit.ts';
import type { DashboardFleet } from '../dependencies.ts';
import { isUnlimitedAdministrator } from '../first-administrator.ts';
import type { Http } from '../http.ts';
import { may } from '../may.ts';
import type { Passwords } from '../passwords.ts';
import { ProblemError } from '../problem.ts';
import { staffActs } from '../two-persons/staff-acts.ts';
import type { LogInBrake } from '../log-in-brake.ts';
import type { Sessions } from '../sessions.ts';
import { Id, Language, Name, Password, problems, RoleName, Time } from '../schemas.ts';
import type { Scopes } from '../scope.ts';
import { isNear, seesMade } from '../seen.ts';

type Detail = Readonly<Record<string, unknown>>;

export interface StaffRoutesOptions {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly sessions: Pick<Sessions, 'endAllOf'>;
  readonly brake: Pick<LogInBrake, 'forgive'>;
  readonly fleet: Pick<DashboardFleet, 'areas'>;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly audit: Audit;
  readonly now: () => number;
}

/** Without the colon that those have who come by a provider. */
const NewUsername = Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$' });
const Username = Type.String({ pattern: '^[A-Za-z0-9_.@:-]{1,64}$' });
const Areas = Type.Array(Id, {
  maxItems: 50,
  uniqueItems: true,
  description: 'codes of what they see and act on, each with what lies below it; none: everywhere',
});
const StaffSchema = Type.Object({
  username: Username,
  name: Name,
  role: RoleName,
  areas: Areas,
  language: Language,
  disabled: Type.Boolean(),
  isFromProvider: Type.Boolean({ description: 'name, role and areas come by OpenID at each log-in' }),
  createdAt: Time,
});

/** Accounts of the staff, for administrators. */
export function staffRoutes(app: Http, options: StaffRoutesOptions): void {
  const { accounts, passwords, sessions, brake, fleet, scopes, audit, now } = options;

  /** In the audit: what somebody did to an account. */
  function record(request: FastifyRequest, target: string, act: { action: string; detail: Detail }): void {
    const who = request.session?.account.username ?? 'nobody';
    audit.write({ at: now(), who, target, ...act, address: request.ip });
  }

  /** An area that is not there would be a limit to nothing. */
  function refuseUnknown(areas: readonly string[]): void {
    const known = new Set(fleet.areas().map(({ code }) => code));
    const unknown = areas.find((code) => !known.has(code));
    if (unknown === undefined) return;
    throw new ProblemError(422, 'no-such-area', { detail: `There is no area "${unknown}".` });
  }

  app.get(
    '/api/staff',
    {
      config: { access: 'manage', scope: 'seen' },
      schema: {
        tags: ['staff'],
        summary: 'Accounts',
        response: { 200: Type.Object({ staff: Type.Array(StaffSchema) }), ...problems(401, 403) },
      },
    },
    ({ scope }) => ({
      staff: accounts
        .all()
        .filter(({ areas }) => seesMade(scope, areas))
        .map(toStaff),
    }),
  );

  app.get(
    '/api/staff/names',
    {
      config: { access: 'act', scope: 'seen' },
      schema: {
        tags: ['staff'],
        summary: 'Who there is, by name: whom work or a shift can be handed to',
        response: {
          200: Type.Object({
            people: Type.Array(Type.Object({ username: Username, name: Name, role: RoleName })),
          }),
          ...problems(401, 403),
        },
      },
    },
    ({ scope }) => ({
      people: accounts
        .all()
        .filter(({ disabled, areas }) => !disabled && isNear(scope, scopes.of(areas)))
        .map(({ username, name, role }) => ({ username, name, role })),
    }),
  );

  app.post(
    '/api/staff',
    {
      config: { access: 'manage', scope: 'seen', twoPersons: staffActs(accounts) },
      schema: {
        tags: ['staff'],
        summary: 'Add an account',
        body: Type.Object({
          username: NewUsername,
          name: Name,
          password: Password,
          role: RoleName,
          areas: Type.Optional(Areas),
          language: Type.Optional(Language),
        }),
        response: { 201: StaffSchema, ...problems(400, 401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const { body, scope } = request;
      if (accounts.find(body.username) !== undefined) throw new ProblemError(409, 'username-taken');
      const { password, language = 'zh', areas = scope.areas, ...rest } = body;
      refuseMore({ role: rest.role, areas }, request);
      refuseUnknown(areas);
      const passwordHash = await passwords.hash(password);
      const account: Account = {
        ...rest,
        areas,
        language,
        passwordHash,
        identity: null,
        disabled: false,
        createdAt: now(),
      };
      await accounts.save(account);
      const detail = { role: account.role, areas };
      record(request, account.username, { action: 'account created', detail });
      return await reply.code(201).send(toStaff(account));
    },
  );

  app.patch(
    '/api/staff/:username',
    {
      config: { access: 'manage', scope: 'account', twoPersons: staffActs(accounts) },
      schema: {
        tags: ['staff'],
        summary: 'Change an account; a new password or role, or disabling it, ends its sessions at once',
        params: Type.Object({ username: Username }),
        body: Type.Object({
          name: Type.Optional(Name),
          password: Type.Optional(Password),
          role: Type.Optional(RoleName),
          areas: Type.Optional(Areas),
          language: Type.Optional(Language),
          disabled: Type.Optional(Type.Boolean()),
        }),
        response: { 200: StaffSchema, ...problems(400, 401, 403, 404, 409, 422) },
      },
    },
    async (request) => {
      const { body, params } = request;
      const { username } = params;
      const before = accounts.find(username);
      if (before === undefined) throw new ProblemError(404, 'no-such-account');
      refuseProvided(before, body);
      const { password, ...changes } = body;
      const account: Account = {
        ...before,
        ...changes,
        ...(password === undefined ? {} : { passwordHash: await passwords.hash(password) }),
      };
      refuseMore(before, request);
      refuseMore(account, request);
      if (body.areas !== undefined) refuseUnknown(body.areas);
      refuseLastAdministratorLost(accounts.all(), account);
      await accounts.save(account);
      // Sessions depend on it and are over already: this is for their sockets.
      const { name: _name, language: _language, ...weighty } = body;
      if (Object.keys(weighty).length > 0) await sessions.endAllOf(username);
      // Whoever forgot it, or is kept out by strangers who guess, gets in with the new one at once.
      if (password !== undefined) brake.forgive(username);
      const detail = { ...changes, ...(password === undefined ? {} : { password: 'a new one' }) };
      record(request, username, { action: 'account changed', detail });
      return toStaff(account);
    },
  );
}

/** Nobody gives more than they have, nor changes somebody who has more. */
function refuseMore(
  { role, areas }: Pick<Account, 'role' | 'areas'>,
  { session, scope }: Pick<FastifyRequest, 'session' | 'scope'>,
): void {
  if (!seesMade(scope, areas)) {
    throw new ProblemError(403, 'foreign-area', { detail: 'Accounts of your own areas only.' });
  }
  if (permissionsOf(role).some((permission) => !may(session, permission))) {
    throw new ProblemError(403, 'more-than-own', { detail: 'This role may do more than you.' });
  }
}

/** What the provider says at each log-in; language and being disabled are ours. */
const provided = ['name', 'password', 'role', 'areas'] as const;

function refuseProvided({ identity }: Account, changes: Partial<Record<(typeof provided)[number], unknown>>) {
  const meant = provided.filter((name) => changes[name] !== undefined);
  if (identity === null || meant.length === 0) return;
  throw new ProblemError(422, 'from-provider', {
    detail: `This account comes by OpenID: ${meant.join(', ')} can only be changed at the provider.`,
  });
}

/** Nobody could let anybody in again, and nobody would see what lies nowhere. */
function refuseLastAdministratorLost(all: readonly Account[], changed: Account): void {
  const left = all
    .map((account) => (account.username === changed.username ? changed : account))
    .some(isUnlimitedAdministrator);
  if (!left) throw new ProblemError(409, 'last-administrator');
}

function toStaff({ username, name, role, areas, language, disabled, identity, createdAt }: Account) {
  return {
    username,
    name,
    role,
    areas,
    language,
    disabled,
    isFromProvider: identity !== null,
    createdAt,
  };
}

import { Type } from 'typebox';
import type { Account, Accounts } from '../accounts.ts';
import type { Audit } from '../audit.ts';
import type { Http } from '../http.ts';
import type { Passwords } from '../passwords.ts';
import { ProblemError } from '../problem.ts';
import { Language, Name, Password, problems, RoleName, Time } from '../schemas.ts';

export interface StaffRoutesOptions {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly now: () => number;
}

const Username = Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$' });
const StaffSchema = Type.Object({
  username: Username,
  name: Name,
  role: RoleName,
  language: Language,
  disabled: Type.Boolean(),
  createdAt: Time,
});

/** Accounts of the staff, for administrators. */
export function staffRoutes(app: Http, { accounts, passwords, audit, now }: StaffRoutesOptions): void {
  function record(by: string | undefined, action: string, target: string): void {
    audit.write({ at: now(), who: by ?? 'nobody', action, target, detail: {}, address: null });
  }

  app.get(
    '/api/staff',
    {
      config: { access: 'manage' },
      schema: {
        tags: ['staff'],
        summary: 'Accounts',
        response: { 200: Type.Object({ staff: Type.Array(StaffSchema) }), ...problems(401, 403) },
      },
    },
    () => ({ staff: accounts.all().map(toStaff) }),
  );

  app.post(
    '/api/staff',
    {
      config: { access: 'manage' },
      schema: {
        tags: ['staff'],
        summary: 'Add an account',
        body: Type.Object({
          username: Username,
          name: Name,
          password: Password,
          role: RoleName,
          language: Type.Optional(Language),
        }),
        response: { 201: StaffSchema, ...problems(400, 401, 403, 409) },
      },
    },
    async ({ body, session }, reply) => {
      if (accounts.find(body.username) !== undefined) throw new ProblemError(409, 'username-taken');
      const { password, language = 'zh', ...rest } = body;
      const passwordHash = await passwords.hash(password);
      const account: Account = { ...rest, language, passwordHash, disabled: false, createdAt: now() };
      await accounts.save(account);
      record(session?.account.username, 'account created', account.username);
      return await reply.code(201).send(toStaff(account));
    },
  );

  app.patch(
    '/api/staff/:username',
    {
      config: { access: 'manage' },
      schema: {
        tags: ['staff'],
        summary: 'Change an account; a new password ends its sessions',
        params: Type.Object({ username: Username }),
        body: Type.Object({
          name: Type.Optional(Name),
          password: Type.Optional(Password),
          role: Type.Optional(RoleName),
          language: Type.Optional(Language),
          disabled: Type.Optional(Type.Boolean()),
        }),
        response: { 200: StaffSchema, ...problems(400, 401, 403, 404, 409) },
      },
    },
    async ({ body, params: { username }, session }) => {
      const before = accounts.find(username);
      if (before === undefined) throw new ProblemError(404, 'no-such-account');
      const { password, ...changes } = body;
      const account: Account = {
        ...before,
        ...changes,
        ...(password === undefined ? {} : { passwordHash: await passwords.hash(password) }),
      };
      refuseLastAdministratorLost(accounts.all(), account);
      await accounts.save(account);
      record(session?.account.username, 'account changed', username);
      return toStaff(account);
    },
  );
}

/** Nobody could let anybody in again. */
function refuseLastAdministratorLost(all: readonly Account[], changed: Account): void {
  const left = all
    .map((account) => (account.username === changed.username ? changed : account))
    .some((account) => account.role === 'administrator' && !account.disabled);
  if (!left) throw new ProblemError(409, 'last-administrator');
}

function toStaff({ username, name, role, language, disabled, createdAt }: Account) {
  return { username, name, role, language, disabled, createdAt };
}

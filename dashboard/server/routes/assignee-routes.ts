import { Type } from 'typebox';
import { isAllowed } from '../../../domain/roles.ts';
import type { Accounts } from '../accounts.ts';
import type { DashboardCases } from '../dependencies.ts';
import type { Http } from '../http.ts';
import { problems, RoleName } from '../schemas.ts';
import type { Scopes } from '../scope.ts';
import { isNear } from '../seen.ts';

export interface AssigneeRoutesOptions {
  readonly accounts: Pick<Accounts, 'all'>;
  readonly cases: Pick<DashboardCases, 'open'>;
  readonly scopes: Pick<Scopes, 'of'>;
}

/** Whom work can be given to: the accounts themselves are for administrators. */
export function assigneeRoutes(app: Http, { accounts, cases, scopes }: AssigneeRoutesOptions): void {
  app.get(
    '/api/assignees',
    {
      config: { access: 'act', scope: 'seen' },
      schema: {
        tags: ['cases'],
        summary: 'Whom a case can be given to, and how many open ones each of them has',
        response: {
          200: Type.Object({
            people: Type.Array(
              Type.Object({
                username: Type.String(),
                name: Type.String(),
                role: RoleName,
                openCases: Type.Integer(),
              }),
            ),
          }),
          ...problems(401, 403),
        },
      },
    },
    ({ scope }) => {
      const open = cases.open().filter(({ path }) => scope.seesPath(path));
      const people = accounts
        .all()
        .filter(({ disabled, role }) => !disabled && isAllowed(role, 'task'))
        .filter(({ areas }) => isNear(scope, scopes.of(areas)))
        .map(({ username, name, role }) => {
          const openCases = open.filter(({ assignee }) => assignee === username).length;
          return { username, name, role, openCases };
        });
      return { people };
    },
  );
}

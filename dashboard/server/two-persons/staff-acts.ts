import type { FastifyRequest } from 'fastify';
import type { Role } from '../../../domain/roles.ts';
import type { TwoPersonAct } from '../../../domain/two-person-acts.ts';
import type { Accounts } from '../accounts.ts';
import type { ActRule } from './act-rule.ts';

interface Change {
  readonly password?: string;
  readonly role?: Role;
  readonly areas?: readonly string[];
  readonly disabled?: boolean;
}

/** What lets somebody do more than before, or become somebody else: accounts made and changed. */
export function staffActs(accounts: Pick<Accounts, 'find'>): ActRule {
  return {
    acts: ['make-administrator', 'change-staff'],
    of({ params, body }: FastifyRequest): readonly TwoPersonAct[] {
      const { username } = params as { readonly username?: string };
      const change = body as Change;
      const before = username === undefined ? undefined : accounts.find(username);
      const isAdministrator = (change.role ?? before?.role) === 'administrator';
      const { password, role, areas, disabled } = change;
      const isWeighty = [password, role, areas, disabled].some((given) => given !== undefined);
      if (!isWeighty) return [];
      const letsIn = password !== undefined || areas !== undefined || disabled === false;
      const makes = isAdministrator && (before?.role !== 'administrator' || letsIn);
      return makes ? ['make-administrator', 'change-staff'] : ['change-staff'];
    },
    tells: ['username', 'name', 'role', 'areas', 'disabled'],
    about({ params, body }) {
      const { username } = params as { readonly username?: string };
      const name = (username === undefined ? undefined : accounts.find(username)?.name) ?? nameIn(body);
      return name === null ? null : { zh: name, en: name };
    },
  };
}

function nameIn(body: unknown): string | null {
  return (body as { readonly name?: string }).name ?? null;
}

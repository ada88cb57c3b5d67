import { isAllowed, type Permission } from '../../domain/roles.ts';
import type { Session } from './sessions.ts';

/** Whether somebody may: by their role, and by what their session is narrowed to. Nobody may nothing. */
export function may(
  session: Pick<Session, 'account' | 'permissions'> | null,
  permission: Permission,
): boolean {
  if (session === null || !isAllowed(session.account.role, permission)) return false;
  return session.permissions === undefined || session.permissions.includes(permission);
}

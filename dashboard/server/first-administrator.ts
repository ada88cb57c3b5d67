import type { Account, Accounts } from './accounts.ts';
import { generatePassword, type Passwords } from './passwords.ts';

/**
 * Makes the account `admin` where no account can manage everybody else, so that a new installation can be entered.
 * Returns the password if it was generated here: it is told once and kept nowhere.
 */
export async function ensureAdministrator(
  accounts: Accounts,
  passwords: Passwords,
  { adminPassword, now }: { adminPassword: string | null; now: number },
): Promise<string | null> {
  if (accounts.all().some(isUnlimitedAdministrator)) return null;
  const generated = adminPassword === null ? generatePassword() : null;
  const account: Account = {
    username: 'admin',
    name: 'Administrator',
    passwordHash: await passwords.hash(adminPassword ?? generated ?? ''),
    identity: null,
    role: 'administrator',
    areas: [],
    language: 'zh',
    disabled: false,
    createdAt: now,
  };
  // One of that name that is known here cannot manage everybody else any more, and is replaced on purpose.
  await (accounts.find(account.username) === undefined
    ? accounts.saveStandIn(account)
    : accounts.save(account));
  return generated;
}

/**
 * There is always one: else nobody could let anybody in again, and nobody would see what lies nowhere. One who comes by
 * a provider does not count: it may be away, or say something else tomorrow.
 */
export function isUnlimitedAdministrator({ role, areas, disabled, identity }: Account): boolean {
  return role === 'administrator' && areas.length === 0 && !disabled && identity === null;
}

import type { Accounts } from './accounts.ts';
import { generatePassword, type Passwords } from './passwords.ts';

/**
 * Makes the account `admin` where no account can manage others, so that a new installation can be entered.
 * Returns the password if it was generated here: it is told once and kept nowhere.
 */
export async function ensureAdministrator(
  accounts: Accounts,
  passwords: Passwords,
  { adminPassword, now }: { adminPassword: string | null; now: number },
): Promise<string | null> {
  if (accounts.all().some((account) => account.role === 'administrator' && !account.disabled)) return null;
  const generated = adminPassword === null ? generatePassword() : null;
  await accounts.save({
    username: 'admin',
    name: 'Administrator',
    passwordHash: await passwords.hash(adminPassword ?? generated ?? ''),
    role: 'administrator',
    language: 'zh',
    disabled: false,
    createdAt: now,
  });
  return generated;
}

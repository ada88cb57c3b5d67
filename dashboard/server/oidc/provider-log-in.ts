import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Account, Accounts, Identity } from '../accounts.ts';
import type { DashboardFleet } from '../dependencies.ts';
import type { DashboardLimits } from '../limits.ts';
import type { Session, Sessions } from '../sessions.ts';
import type { LogOut } from './log-out-token.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { toPerson, toStanding, valuesOf, type Claims } from './standing.ts';

/** Why somebody whom the provider knows may not in. */
export type EntryFault = 'no-role' | 'no-areas' | 'account-disabled';

/** The person's account here, null where there is none, and the session or why there is none. */
export type Entry =
  | { readonly username: string; readonly token: string; readonly session: Session; readonly refused: null }
  | { readonly username: string | null; readonly name: string; readonly refused: EntryFault };

export interface ProviderLogIn {
  enter(
    claims: Claims,
    at: { readonly seat: string | null; readonly address: string; readonly agent: string },
    now: number,
  ): Promise<Entry>;
  /** Ends what a provider ends, and tells how many, and of whom: null where it was not said. */
  leave(logOut: LogOut): Promise<{ readonly username: string | null; readonly ended: number }>;
}

/**
 * Accounts of those who come by the provider. Each is theirs by issuer and subject, which nobody else ever has; a name
 * or a mail address of the provider is only shown, so nobody becomes one of our own accounts by being called like it.
 */
export function createProviderLogIn(options: {
  readonly settings: OidcSettings;
  readonly accounts: Accounts;
  readonly sessions: Pick<Sessions, 'open' | 'endAllOf' | 'endAt'>;
  readonly fleet: Pick<DashboardFleet, 'areas'>;
  readonly limits: DashboardLimits;
  readonly log: Logger;
}): ProviderLogIn {
  const { settings, accounts, sessions, fleet, limits, log } = options;

  const accountOf = ({ issuer, subject }: Identity): Account | undefined =>
    accounts.all().find(({ identity }) => identity?.issuer === issuer && identity.subject === subject);

  /** What holds now holds even where it cannot be written: a full disk must keep nobody from the desk. */
  async function settle(writing: Promise<unknown>): Promise<void> {
    await writing.catch((error: unknown) => log.error({ err: error }, 'account of a log-in not written'));
  }

  async function save(account: Account, before: Account | undefined): Promise<void> {
    if (JSON.stringify(account) === JSON.stringify(before)) return;
    await settle(accounts.save(account));
    const isSame = before?.role === account.role && String(before.areas) === String(account.areas);
    // They depend on both and are over already: this is for their sockets.
    if (before !== undefined && !isSame) await settle(sessions.endAllOf(account.username));
  }

  return {
    async enter(claims, { seat, address, agent }, now) {
      const identity = { issuer: settings.issuer, subject: valuesOf(claims, 'sub')[0] ?? '' };
      const { name, handle, language } = toPerson(claims);
      const before = accountOf(identity);
      if (before?.disabled === true) {
        return { username: before.username, name, refused: 'account-disabled' };
      }
      const known = new Set(fleet.areas().map(({ code }) => code));
      const areasMax = limits.oidcAreasMax;
      const standing = toStanding(claims, settings, { isArea: (code) => known.has(code), areasMax });
      if (standing.refused !== null) {
        // What they have open rests on what is no longer said of them.
        if (before !== undefined) await settle(sessions.endAllOf(before.username));
        return { username: before?.username ?? null, name, refused: standing.refused };
      }
      const { role, areas } = standing;
      const made = { username: usernameOf(handle, identity), passwordHash: '', identity, language };
      const account: Account = {
        ...(before ?? { ...made, disabled: false, createdAt: now }),
        name,
        role,
        areas,
      };
      await save(account, before);
      const sid = valuesOf(claims, 'sid')[0] ?? null;
      const { token, session } = await sessions.open(account, { seat, address, agent, sid }, now);
      return { username: account.username, token, session, refused: null };
    },
    async leave({ subject, sid }) {
      const account = subject === null ? undefined : accountOf({ issuer: settings.issuer, subject });
      if (subject !== null && account === undefined) return { username: null, ended: 0 };
      const username = account?.username ?? null;
      return { username, ended: await sessions.endAt(username, sid) };
    },
  };
}

/** Readable in the audit, and of nobody else: our own names have no colon, and the end is made of the identity. */
function usernameOf(handle: string, { issuer, subject }: Identity): string {
  const mark = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 10);
  return `oidc:${handle === '' ? 'staff' : handle}.${mark}`;
}

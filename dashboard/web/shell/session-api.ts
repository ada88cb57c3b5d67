import type { Role } from '../../../domain/roles.ts';
import type { Language, Text } from '../../../domain/text.ts';
import { ask, withJson } from './http.ts';

/** Who is logged in. */
export interface Me {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  /** Codes of what they see and act on; none: everywhere. */
  readonly areas: readonly string[];
  /** The desk in the command centre; null where none was said. */
  readonly seat: string | null;
  /** Whether they came by the organisation's own log-in. */
  readonly isFromProvider: boolean;
}

/** The organisation's own log-in. */
export interface ProviderOffer {
  readonly label: Text;
  /** Where one logs out there; null: not offered. */
  readonly logOutUrl: string | null;
}

/** A desk to log in at. */
export interface SeatName {
  readonly id: string;
  readonly name: Text;
}

export const sessionApi = {
  me: () => ask<Me>('GET', '/api/session'),
  logIn: (username: string, password: string, seat: string | null) =>
    ask<Me>('POST', '/api/session', withJson({ username, password, seat })),
  provider: () => ask<{ readonly provider: ProviderOffer | null }>('GET', '/api/oidc'),
  beginAtProvider: (returnTo: string, seat: string | null) =>
    ask<{ readonly url: string }>('POST', '/api/oidc/log-in', withJson({ returnTo, seat })),
  logOut: () => ask<null>('DELETE', '/api/session'),
  seats: () => ask<{ readonly seats: readonly SeatName[] }>('GET', '/api/seats'),
  sitAt: (seat: string | null) => ask<Me>('PUT', '/api/session/seat', withJson({ seat })),
};

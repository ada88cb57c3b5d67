import type { Role } from '../../../domain/roles.ts';
import type { Text } from '../../../domain/text.ts';

/** How staff may log in at an OpenID provider of their organisation. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says. */
  readonly label: Text;
  /** What is asked of the provider, `openid` among it. */
  readonly scope: string;
  /** The claim that says what somebody is; dots lead into objects. */
  readonly roleClaim: string;
  /** What its values are here; of several that somebody has, the first in this order counts. */
  readonly roles: readonly { readonly value: string; readonly role: Role }[];
  /** The claim with the codes of their areas; null: all who come by the provider see everywhere. */
  readonly areasClaim: string | null;
}

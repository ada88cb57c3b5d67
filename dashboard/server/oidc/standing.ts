import type { Role } from '../../../domain/roles.ts';
import type { Language } from '../../../domain/text.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** What somebody may here by what the provider says of them; or why nothing. */
export type Standing =
  | { readonly role: Role; readonly areas: readonly string[]; readonly refused: null }
  | { readonly refused: 'no-role' | 'no-areas' };

/** In the claim of areas: all of them, also those to come. */
const everywhere = '*';

/**
 * Role and areas out of the claims. Nothing is taken for granted: without a value that is mapped there is no role,
 * and where areas are asked for and none is named that there is here, nobody gets in, for none would mean everywhere.
 */
export function toStanding(
  claims: Claims,
  { roleClaim, roles, areasClaim }: Pick<OidcSettings, 'roleClaim' | 'roles' | 'areasClaim'>,
  { isArea, areasMax }: { readonly isArea: (code: string) => boolean; readonly areasMax: number },
): Standing {
  const values = valuesOf(claims, roleClaim);
  const role = roles.find(({ value }) => values.includes(value))?.role;
  if (role === undefined) return { refused: 'no-role' };
  if (areasClaim === null) return { role, areas: [], refused: null };
  const named = valuesOf(claims, areasClaim);
  if (named.includes(everywhere)) return { role, areas: [], refused: null };
  const areas = [...new Set(named)].filter(isArea).toSorted();
  // Fewer than they have would keep alarms from them.
  if (areas.length === 0 || areas.length > areasMax) return { refused: 'no-areas' };
  return { role, areas, refused: null };
}

/** A claim's words: a text, or the texts of a list. Its name as it is, else as a way into objects. */
export function valuesOf(claims: Claims, name: string): readonly string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : follow(claims, name.split('.'));
  return [value].flat().filter((word): word is string => typeof word === 'string');
}

function follow(start: unknown, names: readonly string[]): unknown {
  let value = start;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** How somebody is called, and spoken to, by what the provider says. */
export function toPerson(claims: Claims): {
  readonly name: string;
  readonly handle: string;
  readonly language: Language;
} {
  const first = (...names: string[]): string =>
    names.map((name) => valuesOf(claims, name)[0]?.trim() ?? '').find((text) => text !== '') ?? '';
  const handle = first('preferred_username', 'email').split('@')[0] ?? '';
  return {
    name: first('name', 'preferred_username', 'email', 'sub')
      .replaceAll(/\p{C}/gu, '')
      .slice(0, nameLengthMax),
    handle: handle.replaceAll(/[^\w.-]/gu, '').slice(0, handleLengthMax),
    language: /^en\b/iu.test(first('locale')) ? 'en' : 'zh',
  };
}

const nameLengthMax = 100;
const handleLengthMax = 32;

import { areaLevels, levelAbove, type AreaLevel } from '../../domain/area.ts';
import type { DeskSettings, Recipient, RecipientRole, Tell } from '../../domain/desk-settings.ts';
import type { PlaceId } from '../../domain/record.ts';
import { nameOf } from './match-routes.ts';
import { onDuty } from './roster.ts';

type People = Pick<DeskSettings, 'recipients' | 'duties' | 'shifts' | 'timeZone'>;

/** Where and when somebody is looked for. */
export interface TellContext {
  /** Of what is told; the nearest place first. */
  readonly path: readonly PlaceId[];
  /** Who has it now. */
  readonly level: AreaLevel;
  readonly at: number;
}

/** Whom these words mean, in their order, nobody twice. */
export function recipientsOf(
  people: People,
  tells: readonly Tell[],
  context: TellContext,
): readonly Recipient[] {
  const found = new Set<Recipient>();
  for (const tell of tells) for (const recipient of resolve(people, tell, context)) found.add(recipient);
  return [...found];
}

function resolve(people: People, tell: Tell, { path, level, at }: TellContext): readonly Recipient[] {
  const { recipients } = people;
  if ('recipient' in tell) return recipients.filter(({ id }) => id === tell.recipient);
  if ('nearest' in tell) return nearest(recipients, tell.nearest, path);
  if ('onDuty' in tell) {
    return onDuty(people, tell.onDuty, at).flatMap((id) =>
      recipients.filter((recipient) => recipient.id === id),
    );
  }
  return centreOf(recipients, levelAbove(level) ?? level, path);
}

/** Those of a role attached to the nearest place that has any; those attached to none are everywhere, and last. */
export function nearest(
  recipients: readonly Recipient[],
  role: RecipientRole,
  path: readonly PlaceId[],
): readonly Recipient[] {
  const ofRole = recipients.filter((recipient) => recipient.role === role);
  for (const place of path) {
    const here = ofRole.filter(({ at }) => at === nameOf(place));
    if (here.length > 0) return here;
  }
  return ofRole.filter(({ at }) => at === null);
}

/** The operations centre of a level, or of the next above that has one; at last the one that is everywhere. */
export function centreOf(
  recipients: readonly Recipient[],
  level: AreaLevel,
  path: readonly PlaceId[],
): readonly Recipient[] {
  const wanted = areaLevels.slice(0, areaLevels.indexOf(level) + 1);
  const above = path.filter((place) => wanted.some((name) => place.startsWith(`${name}:`)));
  return nearest(recipients, 'operationsCentre', above);
}

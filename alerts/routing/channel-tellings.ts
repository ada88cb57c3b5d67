import type { DeskSettings, Recipient } from '../../domain/desk-settings.ts';
import type { Wish } from './deliveries.ts';
import { recipientsOf } from './recipients.ts';
import { toChannelContent } from './telling.ts';

/**
 * Who is told that a channel broke, by other channels: the shift's leaders on duty and the operations centres,
 * or whoever of the staff can be reached. And one message by the channel itself, for when it works again:
 * trying to send it is how that is found out. When it does, those who heard that it broke hear that too.
 */
export function channelWishes(
  settings: DeskSettings,
  {
    channelId,
    at,
    detail,
    isBroken,
  }: { channelId: string; at: number; detail: string | null; isBroken: boolean },
): readonly Wish[] {
  const content = toChannelContent(channelId, { isBroken, at, detail });
  const wishes = keepers(settings, channelId, at).map((recipient) => ({
    occasion: [at, isBroken],
    recipient,
    content,
    at,
  }));
  if (!isBroken) return wishes;
  const { recipients } = settings;
  const probe = recipients.find(({ reachedBy }) => reachedBy.some(({ channel }) => channel === channelId));
  if (probe === undefined) return wishes;
  const works = toChannelContent(channelId, { isBroken: false, at, detail: null });
  return [...wishes, { occasion: [at, 'probe'], recipient: probe, content: works, at, onlyBy: channelId }];
}

function keepers(settings: DeskSettings, channelId: string, at: number): readonly Recipient[] {
  const { recipients } = settings;
  const level = settings.cases.level;
  const leaders = recipientsOf(settings, [{ onDuty: 'shiftLeader' }], { path: [], level, at });
  const centres = recipients.filter(({ role }) => role === 'operationsCentre');
  const staff = recipients.filter(({ role, username }) => role === 'staff' || username !== null);
  const byOthers = [[...new Set([...leaders, ...centres])], staff]
    .map((group) => group.flatMap((recipient) => without(recipient, channelId)))
    .find((group) => group.length > 0);
  return byOthers ?? [];
}

/** Somebody with the ways that lead to them but this one; nobody where it is the only one. */
function without(recipient: Recipient, channelId: string): readonly Recipient[] {
  const reachedBy = recipient.reachedBy.filter(({ channel }) => channel !== channelId);
  return reachedBy.length === 0 ? [] : [{ ...recipient, reachedBy }];
}

import { isMap, isSeq, parseDocument, type Document, type YAMLSeq } from 'yaml';
import type { Duty, Recipient } from '../../../domain/desk-settings.ts';

/**
 * Forms change the settings' text in place: comments and all else that was written stay. Texts that cannot be read
 * are given back as they are. Pure.
 */
export type RecipientEntry = Omit<Recipient, 'language'> & { readonly language: 'zh' | 'en' };

/** Puts a recipient in place of the one with `id`; null: as a new one. */
export function withRecipient(text: string, entry: RecipientEntry, id: string | null): string {
  return edit(text, 'recipients', (list, document) => {
    const node = document.createNode(toRecipientEntry(entry));
    const index = indexOf(list, id);
    if (index < 0) list.add(node);
    else list.set(index, node);
  });
}

export function withoutRecipient(text: string, id: string): string {
  return edit(text, 'recipients', (list) => {
    const index = indexOf(list, id);
    if (index >= 0) list.delete(index);
  });
}

/** Puts a duty in place of the one that was; null: as a new one. */
export function withDuty(text: string, duty: Duty, former: Duty | null): string {
  return edit(text, 'duties', (list, document) => {
    const node = document.createNode(toDutyEntry(duty), { flow: true });
    const index = former === null ? -1 : indexOfDuty(list, former);
    if (index < 0) list.add(node);
    else list.set(index, node);
  });
}

export function withoutDuty(text: string, duty: Duty): string {
  return edit(text, 'duties', (list) => {
    const index = indexOfDuty(list, duty);
    if (index >= 0) list.delete(index);
  });
}

/** Duties have no ids: the one that says the same. */
function indexOfDuty(list: YAMLSeq, duty: Duty): number {
  const wanted = JSON.stringify(toDutyEntry(duty));
  const written = list.toJSON() as readonly (Partial<Duty> | null)[];
  return written.findIndex((item) => {
    const { shift = '', role = 'operator', recipient = '' } = item ?? {};
    const { seat = null, days = [], fromDate = null, toDate = null } = item ?? {};
    return JSON.stringify(toDutyEntry({ shift, role, seat, recipient, days, fromDate, toDate })) === wanted;
  });
}

function edit(text: string, key: string, change: (list: YAMLSeq, document: Document) => void): string {
  const document: Document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (!isSeq(document.get(key, true))) document.set(key, document.createNode([]));
  const list = document.get(key, true);
  if (!isSeq(list)) return text;
  list.flow = false;
  change(list, document);
  return document.toString({ lineWidth: 0 });
}

function indexOf(list: YAMLSeq, id: string | null): number {
  return list.items.findIndex((item) => isMap(item) && item.get('id') === id);
}

/** Only what is not as it would be anyway. */
function toRecipientEntry({ id, name, role, at, language, username, reachedBy }: RecipientEntry): object {
  return {
    id,
    name,
    role,
    ...(at === null ? {} : { at }),
    ...(language === 'zh' ? {} : { language }),
    ...(username === null ? {} : { username }),
    ...(reachedBy.length === 0
      ? {}
      : {
          reachedBy: reachedBy.map(({ channel, address }) =>
            address === '' ? { channel } : { channel, address },
          ),
        }),
  };
}

function toDutyEntry({ shift, role, seat, recipient, days, fromDate, toDate }: Duty): object {
  return {
    shift,
    role,
    ...(seat === null ? {} : { seat }),
    recipient,
    ...(days.length === 0 ? {} : { days }),
    ...(fromDate === null ? {} : { fromDate }),
    ...(toDate === null ? {} : { toDate }),
  };
}

import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import { areaLevels } from '../../domain/area.ts';
import type { CaseFilter, CaseQuery } from '../../domain/case-desk.ts';
import type { Case } from '../../domain/case.ts';

/** Where a page ended: the place of its last case in the order newest first. */
type CasePlace = Pick<Case, 'reportedAt' | 'id'>;

export function toCaseCursor({ reportedAt, id }: CasePlace): string {
  return Buffer.from(JSON.stringify([reportedAt, id])).toString('base64url');
}

/** Null when it is none of ours. */
export function fromCaseCursor(cursor: string): CasePlace | null {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(content)) return null;
    const [reportedAt, id]: unknown[] = content;
    return Number.isSafeInteger(reportedAt) && typeof id === 'string'
      ? { reportedAt: reportedAt as number, id }
      : null;
  } catch {
    // Not JSON: somebody made it up.
    return null;
  }
}

export function isBeyond(one: CasePlace, after: CasePlace): boolean {
  return one.reportedAt < after.reportedAt || (one.reportedAt === after.reportedAt && one.id < after.id);
}

/** Whether a case is what is asked for. */
export function isWanted(one: Case, filter: CaseFilter): boolean {
  const { step, area, assignee, overdue, level, alertId, category, source, text } = filter;
  const { from, to, closedFrom } = filter;
  return (
    (step === undefined || one.step === step) &&
    (area === undefined || placesOf(area).some((place) => (one.path as readonly string[]).includes(place))) &&
    (assignee === undefined || one.assignee === assignee) &&
    (overdue === undefined || (one.overdueSince !== null && one.closedAt === null) === overdue) &&
    (level === undefined || one.level === level) &&
    (alertId === undefined || one.alertIds.includes(alertId)) &&
    (category === undefined || one.category === category) &&
    (source === undefined || one.source === source) &&
    (from === undefined || one.reportedAt >= from) &&
    (to === undefined || one.reportedAt < to) &&
    (closedFrom === undefined || (one.closedAt !== null && one.closedAt >= closedFrom)) &&
    (text === undefined || hasText(one, text))
  );
}

function hasText({ number, title, description }: Case, text: string): boolean {
  const wanted = text.toLowerCase();
  return [number, title, description].some((one) => one.toLowerCase().includes(wanted));
}

/** An area's code tells no level. */
function placesOf(area: string): string[] {
  return areaLevels.map((level) => `${level}:${area}`);
}

/** The rows of a page and one more, which tells whether there is a next page. */
export async function searchSavedCases(
  kysely: Kysely<Schema>,
  { step, area, assignee, overdue, level, alertId, ...rest }: CaseQuery,
  { after, limit }: { readonly after: CasePlace | null; readonly limit: number },
) {
  const { category, source, text, from, to, closedFrom } = rest;
  let select = kysely.selectFrom('cases').select('content');
  if (step !== undefined) select = select.where('step', '=', step);
  if (area !== undefined) select = select.where(sql<boolean>`path && ${placesOf(area)}::text[]`);
  if (category !== undefined) select = select.where('category', '=', category);
  if (source !== undefined) select = select.where('source', '=', source);
  if (from !== undefined) select = select.where('reported_at', '>=', new Date(from));
  if (to !== undefined) select = select.where('reported_at', '<', new Date(to));
  if (closedFrom !== undefined) select = select.where('closed_at', '>=', new Date(closedFrom));
  if (text !== undefined) {
    const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    const words = sql<string>`lower(concat_ws(' ', number, content ->> 'title', content ->> 'description'))`;
    select = select.where(sql<boolean>`${words} like ${pattern}`);
  }
  if (assignee !== undefined) select = select.where('assignee', '=', assignee);
  if (overdue !== undefined) {
    select = select.where(sql<boolean>`(overdue_since is not null and closed_at is null) = ${overdue}`);
  }
  if (level !== undefined) select = select.where('level', '=', level);
  if (alertId !== undefined) select = select.where(sql<boolean>`alert_ids @> ${[alertId]}::text[]`);
  if (after !== null) {
    const reportedAt = new Date(after.reportedAt);
    select = select.where((eb) =>
      eb.or([
        eb('reported_at', '<', reportedAt),
        eb.and([eb('reported_at', '=', reportedAt), eb('id', '<', after.id)]),
      ]),
    );
  }
  return await select
    .orderBy('reported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

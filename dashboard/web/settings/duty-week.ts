import type { DeskSettings, Duty } from '../../../domain/desk-settings.ts';

/** A post that somebody is to hold: the shift's leader, or the operator of a seat. */
export interface Post {
  readonly role: Duty['role'];
  readonly seat: string | null;
}

/** Somebody on duty, within one day. Minutes of the week, from Monday 00:00 by the clock on the wall. */
export interface DutyBlock {
  readonly shift: string;
  readonly recipients: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface PostWeek extends Post {
  readonly blocks: readonly DutyBlock[];
  /** When nobody holds the post. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

type Roster = Pick<DeskSettings, 'seats' | 'shifts' | 'duties'>;

const day = 24 * 60;
const week = 7 * day;
const day_ms = 86_400_000;

/**
 * Who holds which post when in the week that begins on `monday` (`YYYY-MM-DD`). A shift over midnight belongs to
 * the day on which it begins; what Sunday's shift of the week before leaves over is in Monday's morning.
 */
export function dutyWeek(roster: Roster, monday: string): readonly PostWeek[] {
  return postsOf(roster).map((post) => {
    const held = roster.duties
      .filter(({ role, seat }) => role === post.role && (post.seat === null || seat === post.seat))
      .flatMap((duty) => blocksOf(roster, duty, monday));
    return { ...post, blocks: together(held), gaps: gapsIn(held) };
  });
}

/** Where a moment lies in its week by the clock of a time zone. */
export function placeInWeek(
  at: number,
  timeZone: string,
): { readonly monday: string; readonly minute: number } {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() || 7) - 1;
  const minute = weekday * day + Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return { monday: dateAfter(date, -weekday), minute };
}

export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);
}

/** The leader always, the operators of all seats where any seat has one, supervisors where there are some. */
function postsOf({ seats, duties }: Roster): readonly Post[] {
  const has = (role: Duty['role']): boolean => duties.some((duty) => duty.role === role);
  const operators = duties.some(({ role, seat }) => role === 'operator' && seat !== null)
    ? seats.map(({ id }): Post => ({ role: 'operator', seat: id }))
    : has('operator')
      ? [{ role: 'operator', seat: null } as const]
      : [];
  return [
    { role: 'shiftLeader', seat: null },
    ...operators,
    ...(has('supervisor') ? [{ role: 'supervisor', seat: null } as const] : []),
  ];
}

function blocksOf({ shifts }: Roster, duty: Duty, monday: string): readonly DutyBlock[] {
  const shift = shifts.find(({ id }) => id === duty.shift);
  if (shift === undefined) return [];
  const [start, end] = [toMinutes(shift.from), toMinutes(shift.to)];
  const length = end > start ? end - start : end + day - start;
  const blocks: DutyBlock[] = [];
  for (let offset = -1; offset < 7; offset += 1) {
    const date = dateAfter(monday, offset);
    const weekday = ((offset + 7) % 7) + 1;
    if (duty.days.length > 0 && !duty.days.includes(weekday)) continue;
    if ((duty.fromDate !== null && date < duty.fromDate) || (duty.toDate !== null && date > duty.toDate))
      continue;
    const from = offset * day + start;
    blocks.push(...byDay({ shift: duty.shift, recipients: [duty.recipient], from, to: from + length }));
  }
  return blocks;
}

/** Cut at midnight and at the ends of the week. */
function byDay(block: DutyBlock): readonly DutyBlock[] {
  const parts: DutyBlock[] = [];
  for (let from = Math.max(0, block.from); from < Math.min(week, block.to);) {
    const to = Math.min(block.to, (Math.floor(from / day) + 1) * day);
    parts.push({ ...block, from, to });
    from = to;
  }
  return parts;
}

/** Those of one shift in one stretch stand together. */
function together(blocks: readonly DutyBlock[]): readonly DutyBlock[] {
  return [...Map.groupBy(blocks, ({ shift, from, to }) => `${shift} ${from} ${to}`).values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      return [{ ...first, recipients: [...new Set(same.flatMap(({ recipients }) => recipients))] }];
    })
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
}

function gapsIn(blocks: readonly DutyBlock[]): PostWeek['gaps'] {
  const gaps: { from: number; to: number }[] = [];
  let covered = 0;
  for (const { from, to } of blocks.toSorted((a, b) => a.from - b.from)) {
    if (from > covered) gaps.push({ from: covered, to: from });
    covered = Math.max(covered, to);
  }
  if (covered < week) gaps.push({ from: covered, to: week });
  return gaps;
}

function toMinutes(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

import type { DeskSettings, Duty } from '../../domain/desk-settings.ts';
import { dayWithin } from './roster.ts';

const step_minutes = 15;
const monday = { date: '2024-01-01', day: 1 };
const day_ms = 86_400_000;

/**
 * The first quarter of an hour of a week when nobody has a role, in words such as `Monday 06:00`; null when
 * there is none. Dates are left aside: a roster that is renewed every month has no gap because of that.
 */
export function rosterGap(
  { shifts, duties }: Pick<DeskSettings, 'shifts' | 'duties'>,
  role: Duty['role'],
): string | null {
  const hours = duties
    .filter((duty) => duty.role === role)
    .flatMap(({ shift, days }) =>
      shifts.filter(({ id }) => id === shift).map(({ from, to }) => ({ from, to, days })),
    );
  for (let offset = 0; offset < 7; offset += 1) {
    const date = new Date(Date.parse(monday.date) + offset * day_ms).toISOString().slice(0, 10);
    for (let minutes = 0; minutes < 24 * 60; minutes += step_minutes) {
      const wall = { date, day: monday.day + offset, minutes };
      if (!hours.some((each) => dayWithin(wall, each) !== null))
        return `on ${nameOf(offset)} at ${clock(minutes)}`;
    }
  }
  return null;
}

function nameOf(offset: number): string {
  return ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][offset] ?? '';
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

import type { DeskSettings } from '../../../domain/desk-settings.ts';
import { listed, say } from '../shell/language.ts';
import { dateAfter, type DutyBlock, type Post, type PostWeek } from './duty-week.ts';
import { t } from './phrases.ts';
import { clockWords, dayName } from './words.ts';

const day = 1_440;
const days = [0, 1, 2, 3, 4, 5, 6] as const;

export function postWords({ role, seat }: Post, { seats }: Pick<DeskSettings, 'seats'>): string {
  const found = seats.find(({ id }) => id === seat);
  return found === undefined ? t(role) : t('operatorOf', { seat: say(found.name) });
}

/** A week as a grid: a row for each post, a column for each day, now marked, gaps hatched. */
export function DutyGrid(props: {
  readonly weeks: readonly PostWeek[];
  readonly settings: DeskSettings;
  readonly monday: string;
  /** Of the week; null: another week is shown. */
  readonly minute: number | null;
}) {
  const { weeks, settings, monday, minute } = props;
  const today = minute === null ? null : Math.floor(minute / day);
  return (
    <div class="duty-scroll" tabIndex={0} role="region" aria-label={t('duty')}>
      <table class="duty-grid" data-testid="duty-grid">
        <thead>
          <tr>
            <th />
            {days.map((index) => (
              <th key={index} class={index === today ? 'is-today' : undefined} scope="col">
                {dayName(index + 1)} <span class="dim">{dateAfter(monday, index).slice(5)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={`${week.role} ${week.seat}`}>
              <th scope="row">{postWords(week, settings)}</th>
              {days.map((index) => (
                <td key={index} class={index === today ? 'is-today' : undefined}>
                  <Day week={week} index={index} settings={settings} minute={minute} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Day(props: {
  readonly week: PostWeek;
  readonly index: number;
  readonly settings: DeskSettings;
  readonly minute: number | null;
}) {
  const { week, index, settings, minute } = props;
  const [start, end] = [index * day, (index + 1) * day];
  const within = (from: number, to: number) => ({
    left: `${(100 * (Math.max(from, start) - start)) / day}%`,
    width: `${(100 * (Math.min(to, end) - Math.max(from, start))) / day}%`,
  });
  const gaps = week.gaps.filter(({ from, to }) => from < end && to > start);
  const blocks = week.blocks.filter(({ from }) => from >= start && from < end);
  return (
    <div class="duty-day">
      {gaps.map(({ from, to }) => (
        <span key={from} class="duty-gap" style={within(from, to)} title={t('nobody')}>
          <span class="visually-hidden">{t('nobody')}</span>
        </span>
      ))}
      {blocks.map((block) => (
        <Block
          key={`${block.shift} ${block.from}`}
          block={block}
          settings={settings}
          style={within(block.from, block.to)}
          isNow={minute !== null && minute >= block.from && minute < block.to}
        />
      ))}
      {minute !== null && minute >= start && minute < end && (
        <span class="duty-now" style={{ left: `${(100 * (minute - start)) / day}%` }}>
          <span class="visually-hidden">{t('now')}</span>
        </span>
      )}
    </div>
  );
}

function Block(props: {
  readonly block: DutyBlock;
  readonly settings: DeskSettings;
  readonly style: { readonly left: string; readonly width: string };
  readonly isNow: boolean;
}) {
  const { block, settings, style, isNow } = props;
  const shift = settings.shifts.find(({ id }) => id === block.shift);
  const names = block.recipients.map((id) => {
    const found = settings.recipients.find((recipient) => recipient.id === id);
    return found === undefined ? id : say(found.name);
  });
  const times = `${clockWords(block.from)}–${block.to % day === 0 ? '24:00' : clockWords(block.to)}`;
  return (
    <span
      class={isNow ? 'duty-block is-now' : 'duty-block'}
      style={style}
      title={`${shift === undefined ? block.shift : say(shift.name)} ${times} ${listed(names)}`}
    >
      {listed(names)}
    </span>
  );
}

import { useSignal } from '@preact/signals';
import type { DeskSettings, Duty } from '../../../domain/desk-settings.ts';
import type { Text } from '../../../domain/text.ts';
import { kinds } from '../../../domain/kinds.ts';
import { clock } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { listed, say } from '../shell/language.ts';
import { route, setQuery } from '../shell/router.ts';
import { may } from '../shell/session.ts';
import { placeName, type About } from './about.ts';
import { DutyDialog } from './duty-dialog.tsx';
import { dateAfter, dutyWeek, placeInWeek } from './duty-week.ts';
import { DutyGrid, postWords } from './duty-grid.tsx';
import { t } from './phrases.ts';
import { daysWords, stretchWords } from './words.ts';

/** Who is on duty when, this week or another; when nobody is; and the duties that say so. */
export function DutyView({ answer, areas }: About) {
  const { settings } = answer;
  const asked = useSignal<{ readonly duty: Duty | null } | null>(null);
  const now = placeInWeek(clock.value, settings.timeZone);
  const chosen = route.value.query.get('week');
  const monday = chosen !== null && /^\d{4}-\d{2}-\d{2}$/.test(chosen) ? chosen : now.monday;
  const weeks = dutyWeek(settings, monday);
  const hasGaps = weeks.some(({ gaps }) => gaps.length > 0);
  const go = (days: number) => setQuery({ week: dateAfter(monday, days) });
  const { duties } = settings;
  return (
    <>
      <div class="section-head">
        <h2>{t('week', { from: monday, to: dateAfter(monday, 6) })}</h2>
        <span class="dim">{t('inTimeZone', { zone: settings.timeZone })}</span>
        <span class="spring" />
        <button type="button" onClick={() => go(-7)}>
          {t('weekBefore')}
        </button>
        <button type="button" aria-pressed={monday === now.monday} onClick={() => setQuery({ week: null })}>
          {t('thisWeek')}
        </button>
        <button type="button" onClick={() => go(7)}>
          {t('weekAfter')}
        </button>
      </div>
      {duties.length === 0 ? (
        <EmptyState title={t('noRoster')}>{t('noRosterNext')}</EmptyState>
      ) : (
        <>
          <DutyGrid
            weeks={weeks}
            settings={settings}
            monday={monday}
            minute={monday === now.monday ? now.minute : null}
          />
          <section class="duty-gaps" data-testid="duty-gaps">
            <h3>{t('gapHead')}</h3>
            {hasGaps ? (
              <>
                <ul>
                  {weeks
                    .filter(({ gaps }) => gaps.length > 0)
                    .map((week) => (
                      <li key={`${week.role} ${week.seat}`}>
                        {t('gapOf', {
                          post: postWords(week, settings),
                          times: week.gaps.map(stretchWords).join('；'),
                        })}
                      </li>
                    ))}
                </ul>
                <p class="dim">{t('gapExplained')}</p>
              </>
            ) : (
              <p class="dim">{t('noGap')}</p>
            )}
          </section>
        </>
      )}
      <Duties settings={settings} change={(duty) => (asked.value = { duty })} />
      <Seats settings={settings} nameOf={(code) => placeName(areas, code)} />
      {asked.value !== null && (
        <DutyDialog duty={asked.value.duty} settings={settings} onClose={() => (asked.value = null)} />
      )}
    </>
  );
}

function Duties({ settings, change }: { settings: DeskSettings; change: (duty: Duty | null) => void }) {
  const { duties, shifts, recipients } = settings;
  const mayChange = may('rules');
  return (
    <section>
      <div class="section-head">
        <h2>{t('duties')}</h2>
        <span class="spring" />
        {mayChange && (
          <button
            type="button"
            disabled={shifts.length === 0 || recipients.length === 0}
            onClick={() => change(null)}
          >
            {t('addDuty')}
          </button>
        )}
      </div>
      {duties.length > 0 && (
        <div class="card table-scroll">
          <table class="table" data-testid="duties">
            <thead>
              <tr>
                <th>{t('role')}</th>
                <th>{t('who')}</th>
                <th>{t('shift')}</th>
                <th>{t('days')}</th>
                <th>{t('dates')}</th>
                {mayChange && <th />}
              </tr>
            </thead>
            <tbody>
              {duties.map((duty) => (
                <tr key={JSON.stringify(duty)}>
                  <td>{postWords(duty, settings)}</td>
                  <td>
                    <strong>{nameOf(recipients, duty.recipient)}</strong>
                  </td>
                  <td>{nameOf(shifts, duty.shift)}</td>
                  <td>{daysWords(duty.days)}</td>
                  <td>
                    {duty.fromDate === null && duty.toDate === null ? (
                      <span class="dim">{t('always')}</span>
                    ) : (
                      `${duty.fromDate ?? '…'} – ${duty.toDate ?? '…'}`
                    )}
                  </td>
                  {mayChange && (
                    <td class="number">
                      <button type="button" onClick={() => change(duty)}>
                        {t('change')}
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Seats({ settings, nameOf }: { settings: DeskSettings; nameOf: (code: string) => string }) {
  return (
    <section>
      <h2>{t('seats')}</h2>
      <ul class="seat-list">
        {settings.seats.map(({ id, name, areas, kinds: of }) => (
          <li key={id}>
            <strong>{say(name)}</strong> <span class="dim">{id}</span>
            <span>
              {t('watches')}{' '}
              {listed([...areas.map(nameOf), ...of.map((kind) => say(kinds[kind].label))]) || t('everything')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf(list: readonly { readonly id: string; readonly name: Text }[], id: string): string {
  const found = list.find((each) => each.id === id);
  return found === undefined ? id : say(found.name);
}

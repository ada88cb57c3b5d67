import type { Flood } from '../../../domain/figures.ts';
import { clock } from '../live/live-store.ts';
import { useAnswer } from '../parts/answer.tsx';
import { formatMoment } from '../parts/format.ts';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { reportsApi } from './reports-api.ts';

/** Times in which a seat had more than it can bear. */
export function FloodTable({ floods }: { floods: readonly Flood[] }) {
  const seats = useAnswer('seats', reportsApi.seats);
  if (floods.length === 0) return <p class="dim">{t('noFloods')}</p>;
  const nameOf = (id: string): string => {
    const found = seats.value?.seats.find((seat) => seat.id === id);
    return found === undefined ? (id === 'none' ? t('noSeat') : id) : say(found.name);
  };
  return (
    <div class="table-scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('seat')}</th>
            <th scope="col">{t('floodFrom')}</th>
            <th scope="col">{t('floodTo')}</th>
            <th scope="col" class="number">
              {t('alerts')}
            </th>
          </tr>
        </thead>
        <tbody>
          {floods.map(({ seat, from, to, alerts }) => (
            <tr key={`${seat} ${from}`}>
              <td>{nameOf(seat)}</td>
              <td>{formatMoment(from, clock.value)}</td>
              <td>{to === null ? t('stillGoing') : formatMoment(to, clock.value)}</td>
              <td class="number">{alerts}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

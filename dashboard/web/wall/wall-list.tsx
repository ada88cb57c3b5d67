import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ForecastMark } from '../forecasts/forecast-mark.tsx';
import { clock, openAlerts, openIncidents } from '../live/live-store.ts';
import type { Thing } from '../map/things.ts';
import { formatAge } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { language, say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { areaPlace, coarsePlace, fitRows, needsSomebody } from './wall-rows.ts';

/** What is unacknowledged or critical, as many lines as there is room for; the rest is told by count. */
export function WallList() {
  const box = useRef<HTMLDivElement>(null);
  const lines = useLines(box);
  const things = needsSomebody(openAlerts.value, openIncidents.value);
  const { shown, hidden, hiddenCount } = fitRows(things, lines);
  return (
    <section class="wall-waiting" aria-label={t('waiting')}>
      <div ref={box} class="wall-lines">
        {things.length === 0 && (
          <div class="wall-nothing">
            <p>{t('nothing')}</p>
            <p class="dim">{t('nothingNext')}</p>
          </div>
        )}
        <ol>
          {shown.map((thing) => (
            <Row key={thing.id} thing={thing} />
          ))}
        </ol>
        {hiddenCount > 0 && (
          <p class="wall-more">
            {t('moreShort', { n: hiddenCount })}
            {hidden.map(({ severity, count }) => (
              <span key={severity} class="wall-more-count">
                <SeverityMark severity={severity} /> {count}
              </span>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}

/** The largest unit alone: from afar, and beside a title, less is more. */
function wallAge(age_ms: number): string {
  const [largest = ''] = formatAge(age_ms, language.value).split(/(?<=分|小时|天|min|h|d)/);
  return largest;
}

function Row({ thing }: { thing: Thing }) {
  return (
    <li class={thing.isUnacknowledged ? 'wall-row new' : 'wall-row'} data-thing={thing.id}>
      <SeverityMark severity={thing.severity} hollow={!thing.isUnacknowledged} />
      <span class="wall-row-title">
        {say(thing.title)}
        {thing.alertIds.length > 1 && <span class="dim"> ×{thing.alertIds.length}</span>}
      </span>
      <strong class="wall-row-age">{wallAge(clock.value - thing.since)}</strong>
      <span class="wall-row-place dim">
        {thing.countdown !== null && <ForecastMark over={clock.value > thing.countdown.to} />}
        {!thing.isUnacknowledged && <span class="wall-seen">{t('seen')}</span>}
        {say(thing.alertIds.length > 1 ? areaPlace(thing.place) : coarsePlace(thing.place))}
      </span>
    </li>
  );
}

/** How many rows the box holds; a row's height is a variable of the style, in shares of the picture. */
function useLines(box: { readonly current: HTMLElement | null }): number {
  const lines = useSignal(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const row_px = Number.parseFloat(getComputedStyle(element).getPropertyValue('line-height'));
      lines.value = Math.max(1, Math.floor(element.clientHeight / row_px));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return lines.value;
}

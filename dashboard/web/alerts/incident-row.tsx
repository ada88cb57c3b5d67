import type { Severity } from '../../../domain/severity.ts';
import type { LiveIncident } from '../../live-protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLine } from '../parts/place-line.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { incidentPath, withFilters } from '../shell/router.ts';
import { Blink } from './blink.tsx';
import { listWords } from './list-phrases.ts';
import { RowAge } from './row-age.tsx';
import { RowFrame, type RowPlace } from './row-frame.tsx';
import { RowViewers } from './row-viewers.tsx';

export interface IncidentRowProps extends RowPlace {
  readonly incident: LiveIncident;
  /** Of its alerts that the list shows. */
  readonly alertCount: number;
  readonly unacknowledged: number;
  readonly worst: Severity;
  /** All of its alerts ended while the row was held. */
  readonly isGone: boolean;
  readonly isExpanded: boolean;
}

/** An incident in the list: one thing that happened, however many alerts tell of it. */
export function IncidentRow(props: IncidentRowProps) {
  const { incident, alertCount, unacknowledged, worst, isGone, isExpanded, ...place } = props;
  const waits = unacknowledged > 0;
  const { deviceCount, siteCount } = incident;
  return (
    <RowFrame
      {...place}
      incidentId={incident.id}
      isGone={isGone}
      waits={waits ? worst : null}
      isExpanded={isExpanded}
      mark={
        <>
          <SeverityMark severity={worst} hollow={!waits} word />
          {waits && <Blink />}
        </>
      }
      what={
        <>
          <p class="line-head">
            <a class="row-title" href={withFilters(incidentPath(incident.id))} tabIndex={-1}>
              {say(incident.title)}
            </a>
            <span class="row-counts">
              <strong>{listWords('alertsN', { n: alertCount })}</strong>
              <span class="dim">
                {' · '}
                {listWords('devicesN', { n: deviceCount })}
                {siteCount > 1 && ` · ${listWords('sitesN', { n: siteCount })}`}
              </span>
            </span>
            <RowViewers subject={`incident:${incident.id}`} />
          </p>
          <PlaceLine place={incident.place} />
        </>
      }
      side={
        <>
          <RowAge since={incident.openedAt} />
          <ul class="row-state">
            {waits && <li class="tone-alert">{listWords('unacknowledgedN', { n: unacknowledged })}</li>}
          </ul>
        </>
      }
      action={
        <button
          class={isExpanded ? 'row-expand is-expanded' : 'row-expand'}
          type="button"
          tabIndex={-1}
          aria-expanded={isExpanded}
          aria-label={listWords(isExpanded ? 'collapse' : 'expand')}
          data-act="expand"
        >
          <Icon name="expand" />
        </button>
      }
    />
  );
}

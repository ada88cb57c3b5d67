import type { ServiceMark } from '../../../domain/alert.ts';
import { figureDefinitions } from '../../../domain/figure-definitions.ts';
import type { FigureName } from '../../../domain/figures.ts';
import type { HandoverSheet } from '../../../domain/handover.ts';
import type { PlanRun } from '../../../domain/plan.ts';
import { FigureCell } from '../parts/figure-cell.tsx';
import { formatMoment } from '../parts/format.ts';
import { say } from '../shell/language.ts';
import { t } from './phrases.ts';
import { sheetColumns } from './sheet-columns.tsx';
import { SheetCounts } from './sheet-counts.tsx';
import { SheetList } from './sheet-list.tsx';

const figuresShown: readonly FigureName[] = [
  'alertsPerTenMinutesMean',
  'alertsPerTenMinutesMax',
  'floodShare',
  'acknowledgeMedian_s',
  'unacknowledged',
];

/** What is known beside the sheet while the shift goes on; a signed sheet has none of it. */
export interface BesideSheet {
  /** Null: not known now. */
  readonly planRuns: readonly PlanRun[] | null;
  readonly marks: readonly ServiceMark[] | null;
}

/** What a shift leaves to the next: what nobody has answered first. */
export function Sheet({ sheet, beside }: { sheet: HandoverSheet; beside: BesideSheet | null }) {
  const { shift, at, figures, cases, missing } = sheet;
  const columns = sheetColumns(at);
  const late = cases?.items.filter(({ overdueSince }) => overdueSince !== null).length ?? 0;
  return (
    <article class="handover-sheet">
      {shift.id === null && <p class="dim">{t('noShift')}</p>}
      {missing.length > 0 && (
        <p class="handover-missing">
          <strong>{t('missing')}</strong> {missing.map(say).join(' · ')}
        </p>
      )}
      <SheetCounts sheet={sheet} beside={beside} />
      <SheetList
        id="unacknowledged"
        title={t('unacknowledged')}
        list={sheet.unacknowledged}
        columns={columns.alert}
      />
      <SheetList id="open" title={t('open')} list={sheet.open} columns={columns.seen} />
      <SheetList
        id="cases"
        title={t('cases')}
        note={late > 0 ? t('casesLate', { n: late }) : undefined}
        list={cases}
        columns={columns.cases}
      />
      {beside !== null && (
        <SheetList
          id="planRuns"
          title={t('planRuns')}
          list={listOf(beside.planRuns)}
          columns={columns.planRun}
        />
      )}
      <SheetList id="shelved" title={t('shelved')} list={sheet.shelved} columns={columns.muted} />
      {beside !== null && (
        <SheetList
          id="devices"
          title={t('outOfService')}
          list={listOf(beside.marks)}
          columns={columns.mark}
        />
      )}
      <SheetList
        id="outOfService"
        title={t('outOfServiceAlerts')}
        list={sheet.outOfService}
        columns={columns.muted}
      />
      <SheetList id="suppressed" title={t('suppressed')} list={sheet.suppressed} columns={columns.muted} />
      <SheetList id="incidents" title={t('incidents')} list={sheet.incidents} columns={columns.incident} />
      <section class="handover-section" aria-label={t('figures')}>
        <h2>{t('figures')}</h2>
        <dl class="handover-figures">
          {figuresShown.map((name) => (
            <div key={name}>
              <dt>{say(figureDefinitions[name].label)}</dt>
              <dd>
                <FigureCell name={name} figure={figures.total.figures[name]} />
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('floods')}</dt>
            <dd>
              {figures.floods.length === 0
                ? t('none')
                : figures.floods.map(({ seat, from, to, alerts }) => (
                    <span key={`${seat} ${from}`} class="handover-flood">
                      {t('floodLine', {
                        from: formatMoment(from, at),
                        to: to === null ? t('stillGoing') : formatMoment(to, at),
                        n: alerts,
                      })}
                    </span>
                  ))}
            </dd>
          </div>
        </dl>
      </section>
    </article>
  );
}

function listOf<T>(items: readonly T[] | null) {
  return items === null ? null : { count: items.length, items };
}

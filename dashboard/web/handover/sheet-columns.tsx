import type { ServiceMark } from '../../../domain/alert.ts';
import type { HandoverAlert, HandoverCase, HandoverIncident } from '../../../domain/handover.ts';
import type { PlanRun } from '../../../domain/plan.ts';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { alertPath, casePath, devicePath, incidentPath } from '../shell/router.ts';
import { t } from './phrases.ts';
import type { SheetColumn } from './sheet-list.tsx';

/** The columns of the sheet's lists. `at`: when the sheet was made, so that its times are said against that day. */
export function sheetColumns(at: number) {
  const when = (time: number): string => formatMoment(time, at).slice(0, -3);

  const alert: readonly SheetColumn<HandoverAlert>[] = [
    {
      title: t('severity'),
      isNarrow: true,
      cell: ({ displayedSeverity, operator }) => (
        <SeverityMark severity={displayedSeverity} hollow={operator !== 'unacknowledged'} word />
      ),
    },
    {
      title: t('alert'),
      cell: ({ id, title, place }) => (
        <>
          <a href={alertPath(id)}>{say(title)}</a>
          <span class="dim handover-place">{say(place)}</span>
        </>
      ),
    },
    { title: t('since'), isNarrow: true, cell: ({ raisedAt }) => when(raisedAt) },
    {
      title: t('state'),
      isNarrow: true,
      cell: ({ condition, latch }) => (
        <>
          {condition === 'unknown' ? (
            <span class="handover-unknown">{t('conditionUnknown')}</span>
          ) : (
            t(condition === 'active' ? 'conditionActive' : 'conditionNormal')
          )}
          {latch === 'latched' && <span class="dim"> · {t('latched')}</span>}
        </>
      ),
    },
  ];
  const seen: readonly SheetColumn<HandoverAlert>[] = [
    {
      title: t('acknowledged'),
      isNarrow: true,
      cell: ({ acknowledgedAt, acknowledgedBy }) =>
        acknowledgedAt === null ? '' : `${when(acknowledgedAt)} ${acknowledgedBy ?? ''}`,
    },
    {
      title: t('who'),
      cell: ({ assignee, operator }) =>
        assignee ??
        (operator === 'acknowledged' ? (
          <span class="handover-untouched">{t('untouched')}</span>
        ) : (
          t('nobody')
        )),
    },
  ];
  const muted: readonly SheetColumn<HandoverAlert>[] = [
    {
      title: t('until'),
      isNarrow: true,
      cell: ({ suppressed }) =>
        typeof suppressed?.until === 'number' ? when(suppressed.until) : t('byHand'),
    },
    {
      title: t('reason'),
      cell: ({ suppressed }) =>
        suppressed === null
          ? ''
          : [suppressed.reason, suppressed.workOrder, suppressed.by]
              .filter((word) => word !== null && word !== '')
              .join(' · '),
    },
  ];
  const mark: readonly SheetColumn<ServiceMark>[] = [
    { title: t('device'), cell: ({ deviceId }) => <a href={devicePath(deviceId)}>{deviceId}</a> },
    { title: t('since'), isNarrow: true, cell: ({ since }) => when(since) },
    { title: t('until'), isNarrow: true, cell: ({ until }) => (until === null ? t('byHand') : when(until)) },
    {
      title: t('reason'),
      cell: ({ reason, workOrder, by }) => [reason, t('workOrder', { order: workOrder }), by].join(' · '),
    },
  ];
  const cases: readonly SheetColumn<HandoverCase>[] = [
    {
      title: t('severity'),
      isNarrow: true,
      cell: ({ severity }) => <SeverityMark severity={severity} hollow word />,
    },
    {
      title: t('case'),
      cell: ({ id, number, title }) => (
        <>
          <a href={casePath(id)}>{title}</a> <span class="dim handover-place">{number}</span>
        </>
      ),
    },
    { title: t('step'), isNarrow: true, cell: ({ step }) => t(`step-${step}`) },
    { title: t('who'), cell: ({ assignee }) => assignee ?? t('nobody') },
    {
      title: t('due'),
      isNarrow: true,
      cell: ({ overdueSince, hold, dueAt }) =>
        overdueSince !== null ? (
          <span class="handover-late">{t('late', { time: when(overdueSince) })}</span>
        ) : hold !== null ? (
          t('onHold', { time: when(hold.until) })
        ) : dueAt === null ? (
          '–'
        ) : (
          when(dueAt)
        ),
    },
  ];
  const incident: readonly SheetColumn<HandoverIncident>[] = [
    {
      title: t('severity'),
      isNarrow: true,
      cell: ({ severity, unacknowledgedCount }) => (
        <SeverityMark severity={severity} hollow={unacknowledgedCount === 0} word />
      ),
    },
    { title: t('incident'), cell: ({ id, title }) => <a href={incidentPath(id)}>{say(title)}</a> },
    { title: t('since'), isNarrow: true, cell: ({ openedAt }) => when(openedAt) },
    {
      title: t('alerts'),
      isNarrow: true,
      cell: ({ alertCount, openCount }) => (
        <>
          {alertCount} <span class="dim">{openCount > 0 && t('openOnes', { n: openCount })}</span>
        </>
      ),
    },
    {
      title: t('state'),
      isNarrow: true,
      cell: ({ closedAt }) => (closedAt === null ? t('going') : t('ended', { time: when(closedAt) })),
    },
  ];
  const planRun: readonly SheetColumn<PlanRun>[] = [
    {
      title: t('plan'),
      cell: ({ id, plan }) => <a href={`/plan-runs/${encodeURIComponent(id)}`}>{say(plan.title)}</a>,
    },
    {
      title: t('startedBy'),
      isNarrow: true,
      cell: ({ startedAt, startedBy }) => `${when(startedAt)} ${startedBy}`,
    },
    {
      title: t('state'),
      cell: ({ steps }) => {
        const late = steps.filter(({ state, lateSince }) => state === 'open' && lateSince !== null).length;
        const done = steps.filter(({ state }) => state === 'done').length;
        return (
          <>
            {t('stepsDone', { done, all: steps.length })}{' '}
            {late > 0 && <span class="handover-late">{t('stepsLate', { n: late })}</span>}
          </>
        );
      },
    },
  ];
  return { alert, seen: [...alert, ...seen], muted: [...alert, ...muted], mark, cases, incident, planRun };
}

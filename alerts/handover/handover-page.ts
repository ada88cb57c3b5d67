import type {
  Handover,
  HandoverAlert,
  HandoverCase,
  HandoverIncident,
  HandoverList,
  HandoverSheet,
} from '../../domain/handover.ts';
import { severities } from '../../domain/severity.ts';
import type { Language } from '../../domain/text.ts';
import { toFloods, toMissing, toRows, toSummary } from '../reports/figure-tables.ts';
import { toTime } from '../reports/format.ts';
import { markup, type Html } from '../reports/html.ts';
import { toPage, toTable, type Column } from '../reports/page.ts';
import { handoverWords } from './handover-words.ts';

/** A sheet to be printed and signed: the present one, or one that was signed over. */
export function toHandoverPage(
  sheet: HandoverSheet,
  { handover, language }: { readonly handover: Handover | null; readonly language: Language },
): string {
  const say = wordsIn(language);
  const { shift, figures } = sheet;
  const { timeZone } = figures;
  const when = (at: number | null): string => (at === null ? '' : toTime(at, timeZone));
  const section = <T>(
    title: keyof typeof handoverWords,
    list: HandoverList<T> | null,
    columns: Column<T>[],
  ): Html =>
    markup`<h2>${say(title)}${list === null ? null : `  ${list.count}`}</h2>
      ${
        list === null
          ? markup`<p class="note">${say('unknown')}</p>`
          : toTable(columns, list.items, say('nothing'))
      }${list !== null && list.count > list.items.length ? markup`<p class="note">${say('further')}: ${list.count - list.items.length}</p>` : null}`;
  const severityOf = (level: number): string =>
    severities.find((one) => one.level === level)?.label[language] ?? '';

  const alert: Column<HandoverAlert>[] = [
    {
      title: say('severity'),
      cell: (one) => `${one.displayedSeverity} ${severityOf(one.displayedSeverity)}`,
    },
    { title: say('alert'), cell: (one) => one.title[language] },
    { title: say('place'), cell: (one) => one.place[language] },
    { title: say('since'), cell: (one) => when(one.raisedAt) },
    { title: say('condition'), cell: (one) => say(one.condition) },
  ];
  const seen: Column<HandoverAlert> = {
    title: say('acknowledged'),
    cell: (one) =>
      one.acknowledgedAt === null ? '' : `${when(one.acknowledgedAt)} ${one.acknowledgedBy ?? ''}`,
  };
  const muted: Column<HandoverAlert>[] = [
    {
      title: say('until'),
      cell: (one) => (one.suppressed?.until === null ? say('byHand') : when(one.suppressed?.until ?? null)),
    },
    {
      title: say('reason'),
      cell: ({ suppressed }) =>
        suppressed === null
          ? ''
          : [suppressed.reason, suppressed.workOrder, suppressed.by]
              .filter((word) => word !== null)
              .join(' · '),
    },
  ];
  const cases: Column<HandoverCase>[] = [
    { title: say('number'), cell: (one) => one.number },
    { title: say('case'), cell: (one) => one.title },
    { title: say('step'), cell: (one) => say(one.step) },
    { title: say('assignee'), cell: (one) => one.assignee ?? '' },
    {
      title: say('due'),
      cell: (one) =>
        one.overdueSince === null
          ? when(one.hold?.until ?? one.dueAt)
          : markup`<span class="exceeded">${say('overdue')} ${when(one.overdueSince)}</span>`,
    },
  ];
  const incidents: Column<HandoverIncident>[] = [
    { title: say('incident'), cell: (one) => one.title[language] },
    { title: say('since'), cell: (one) => when(one.openedAt) },
    { title: say('closed'), cell: (one) => when(one.closedAt) },
    { title: say('alerts'), isNumber: true, cell: (one) => one.alertCount },
    { title: say('openOnes'), isNumber: true, cell: (one) => one.openCount },
  ];

  return toPage({
    language,
    title: `${say('title')} ${shift.name[language]} ${when(shift.from)}`,
    body: [
      markup`<header>
        <h1>${say('title')}</h1>
        <p>${shift.name[language]} ${when(shift.from)} – ${when(shift.to)}</p>
        <p class="note">${say('asOf')} ${when(sheet.at)} (${timeZone})</p>
      </header>`,
      handover === null
        ? null
        : markup`<h2>${say('remarks')}</h2>
            <p class="remarks">${handover.remarks === '' ? say('nothing') : handover.remarks}</p>`,
      toMissing(sheet.missing, language),
      section('unacknowledged', sheet.unacknowledged, alert),
      section('open', sheet.open, [...alert, seen]),
      section('shelved', sheet.shelved, [...alert, ...muted]),
      section('outOfService', sheet.outOfService, [...alert, ...muted]),
      section('suppressed', sheet.suppressed, [...alert, ...muted]),
      section('cases', sheet.cases, cases),
      section('incidents', sheet.incidents, incidents),
      markup`<h2>${say('floods')}</h2>`,
      toFloods(figures.floods, { language, timeZone }),
      markup`<h2>${say('figures')}</h2>`,
      toRows(
        figures.groups,
        [
          'alertsPerTenMinutesMean',
          'alertsPerTenMinutesMax',
          'floodShare',
          'acknowledgeMedian_s',
          'unacknowledged',
        ],
        { language, title: say('seat'), empty: say('nothing') },
      ),
      toSummary(figures.total, null, language),
      markup`<p class="note">${say('noPersons')}</p>`,
      signatures(handover, { say, when }),
    ],
  });
}

type Say = (word: keyof typeof handoverWords) => string;

function wordsIn(language: Language): Say {
  return (word) => handoverWords[word][language];
}

function signatures(
  handover: Handover | null,
  { say, when }: { readonly say: Say; readonly when: (at: number | null) => string },
): Html {
  if (handover === null) {
    return markup`<div class="sign">
      <div>${say('givenBy')}</div>
      <div>${say('takenBy')}</div>
    </div>`;
  }
  const { givenBy, givenTo, givenAt, takenBy, takenAt, takenRemarks } = handover;
  return markup`<div class="sign">
      <div>${say('givenBy')}: ${givenBy}<br />${when(givenAt)}</div>
      <div>
        ${say('takenBy')}: ${takenBy === null ? `${givenTo} (${say('notYet')})` : takenBy}<br />${when(takenAt)}
      </div>
    </div>
    ${takenRemarks === '' ? null : markup`<p class="remarks">${takenRemarks}</p>`}`;
}

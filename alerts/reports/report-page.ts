import type { DetectorRecord, FigureRow, FigureSource } from '../../domain/figures.ts';
import { findings } from '../../domain/alert.ts';
import type { Report, ReportChannel, ReportForecast, ReportSilence } from '../../domain/report.ts';
import { severities } from '../../domain/severity.ts';
import type { Language } from '../../domain/text.ts';
import { toBars, toLine } from './charts.ts';
import { toFloods, toMissing, toRows, toSummary } from './figure-tables.ts';
import { toDuration, toNumber, toPercent, toTime } from './format.ts';
import { markup, type Html } from './html.ts';
import { toPage, toTable } from './page.ts';
import { reportWords } from './report-words.ts';

const fills = ['#b42318', '#d9730d', '#d4a900', '#2f6fb5'] as const;
/** Of severities 1 to 4, what the mix should be. */
const mix = ['≤ 5 %', '≤ 15 %', '≥ 80 %', '≥ 80 %'] as const;

/** A report as a page for A4. */
export function toReportPage(report: Report, language: Language): string {
  const say = (word: keyof typeof reportWords): string => reportWords[word][language];
  const { kind, from, to, madeAt, content } = report;
  const { timeZone, total } = content;
  const title = `${say(kind)} ${toTime(from, timeZone).slice(0, 10)}`;
  const rows = (word: keyof typeof reportWords) => ({ language, title: say(word), empty: say('nothing') });
  return toPage({
    language,
    title,
    body: [
      markup`<header>
        <h1>${say(kind)}</h1>
        <p>${toTime(from, timeZone)} – ${toTime(to, timeZone)}</p>
        <p class="note">${say('centre')} ${say('madeAt')} ${toTime(madeAt, timeZone)} (${timeZone})</p>
      </header>`,
      toMissing(content.missing, language),
      markup`<h2>${say('summary')}</h2>`,
      toSummary(total, content.before, language),
      markup`<p class="note">${say('legend')}</p>`,
      content.days.length > 1 ? trends(content.days, language) : null,
      markup`<h2>${say('severity')}</h2>`,
      severityTable(total, language),
      markup`<h2>${say('seats')}</h2>`,
      toRows(
        content.seats,
        ['alertsPerDay', 'floodShare', 'acknowledgeMedian_s', 'acknowledgeP90_s', 'unacknowledged'],
        rows('seats'),
      ),
      markup`<h2>${say('shifts')}</h2>`,
      toRows(
        content.shifts,
        [
          'alertsPerTenMinutesMean',
          'floodShare',
          'acknowledgeMedian_s',
          'acknowledgeP90_s',
          'unacknowledged',
        ],
        rows('shifts'),
      ),
      markup`<h2>${say('areas')}</h2>`,
      areaTable(content.areas, language),
      markup`<p class="note">${say('areaNote')}</p>
        <h2>${say('kinds')}</h2>`,
      toRows(
        content.kinds,
        ['highSeverityShare', 'falseAlarmShare', 'acknowledgeMedian_s', 'muted'],
        rows('kinds'),
      ),
      markup`<h2>${say('rules')}</h2>`,
      toRows(
        content.rules,
        ['highSeverityShare', 'falseAlarmShare', 'chattering', 'fleeting'],
        rows('rules'),
      ),
      markup`<h2>${say('sources')}</h2>`,
      sourceTable(total, language),
      markup`<h2>${say('falseAlarms')}</h2>`,
      findingTable(total, language),
      detectorTable(content.detectors, language),
      markup`<h2>${say('forecasts')}</h2>`,
      forecastTable(content.forecasts, language),
      markup`<h2>${say('floods')}</h2>`,
      toFloods(content.floods, { language, timeZone }),
      markup`<h2>${say('channels')}</h2>`,
      content.channels === null
        ? markup`<p class="note">${say('notKnown')}</p>`
        : channelTable(content.channels, language),
      markup`<h2>${say('silences')}</h2>`,
      silenceTable(content.silences, { language, timeZone, to: Math.min(to, madeAt) }),
      markup`<footer>${say('centre')}</footer>`,
    ],
  });
}

function trends(days: readonly FigureRow[], language: Language): Html {
  const bars = days.map((row) => ({
    label: label(row),
    parts: row.bySeverity.map((value, index) => ({ value, fill: fills[index] ?? '#555' })),
  }));
  const points = days.map((row) => ({ label: label(row), value: row.figures.acknowledgeMedian_s.value }));
  const title = reportWords.trend[language];
  const acknowledge = reportWords.acknowledge[language];
  return markup`<h2>${title}</h2>
    <figure>
      ${toBars({ bars, title, limit: null })}
      <figcaption>${reportWords.bySeverity[language]}</figcaption>
    </figure>
    <h2>${acknowledge}</h2>
    <figure>
      ${toLine({ points, title: acknowledge, toText: (value) => toNumber(Math.round(value), language) })}
    </figure>`;
}

/** `11-21` of `2026-11-21`. */
function label({ key }: FigureRow): string {
  return key.slice(5);
}

function severityTable({ bySeverity, announced }: FigureRow, language: Language): Html {
  return toTable(
    [
      { title: reportWords.severity[language], cell: ({ level, label }) => `${level} ${label[language]}` },
      {
        title: reportWords.count[language],
        isNumber: true,
        cell: ({ level }) => toNumber(bySeverity[level - 1] ?? 0, language),
      },
      {
        title: reportWords.share[language],
        isNumber: true,
        cell: ({ level }) =>
          announced === 0 ? '' : toPercent((bySeverity[level - 1] ?? 0) / announced, language),
      },
      {
        title: reportWords.should[language],
        isNumber: true,
        cell: ({ level }) => `${mix[level - 1]}${level > 2 ? ' (3+4)' : ''}`,
      },
    ],
    severities,
    '',
  );
}

function areaTable(areas: readonly FigureRow[], language: Language): Html {
  const closed = ({ figures }: FigureRow): string =>
    figures.closedInTimeShare.gap === 'away' ? '—' : toNumber(figures.closedInTimeShare.base, language);
  const late = ({ figures }: FigureRow): string => {
    const { value, base } = figures.closedInTimeShare;
    return value === null ? '' : toNumber(Math.round(base * (1 - value)), language);
  };
  const names = ['acknowledgeMedian_s', 'falseAlarmShare', 'dispatchMedian_min', 'arriveMedian_min'] as const;
  const main = toRows(areas, names, {
    language,
    title: reportWords.name[language],
    empty: reportWords.nothing[language],
  });
  const worked = areas.filter(({ figures }) => figures.closedInTimeShare.base > 0);
  if (worked.length === 0) return main;
  return markup`${main}${toTable(
    [
      { title: reportWords.name[language], cell: (row: FigureRow) => row.name[language] },
      { title: reportWords.closed[language], isNumber: true, cell: closed },
      { title: reportWords.late[language], isNumber: true, cell: late },
      {
        title: reportWords.share[language],
        isNumber: true,
        cell: ({ figures }) => toPercent(figures.closedInTimeShare.value ?? 0, language),
      },
    ],
    worked,
    '',
  )}`;
}

function sourceTable({ sources, announced }: FigureRow, language: Language): Html {
  return toTable(
    [
      { title: reportWords.source[language], cell: ({ scopeId }: FigureSource) => scopeId },
      { title: reportWords.rule[language], cell: ({ ruleId }) => ruleId },
      { title: reportWords.count[language], isNumber: true, cell: ({ count }) => toNumber(count, language) },
      {
        title: reportWords.share[language],
        isNumber: true,
        cell: ({ count }) => toPercent(count / announced, language),
      },
    ],
    sources,
    reportWords.nothing[language],
  );
}

function findingTable({ findings: counts }: FigureRow, language: Language): Html {
  return toTable(
    [
      { title: reportWords.finding[language], cell: (finding) => reportWords[finding][language] },
      {
        title: reportWords.count[language],
        isNumber: true,
        cell: (finding) => toNumber(counts[finding] ?? 0, language),
      },
    ],
    findings.filter((finding) => counts[finding] !== undefined),
    reportWords.nothing[language],
  );
}

function detectorTable(detectors: readonly DetectorRecord[], language: Language): Html {
  return toTable(
    [
      { title: reportWords.detector[language], cell: ({ place }: DetectorRecord) => place[language] },
      { title: reportWords.rule[language], cell: ({ ruleId }) => ruleId },
      { title: reportWords.judged[language], isNumber: true, cell: ({ judged }) => judged },
      { title: reportWords.falseOnes[language], isNumber: true, cell: (one) => one.false },
      {
        title: reportWords.interval[language],
        isNumber: true,
        cell: ({ falseShare, low, high }) =>
          falseShare === null || low === null || high === null
            ? ''
            : `${toPercent(falseShare, language)} (${Math.round(low * 100)}–${Math.round(high * 100)})`,
      },
      { title: reportWords.verdict[language], cell: ({ verdict }) => reportWords[verdict][language] },
      {
        title: reportWords.advice[language],
        cell: ({ advice }) => advice.map((one) => one[language]).join(' '),
      },
    ],
    detectors,
    reportWords.nothing[language],
  );
}

function forecastTable(forecasts: readonly ReportForecast[], language: Language): Html {
  return toTable(
    [
      { title: reportWords.rule[language], cell: ({ ruleId }: ReportForecast) => ruleId },
      { title: reportWords.of[language], isNumber: true, cell: ({ count }) => toNumber(count, language) },
      {
        title: reportWords.cameTrue[language],
        isNumber: true,
        cell: ({ cameTrue, count }) => `${cameTrue} (${toPercent(cameTrue / count, language)})`,
      },
      {
        title: reportWords.lead[language],
        isNumber: true,
        cell: ({ medianLead_s }) => (medianLead_s === null ? '' : toDuration(medianLead_s, language)),
      },
    ],
    forecasts,
    reportWords.nothing[language],
  );
}

function channelTable(channels: readonly ReportChannel[], language: Language): Html {
  return toTable(
    [
      { title: reportWords.channel[language], cell: ({ channelId }: ReportChannel) => channelId },
      { title: reportWords.sent[language], isNumber: true, cell: ({ sent }) => toNumber(sent, language) },
      {
        title: reportWords.failed[language],
        isNumber: true,
        cell: ({ failed }) => (failed === 0 ? '0' : markup`<span class="missed">${failed}</span>`),
      },
    ],
    channels,
    reportWords.nothing[language],
  );
}

function silenceTable(
  silences: readonly ReportSilence[],
  { language, timeZone, to }: { readonly language: Language; readonly timeZone: string; readonly to: number },
): Html {
  return toTable(
    [
      { title: reportWords.detector[language], cell: ({ place }: ReportSilence) => place[language] },
      { title: reportWords.since[language], cell: ({ since }) => toTime(since, timeZone) },
      {
        title: reportWords.lasting[language],
        isNumber: true,
        cell: ({ since }) => toDuration((to - since) / 1000, language),
      },
    ],
    silences,
    reportWords.nothing[language],
  );
}

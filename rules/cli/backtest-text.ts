import { severities } from '../../domain/severity.ts';
import type { BacktestAlert, BacktestForecasts } from '../backtest-alerts.ts';
import { medianOf, toChinaTime, toCountText, toDailyCounts, toEnding, toSubject } from './backtest-report.ts';
import type { BacktestReport, RuleRow } from './backtest-report.ts';
import { toSparkline } from './sparkline.ts';

const plotWidth = 40;

/** The report for a terminal. `list_max`: so many alerts are listed of each list. */
export function toBacktestText(report: BacktestReport, { list_max }: { readonly list_max: number }): string {
  const { result, days, knownEvents, comparison } = report;
  const { readings, devices, deviceDays, span, alertsLeftOut } = result;
  if (span === null) return 'No readings.';
  const stretch = `${toChinaTime(span.from)} to ${toChinaTime(span.to)} (China time)`;
  const known = knownEvents === 0 ? 'no known events' : `${knownEvents} known events`;
  return [
    `${readings} readings of ${devices} devices, ${deviceDays} device-days, ${known}`,
    stretch,
    '',
    ...toTable(report),
    ...(comparison === null
      ? toList('Alerts', result.alerts, { list_max, leftOut: alertsLeftOut })
      : [
          ...toList('New beside the present rules', comparison.added, { list_max, leftOut: 0 }),
          ...toList('Gone beside the present rules', comparison.vanished, { list_max, leftOut: 0 }),
        ]),
    ...(days > plotWidth ? [`Each block stands for ${Math.ceil(days / plotWidth)} days.`] : []),
  ].join('\n');
}

function toTable(report: BacktestReport): readonly string[] {
  if (report.rows.length === 0) return ['No rule spoke.', ''];
  const isCompared = report.comparison !== null;
  const heading = [
    'rule',
    'alerts',
    ...(isCompared ? ['present'] : []),
    'a day',
    'confirmed',
    'forecasts that came true',
    'by day',
  ];
  const lines = report.rows.map((row) => toCells(row, report, isCompared));
  const widths = heading.map((title, index) =>
    Math.max(title.length, ...lines.map((line) => line[index]?.length ?? 0)),
  );
  const last = heading.length - 1;
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return index === 0 || index === last ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [toLine(heading), ...lines.map(toLine), ''];
}

function toCells(row: RuleRow, report: BacktestReport, isCompared: boolean): readonly string[] {
  const { tried, present } = row;
  return [
    row.ruleId,
    toCountText(tried),
    ...(isCompared ? [toCountText(present)] : []),
    ((tried?.alerts ?? 0) / Math.max(1, report.days)).toFixed(2),
    report.knownEvents === 0 ? '–' : String(tried?.confirmed ?? 0),
    toForecastText(tried?.forecasts ?? null),
    toSparkline(toDailyCounts(tried, report), plotWidth),
  ];
}

export function toForecastText(forecasts: BacktestForecasts | null): string {
  if (forecasts === null) return '–';
  const { made, cameTrue, lost, leads_s } = forecasts;
  const median_s = medianOf(leads_s);
  const lead = median_s === null ? '' : `, median lead ${Math.round(median_s)} s`;
  return `${cameTrue} of ${made}${lost === 0 ? '' : ` (${lost} lost)`}${lead}`;
}

function toList(
  title: string,
  alerts: readonly BacktestAlert[],
  { list_max, leftOut }: { list_max: number; leftOut: number },
): readonly string[] {
  const shown = alerts.slice(0, list_max);
  const rest = alerts.length - shown.length + leftOut;
  return [
    `${title}: ${alerts.length + leftOut}`,
    ...shown.map((alert) => `  ${toAlertText(alert)}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    '',
  ];
}

function toAlertText(alert: BacktestAlert): string {
  const severity = severities[alert.severity - 1]?.code ?? '';
  const forecast =
    alert.forecast === null ? '' : `  forecast, ${Math.round(100 * alert.forecast.probability)} %`;
  const confirmed = alert.isConfirmed ? '  confirmed' : '';
  const when = toChinaTime(alert.raisedAt);
  return `${when}  ${severity.padEnd(8)}  ${alert.ruleId}  ${toSubject(alert)}${forecast}  ${toEnding(alert)}${confirmed}`;
}

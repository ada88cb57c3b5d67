import { severities } from '../../domain/severity.ts';
import type { BacktestAlert } from '../backtest-alerts.ts';
import { toChinaTime, toCountText, toDailyCounts, toEnding, toSubject } from './backtest-report.ts';
import type { BacktestReport, RuleRow } from './backtest-report.ts';
import { toForecastText } from './backtest-text.ts';

/** Of each list; the page says how many there are beyond. */
const listed_max = 1_000;
const chart = { width: 480, height: 60 } as const;

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: middle; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
svg { display: block; } svg rect { fill: #3b7dd8; } svg rect.present { fill: #8888; } svg text { font-size: 10px; fill: currentColor; }
.added { color: #c2410c; } .vanished { color: #15803d; } .quiet { opacity: .7; }`;

/** The report as a page that needs nothing else: no script, no other file. */
export function toBacktestPage(report: BacktestReport, { title }: { readonly title: string }): string {
  const { result, comparison } = report;
  const lists =
    comparison === null
      ? [toList('Alerts', result.alerts, { leftOut: result.alertsLeftOut, mark: '' })]
      : [
          toList('New beside the present rules', comparison.added, { leftOut: 0, mark: 'added' }),
          toList('Gone beside the present rules', comparison.vanished, { leftOut: 0, mark: 'vanished' }),
        ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${style}
</style>
</head>
<body>
<h1>${escape(title)}</h1>
${toSummary(report)}
${toTable(report)}
${lists.join('\n')}
</body>
</html>
`;
}

function toSummary({ result, knownEvents }: BacktestReport): string {
  const { span, readings, devices, deviceDays } = result;
  if (span === null) return '<p>No readings.</p>';
  const known = knownEvents === 0 ? 'no known events' : `${knownEvents} known events`;
  return `<p>${readings} readings of ${devices} devices, ${deviceDays} device-days, ${known}.<br>
${toChinaTime(span.from)} to ${toChinaTime(span.to)}, China time.</p>`;
}

function toTable(report: BacktestReport): string {
  if (report.rows.length === 0) return '<p>No rule spoke.</p>';
  const isCompared = report.comparison !== null;
  const present = isCompared ? '<th class="number">present</th>' : '';
  return `<table>
<thead><tr><th>rule</th><th class="number">alerts</th>${present}<th class="number">a day</th>
<th class="number">confirmed</th><th>forecasts that came true</th><th>alerts by day</th></tr></thead>
<tbody>
${report.rows.map((row) => toRow(row, report, isCompared)).join('\n')}
</tbody>
</table>`;
}

function toRow(row: RuleRow, report: BacktestReport, isCompared: boolean): string {
  const { tried, present } = row;
  const perDay = ((tried?.alerts ?? 0) / Math.max(1, report.days)).toFixed(2);
  const confirmed = report.knownEvents === 0 ? '–' : String(tried?.confirmed ?? 0);
  const cells = [
    `<td><code>${escape(row.ruleId)}</code><br><span class="quiet">${escape(row.title)}</span></td>`,
    `<td class="number">${toCountText(tried)}</td>`,
    ...(isCompared ? [`<td class="number">${toCountText(present)}</td>`] : []),
    `<td class="number">${perDay}</td><td class="number">${confirmed}</td>`,
    `<td>${escape(toForecastText(tried?.forecasts ?? null))}</td>`,
    `<td>${toChart(row, report)}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** Bars by day: the tried set before the present one. */
function toChart({ ruleId, tried, present }: RuleRow, report: BacktestReport): string {
  const counts = toDailyCounts(tried, report);
  const others = report.comparison === null ? [] : toDailyCounts(present, report);
  const most = Math.max(1, ...counts, ...others);
  const step = chart.width / Math.max(1, report.days);
  const toBar =
    (kind: 'tried' | 'present') =>
    (count: number, index: number): string => {
      if (count === 0) return '';
      const height = (count / most) * (chart.height - 12);
      const width = Math.max(0.5, kind === 'present' ? step * 0.9 : step * 0.6);
      const x = (index * step).toFixed(1);
      const y = (chart.height - height).toFixed(1);
      const day = toChinaTime((report.firstDay + index) * 86_400_000 - 8 * 3_600_000).slice(0, 10);
      return `<rect class="${kind}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"><title>${day}: ${count} ${kind}</title></rect>`;
    };
  const bars = [...others.map(toBar('present')), ...counts.map(toBar('tried'))].join('');
  return `<svg viewBox="0 0 ${chart.width} ${chart.height}" width="${chart.width}" height="${chart.height}" role="img" aria-label="alerts of ${escape(ruleId)} by day"><text x="0" y="9">${most}</text>${bars}</svg>`;
}

function toList(
  title: string,
  alerts: readonly BacktestAlert[],
  { leftOut, mark }: { readonly leftOut: number; readonly mark: string },
): string {
  const rest = alerts.length + leftOut - Math.min(alerts.length, listed_max);
  const more = rest > 0 ? `<p>… and ${rest} more</p>` : '';
  return `<h2 class="${mark}">${escape(title)}: ${alerts.length + leftOut}</h2>
<table>
<thead><tr><th>raised</th><th>severity</th><th>rule</th><th>about</th><th>became</th><th></th></tr></thead>
<tbody>
${alerts.slice(0, listed_max).map(toAlertRow).join('\n')}
</tbody>
</table>
${more}`;
}

function toAlertRow(alert: BacktestAlert): string {
  const forecast =
    alert.forecast === null ? '' : ` (forecast, ${Math.round(100 * alert.forecast.probability)} %)`;
  const severity = severities[alert.severity - 1]?.code ?? '';
  const cells = [
    toChinaTime(alert.raisedAt),
    severity,
    `${alert.ruleId}${forecast}`,
    toSubject(alert),
    toEnding(alert),
    alert.isConfirmed ? 'confirmed' : '',
  ];
  return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

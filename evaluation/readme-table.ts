import type { EvaluationReport } from './evaluate.ts';
import { tableToMarkdown, wantedTable } from './report.ts';

const opening = '<!-- evaluation -->';
const closing = '<!-- /evaluation -->';
const command = 'npm run evaluate -- --data DIR';

/** The short table for the README: what was wanted and what came out, with the date and the command. */
export function toReadmeTable(report: EvaluationReport): string {
  const wanted = report.parts.flatMap((part) => part.report?.wanted ?? []);
  const missing = report.parts.filter((part) => part.report === null).map(({ name }) => name);
  const scope = missing.length === 0 ? '' : ` Not run: ${missing.join(', ')}.`;
  const day = report.date.slice(0, 10);
  return [
    `Measured on ${day} by \`${command}\`, with the rules that it ships with.${scope}`,
    '',
    ...tableToMarkdown(wantedTable(wanted)),
  ].join('\n');
}

/** The text with the table between its two markers; null when they are not there, once each and in order. */
export function replaceReadmeTable(readme: string, table: string): string | null {
  const [before, rest, ...more] = readme.split(opening);
  const [inside, after, ...others] = (rest ?? '').split(closing);
  const isOnce = rest !== undefined && after !== undefined && more.length === 0 && others.length === 0;
  if (!isOnce || before === undefined || inside === undefined || before.includes(closing)) return null;
  return `${before}${opening}\n\n${table}\n\n${closing}${after}`;
}

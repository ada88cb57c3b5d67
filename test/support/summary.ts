import { skipMark } from './skips.ts';

/** The part of vitest's JSON report that is used. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/**
 * What `npm test` prints last: every skipped test by name with its reason, and the line `N passed, N failed`.
 * It has failed when a test did, when vitest ended badly otherwise (an error outside of a test), when nothing
 * ran, and, where all is required, when something was skipped.
 */
export function summarise(
  report: Report | null,
  options: {
    readonly exitCode: number;
    readonly requireAll: boolean;
    readonly toName: (path: string) => string;
  },
): { readonly lines: readonly string[]; readonly failed: boolean } {
  const lines: string[] = [];
  let passed = 0;
  let failures = 0;
  let skipped = 0;
  for (const file of report?.testResults ?? []) {
    const name = options.toName(file.name);
    // A file that could not be loaded has no tests to its name.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      failures += 1;
    for (const { ancestorTitles, title, status } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failures += 1;
      else {
        skipped += 1;
        lines.push(toSkipLine(name, [...ancestorTitles, title]));
      }
    }
  }
  if (lines.length > 0) lines.unshift('', 'Skipped:');
  if (options.requireAll && skipped > 0) {
    lines.push('', 'Every test is required here: the skipped ones count as failed.');
    failures += skipped;
    skipped = 0;
  }
  if (failures === 0 && options.exitCode !== 0) {
    lines.push('', 'vitest reported errors outside of the tests (above).');
    failures = 1;
  }
  if (failures === 0 && passed === 0) {
    lines.push('', 'No test ran.');
    failures = 1;
  }
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  lines.push('', `${passed} passed, ${failures} failed${rest}`);
  return { lines, failed: failures > 0 };
}

function toSkipLine(file: string, titles: readonly string[]): string {
  const reason = titles.find((title) => title.includes(skipMark))?.split(skipMark)[1] ?? 'no reason given';
  const name = titles.map((title) => title.split(skipMark)[0]).join(' > ');
  return `  ${file} > ${name}: ${reason}`;
}

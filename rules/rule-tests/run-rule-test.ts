import type { AlertChange } from '../../domain/alert.ts';
import { severities, severityByCode } from '../../domain/severity.ts';
import { backtest } from '../backtest.ts';
import type { Rule } from '../rule.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { parseMoment, type TruthMoment } from './moment.ts';
import type { ExpectationEntry, RuleTestEntry } from './rule-test-file.ts';
import { toTestDevice, type Simulate, type TestDevice } from './test-readings.ts';

/** What came of one test. */
export interface RuleTestResult {
  readonly name: string;
  /** What is wrong with the test itself, with the keys that lead to it; such a test was not run. */
  readonly faults: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
  /** Where expected and found differ, one line each; empty when it passed. */
  readonly differences: readonly string[];
  /** What the rules that the test is about said, one line each. */
  readonly said: readonly string[];
  /** Rules that it makes speak, and rules that it names as silent. */
  readonly spoken: readonly string[];
  readonly silenced: readonly string[];
}

const defaultStart = '2026-06-01T10:00:00+08:00';

/** A change as tests see it: by the right clock, ms since the start of the test. */
interface Said {
  readonly change: AlertChange;
  readonly at_ms: number;
}

/** A window of time in which something is expected, both ends included. */
interface Expected {
  readonly entry: ExpectationEntry;
  readonly from_ms: number;
  readonly to_ms: number;
}

/**
 * Plays what the devices of a test say to the engine, and compares. Rules that are ingredients only are heard
 * too, as if they raised alerts.
 */
export async function runRuleTest(
  entry: RuleTestEntry,
  { rules, simulate }: { readonly rules: readonly Rule[]; readonly simulate: Simulate },
): Promise<RuleTestResult> {
  const start = Date.parse(entry.start ?? defaultStart);
  const faults: { path: readonly (string | number)[]; message: string }[] = [];
  const devices: TestDevice[] = [];
  for (const [index, device] of entry.devices.entries()) {
    const played = toTestDevice(device, { start, number: index + 1, simulate });
    if (!('faults' in played)) devices.push(played);
    else
      faults.push(
        ...played.faults.map(({ path, message }) => ({ path: ['devices', index, ...path], message })),
      );
  }
  faults.push(...findUnknownRules(entry, rules), ...findTwins(devices));
  const truth = devices.flatMap((device) => device.truth);
  const expected: Expected[] = [];
  for (const [index, expectation] of (entry.expect ?? []).entries()) {
    const window = toWindow(expectation, truth);
    if (typeof window !== 'string') expected.push({ entry: expectation, ...window });
    else if (faults.length === 0) faults.push({ path: ['expect', index], message: window });
  }
  const { name } = entry;
  const spoken = expected
    .filter(({ entry: { change } }) => change === undefined)
    .map(({ entry: { rule } }) => rule);
  const silenced = (entry.silent ?? []).filter((id) => id !== everyOther);
  if (faults.length > 0) return { name, faults, differences: [], said: [], spoken, silenced };

  const said = await play(devices, { start, rules, then_ms: parseDuration(entry.afterwards ?? '0s') });
  const isSilent = toSilence(entry);
  const about = new Set([...spoken, ...expected.map(({ entry: { rule } }) => rule)]);
  return {
    name,
    faults,
    differences: compare(expected, said, isSilent),
    said: said
      .filter(({ change }) => about.has(change.ruleId) || isSilent(change.ruleId))
      .map((one) => toText(one, devices.length > 1)),
    spoken,
    silenced,
  };
}

const everyOther = '*';

function toSilence({ silent = [], expect = [] }: RuleTestEntry): (ruleId: string) => boolean {
  const named = new Set(silent);
  const expected = new Set(expect.map(({ rule }) => rule));
  return (ruleId) => named.has(ruleId) || (named.has(everyOther) && !expected.has(ruleId));
}

function findUnknownRules(
  { expect = [], silent = [] }: RuleTestEntry,
  rules: readonly Rule[],
): RuleTestResult['faults'] {
  const known = new Set(rules.map(({ id }) => id));
  const expected = new Set(expect.map(({ rule }) => rule));
  if (expect.length + silent.length === 0)
    return [{ path: [], message: 'a test with neither expect nor silent' }];
  return [
    ...expect.flatMap(({ rule }, index) =>
      known.has(rule) ? [] : [{ path: ['expect', index, 'rule'], message: `there is no rule ${rule}` }],
    ),
    ...silent.flatMap((rule, index) => {
      const path = ['silent', index];
      if (expected.has(rule)) return [{ path, message: `${rule} is expected to speak` }];
      return rule === everyOther || known.has(rule) ? [] : [{ path, message: `there is no rule ${rule}` }];
    }),
  ];
}

function findTwins(devices: readonly TestDevice[]): RuleTestResult['faults'] {
  const ids = devices.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [{ path: ['devices', index], message: `a second device ${id}` }] : [],
  );
}

function toWindow(
  { at, from, to }: ExpectationEntry,
  truth: readonly TruthMoment[],
): { readonly from_ms: number; readonly to_ms: number } | string {
  if (at !== undefined && (from !== undefined || to !== undefined)) return 'at stands without from and to';
  if (at === undefined && from === undefined && to === undefined) return 'when? give at, or from and to';
  const from_ms = parseMoment(at ?? from ?? '0s', truth);
  const to_ms = at === undefined && to === undefined ? Infinity : parseMoment(at ?? to ?? '', truth);
  if (typeof from_ms !== 'number') return from_ms.fault;
  if (typeof to_ms !== 'number') return to_ms.fault;
  return from_ms <= to_ms ? { from_ms, to_ms } : 'from is after to';
}

async function play(
  devices: readonly TestDevice[],
  { start, rules, then_ms }: { start: number; rules: readonly Rule[]; then_ms: number },
): Promise<readonly Said[]> {
  const clocks = new Map(devices.map(({ id, clock_ms }) => [id, clock_ms]));
  const said: Said[] = [];
  await backtest({
    rules: rules.map((rule) => ({ ...rule, announce: true })),
    readings: devices.flatMap(({ readings }) => readings).toSorted((a, b) => a.receivedAt - b.receivedAt),
    placements: devices.map(({ id, kind, place }) => ({ deviceId: id, kind, path: place })),
    until: Math.max(...devices.map(({ end }) => end)) + then_ms,
    heard: (change) => {
      const clock_ms = change.scope.type === 'device' ? (clocks.get(change.deviceId) ?? 0) : 0;
      said.push({ change, at_ms: change.eventTime - clock_ms - start });
    },
  });
  return said;
}

function compare(
  expected: readonly Expected[],
  said: readonly Said[],
  isSilent: (ruleId: string) => boolean,
): readonly string[] {
  const differences: string[] = [];
  const left = new Set(said);
  for (const one of expected) {
    const alike = [...left].filter(({ change }) => isSame(one.entry, change));
    const found = alike.find(({ at_ms }) => at_ms >= one.from_ms && at_ms <= one.to_ms);
    if (found !== undefined) {
      left.delete(found);
      differences.push(...differ(one.entry, found));
      continue;
    }
    const instead = alike.map(({ at_ms }) => formatDuration(at_ms)).join(', ');
    differences.push(
      `expected ${wanted(one)}; ${instead === '' ? 'it never came' : `it came at ${instead}`}`,
    );
  }
  const again = new Set(expected.filter(({ entry }) => entry.again === true).map(({ entry }) => entry.rule));
  const watched = new Set(expected.map(({ entry: { rule } }) => rule));
  for (const one of left) {
    const { change, ruleId } = one.change;
    if (change !== 'raise' || again.has(ruleId)) continue;
    if (isSilent(ruleId)) differences.push(`${toText(one, false)}: it was to keep silent`);
    else if (watched.has(ruleId)) differences.push(`${toText(one, false)}: it was not expected`);
  }
  return differences;
}

function isSame(
  { rule, change = 'raise', device, retrospective = false }: ExpectationEntry,
  said: AlertChange,
): boolean {
  if (said.ruleId !== rule || said.change !== change || said.retrospective !== retrospective) return false;
  return (device ?? said.deviceId) === said.deviceId;
}

function differ(entry: ExpectationEntry, { change, at_ms }: Said): readonly string[] {
  const differences: string[] = [];
  const tell = (
    what: string,
    { want, got }: { want: string | boolean | undefined; got: string | boolean | undefined },
  ): void => {
    if (want !== undefined && want !== got) {
      differences.push(
        `${entry.rule} at ${formatDuration(at_ms)}: ${what} ${String(got)}, expected ${String(want)}`,
      );
    }
  };
  const severity = entry.severity === undefined ? undefined : severityByCode(entry.severity);
  if (severity !== undefined && severity !== change.severity) {
    tell('severity', { want: entry.severity, got: severities[change.severity - 1]?.code });
  }
  tell('forecast', { want: entry.forecast, got: change.forecast !== null });
  tell('outcome', { want: entry.outcome, got: change.outcome?.result ?? 'none' });
  return differences;
}

function wanted({ entry, from_ms, to_ms }: Expected): string {
  const when =
    from_ms === to_ms
      ? `at ${formatDuration(from_ms)}`
      : `from ${formatDuration(from_ms)} to ${to_ms === Infinity ? 'the end' : formatDuration(to_ms)}`;
  const device = entry.device === undefined ? '' : ` of ${entry.device}`;
  const past = entry.retrospective === true ? 'retrospective ' : '';
  return `${past}${entry.change ?? 'raise'} of ${entry.rule}${device} ${when}`;
}

function toText({ change, at_ms }: Said, withDevice: boolean): string {
  const marks = [
    severities[change.severity - 1]?.code,
    ...(change.forecast === null ? [] : [`forecast ${change.forecast.probability.toFixed(2)}`]),
    ...(change.outcome === null ? [] : [change.outcome.result]),
    ...(change.retrospective ? ['retrospective'] : []),
    ...(withDevice ? [change.deviceId] : []),
  ];
  return `${formatDuration(at_ms)} ${change.ruleId} ${change.change} (${marks.join(', ')})`;
}

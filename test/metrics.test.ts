import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { connectDevice } from './support/devices.ts';
import { limitMetrics, type LimitMetrics } from './support/limit-metrics.ts';
import { readPromql } from './support/promql.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const prefix = 'negative_one_';

/** Every limit that a file exports: its own name, or the name within what it exports. */
async function limitsOf(file: string): Promise<readonly string[]> {
  const exported = (await import(join(root, file))) as Record<string, unknown>;
  const entries = Object.entries(exported).filter(([, value]) => typeof value !== 'function');
  const names = entries.flatMap(([name, value]) => {
    const inner = namesIn(value);
    // The one object of a file, and `…Limits` of several, are not part of the names, unless two of them share one.
    const isPlain = entries.length === 1 || (/[lL]imits$/.test(name) && !name.startsWith('default'));
    return (inner ?? [name]).map((own) => ({ own, full: inner === null ? name : `${name}.${own}`, isPlain }));
  });
  return names.map(({ own, full, isPlain }, index) => {
    const isTaken = names.some((other, before) => before < index && other.own === own);
    return isPlain && !isTaken ? own : full;
  });
}

function namesIn(value: unknown): string[] | null {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).flatMap(([name, own]) => {
    const inner = namesIn(own);
    return inner === null ? [name] : inner.map((below) => `${name}.${below}`);
  });
}

function declared({ metrics = {}, ...none }: LimitMetrics): string[] {
  return [...Object.keys(metrics), ...Object.values(none).flat()].toSorted();
}

/** An expression, and the words about its result, which may name labels of it. */
interface Asked {
  readonly expression: string;
  readonly words: string;
}

async function dashboardExpressions(): Promise<readonly Asked[]> {
  const file = await readFile(join(root, 'docs/grafana/negative-one.json'), 'utf8');
  const { panels } = JSON.parse(file) as {
    panels: { targets?: { expr: string; legendFormat?: string }[] }[];
  };
  return panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr, legendFormat = '' }) => ({ expression: expr, words: legendFormat })),
  );
}

async function alertExpressions(): Promise<readonly Asked[]> {
  const { groups } = parse(await readFile(join(root, 'docs/prometheus/alerts.yaml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
  };
  return groups.flatMap(({ rules }) =>
    rules.map(({ expr, annotations }) => ({
      expression: expr,
      words: Object.values(annotations).join(' ').replaceAll('$labels.', '').replaceAll('$value', ''),
    })),
  );
}

/** Of what is exported, by metric: its labels and the values that they have. */
function labelsIn(text: string): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    // What Prometheus itself adds to everything.
    const known =
      metrics.get(name) ??
      new Map([
        ['job', new Set(['negative-one'])],
        ['instance', new Set()],
      ]);
    metrics.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
  return metrics;
}

/** What is wrong with an expression: no PromQL, or nothing of ours has such a name, label or value. */
function faultsOf({ expression, words }: Asked, known: ReturnType<typeof labelsIn>): readonly string[] {
  const { faults, selectors, groupings } = readPromql(expression);
  const has = (metric: string, label: string): boolean => known.get(metric)?.has(label) === true;
  const shown = [...words.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label);
  return [
    ...faults,
    ...selectors.filter(({ metric }) => !known.has(metric)).map(({ metric }) => `${metric} is not exported`),
    ...selectors.flatMap(({ metric, matchers }) =>
      matchers
        .filter(({ label, operator, value }) => {
          const values = [...(known.get(metric)?.get(label) ?? [])];
          const isPattern = operator.endsWith('~');
          // Each side of `a|b` is there.
          const wanted = isPattern ? value.split('|') : [value];
          return wanted.some((one) => !values.includes(one));
        })
        .map(({ label, value }) => `${metric} has no ${label}="${value}"`),
    ),
    ...groupings
      .filter(({ label, metrics }) => !metrics.some((metric) => has(metric, label)))
      .map(({ label }) => `nothing in it has a label ${label}`),
    ...shown
      .filter((label) => !selectors.some(({ metric }) => has(metric, label)))
      .map((label) => `its words show a label ${label} that nothing in it has`),
  ].map((fault) => `${expression}: ${fault}`);
}

describe('the figures of a service at work', () => {
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let service: Service;
  let text: string;

  beforeAll(async () => {
    directory = await createDataDirectory();
    service = await startService({
      dataDirectory: join(directory.path, 'data'),
      databaseUrl: 'postgres://nobody@127.0.0.1:9/none',
      environment: { CANARY_SECONDS: '1' },
    });
    const device = await connectDevice(service.mqtt, 'SECRET-DEVICE-7');
    const payload = JSON.stringify({ values: { alarm: 1, temperature_c: 80 } });
    await device.publishAsync('sensors/smoke/SECRET-DEVICE-7/telemetry', payload, { qos: 1 });
    await connectDevice(service.mqtt, 'SECRET-DEVICE-8', { password: 'wrong' }).catch(() => undefined);
    await fetch(`${service.http}/api/alerts`);
    const stray = await connectDevice(service.mqtt, 'SECRET-DEVICE-9');
    stray.publish('elsewhere', 'x', { qos: 0 });
    text = await waitFor('a canary', async () => {
      const figures = await (await fetch(`${service.http}/metrics`)).text();
      const isComplete =
        /canary_delay_seconds_count [1-9]/.test(figures) && /mqtt_forbidden_total\{/.test(figures);
      return isComplete && figures;
    });
    await stray.endAsync(true);
    await device.endAsync();
  });

  afterAll(async () => {
    await service?.kill('SIGTERM');
    await directory?.remove();
  });

  it('every limit has a figure that is exported, or a reason for none', async () => {
    const files = (
      await Array.fromAsync(glob('**/limits.ts', { cwd: root, exclude: ['node_modules/**'] }))
    ).toSorted();
    const found = Object.fromEntries(
      await Promise.all(files.map(async (file) => [file, (await limitsOf(file)).toSorted()] as const)),
    );
    expect(
      Object.fromEntries(Object.entries(limitMetrics).map(([file, of]) => [file, declared(of)])),
    ).toEqual(found);
    const named = new Set(Object.values(limitMetrics).flatMap(({ metrics = {} }) => Object.values(metrics)));
    // A count by reason is there before the first of them; what has a fixed name must be there by that.
    const missing = [...named].filter((name) => {
      const line = name.includes('{')
        ? `${prefix}${name} `
        : `# TYPE ${prefix}${name.replace(/_count$/, '')} `;
      return !text.includes(line);
    });
    expect(missing).toEqual([]);
  });

  it('what the dashboard file and the alert rules ask for is exported, and is of the right type', async () => {
    const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
    const asked = [...(await dashboardExpressions()), ...(await alertExpressions())];
    expect(asked.length).toBeGreaterThan(50);
    const wrong = asked.flatMap(({ expression }) =>
      [...expression.matchAll(/(?:(\w+)\()?(negative_one_\w+)/g)].flatMap(([, by, name = '']) => {
        const isBucket = name.endsWith('_bucket');
        const type = types.get(isBucket ? name.replace(/_bucket$/, '') : name);
        const isRising = isBucket || type === 'counter';
        const isAskedAsRising = by === 'rate' || by === 'increase';
        const isRight =
          type !== undefined && isBucket === (type === 'histogram') && isRising === isAskedAsRising;
        return isRight ? [] : [`${expression}: ${name} is ${type ?? 'not there'}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('the dashboard file and the alert rules are PromQL, with names, labels and values that there are', async () => {
    const known = labelsIn(`${text}\nup{job="negative-one",instance="x"} 1`);
    const asked = [...(await dashboardExpressions()), ...(await alertExpressions())];
    expect(asked.flatMap((one) => faultsOf(one, known))).toEqual([]);
  });

  it.each([
    ['sum by (reason (rate(x[5m]))', '', 'at '],
    ['negative_one_screens{', '', 'at '],
    ['no_such_function(negative_one_screens)', '', 'at '],
    ['negative_one_no_such_thing', '', 'is not exported'],
    ['negative_one_queue_held{quue="screens"}', '', 'has no quue='],
    ['negative_one_queue_held{queue="screams"}', '', 'has no queue="screams"'],
    ['negative_one_reader_lag_records{reader=~"rules|dusk"}', '', 'has no reader='],
    ['max by (room) (negative_one_reader_lag_records)', '', 'a label room'],
    ['negative_one_unsaved > ignoring(off) negative_one_unsaved_warning', '', 'a label off'],
    ['negative_one_unsaved', '{{ reader }}', 'show a label reader'],
  ])('finds what is wrong with %s', (expression, words, fault) => {
    const faults = faultsOf({ expression, words }, labelsIn(text));
    expect(faults).toContainEqual(expect.stringContaining(fault));
  });

  it('each part of the way from sensor to screen has a delay', () => {
    const delays = ['commit_duration', 'rules_delay', 'desk_delay', 'live_delay', 'canary_delay'];
    const counts = delays.map((name) => {
      const count = new RegExp(`^${prefix}${name}_seconds_count (\\d+)`, 'm').exec(text)?.[1];
      return Number(count) > 0;
    });
    expect(counts).toEqual(delays.map(() => true));
  });

  it('no label names a device, a person, an address or a secret, and there are few', () => {
    expect(text).not.toMatch(/SECRET-DEVICE|negative-one\.canary|127\.0\.0\.1|admin/);
    const ours = text.split('\n').filter((line) => line.startsWith(prefix));
    const labels = new Set(
      ours.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, name]) => name)),
    );
    const known = ['queue', 'of', 'reader', 'reason', 'status', 'window', 'quantile', 'state', 'le'];
    // Of Node's own figures.
    const standard = ['type', 'space', 'kind', 'version', 'major', 'minor', 'patch'];
    expect([...labels].filter((name) => ![...known, ...standard].includes(name ?? ''))).toEqual([]);
    expect(ours.length).toBeLessThan(600);
  });
});

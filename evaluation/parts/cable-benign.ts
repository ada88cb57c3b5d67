import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Rule } from '../../rules/rule.ts';
import type { Series } from '../baselines.ts';
import type { ReportTable } from '../part.ts';
import { atThreshold } from '../site-rules.ts';
import { createForecaster, forecastRules } from '../hear-alerts.ts';
import { quantile, type Detection } from '../protocol.ts';
import { toCame, toSaid, type SaidGroup } from '../said.ts';
import type { CableForecast } from './cable-score.ts';
import { simulateCables, type SimulatedCable } from './cable-simulated.ts';

type Straight = (series: Series, threshold_c: number) => readonly Detection[];

interface Benign {
  readonly tables: readonly ReportTable[];
  /** All forecasts on simulated loads, at 70 and 90 °C. */
  readonly said: SaidGroup;
  /** The share of loads below their threshold that each warned of. */
  readonly warned: { readonly ours: number; readonly line: number };
}

const secondsADay = 86_400;
const thresholds_c = [70, 90] as const;
/** Other than those that the model was fitted on, whatever the seed of the run. */
const seedAway = 1_000_003;
const simulatedCount = 250;

/** Loads of common size: settled, the cable is warm. And overloads, of which some pass the thresholds. */
const groups = [
  { name: 'loads, 5 to 50 K above ambient', risesBetween_c: [5, 50] },
  { name: 'overloads, 50 to 120 K above ambient', risesBetween_c: [50, 120] },
] as const;

/** Real temperatures of other things, whose rises are no cable fires; °F, taken as they are. */
const otherRecordings = [
  ['realKnownCause', 'machine_temperature_system_failure.csv'],
  ['realKnownCause', 'ambient_temperature_system_failure.csv'],
] as const;

/** What is said of heating that does not lead to a breach. */
export async function scoreBenign(options: {
  readonly data: string;
  readonly rules: readonly Rule[];
  readonly seed: number;
  readonly forecast: CableForecast;
  readonly straight: Straight;
  readonly within_s: number;
}): Promise<Benign> {
  const { forecast, straight, within_s, seed } = options;
  const all = groups.map(({ name, risesBetween_c }, index) => ({
    name,
    cables: simulateCables(simulatedCount, { seed: seed + seedAway * (index + 1), risesBetween_c }),
  }));
  const rows = all.flatMap(({ name, cables }) =>
    thresholds_c.map((threshold_c) => [
      name,
      threshold_c,
      ...describe(cables, { forecast, straight, threshold_c }),
    ]),
  );
  const asked = all.flatMap(({ cables }) =>
    thresholds_c.flatMap((threshold_c) => cables.map((cable) => ({ ...cable, threshold_c }))),
  );
  const below = asked.filter(({ truth, threshold_c }) => truth.every(({ value }) => value < threshold_c));
  const shareOf = (speaks: Straight): number =>
    below.filter(({ series, threshold_c }) => speaks(series, threshold_c).length > 0).length / below.length;
  return {
    warned: { ours: shareOf(forecast), line: shareOf(straight) },
    said: {
      name: 'SIMULATED loads',
      said: asked.flatMap(({ series, truth, threshold_c }) => toSaid(truth, forecast(series, threshold_c))),
      plain: asked.flatMap(({ series, truth, threshold_c }) =>
        toCame(truth, straight(series, threshold_c), { threshold: threshold_c, within_s }),
      ),
    },
    tables: [
      {
        title: `SIMULATED loads switched on, ${simulatedCount} of each kind`,
        columns: [
          'what',
          'threshold °C',
          'stay below',
          'warned of (forecast)',
          'warned of (straight line, 120 s ahead)',
          'pass it',
          'warned of before',
          'median lead s',
        ],
        rows,
      },
      await scoreOthers(options),
    ],
  };
}

function describe(
  cables: readonly SimulatedCable[],
  { forecast, straight, threshold_c }: { forecast: CableForecast; straight: Straight; threshold_c: number },
): readonly (string | number)[] {
  const breaches = cables.map(({ truth }) => truth.find(({ value }) => value >= threshold_c)?.time ?? null);
  const below = cables.filter((_, index) => breaches[index] === null);
  const warned = below.filter(({ series }) => forecast(series, threshold_c).length > 0);
  const warnedStraight = below.filter(({ series }) => straight(series, threshold_c).length > 0);
  const leads_s = cables.flatMap(({ series }, index) => {
    const at = breaches[index] ?? null;
    if (at === null) return [];
    const before = series.filter(({ time }) => time < at);
    const last = forecast(before, threshold_c).at(-1);
    return [last === undefined ? 0 : (at - last.at) / 1_000];
  });
  const share = (part: readonly unknown[]): string =>
    `${part.length} (${((100 * part.length) / below.length).toFixed(1)} %)`;
  return [
    below.length,
    share(warned),
    share(warnedStraight),
    leads_s.length,
    leads_s.filter((lead_s) => lead_s > 0).length,
    leads_s.length === 0 ? '' : Math.round(quantile(leads_s, 0.5)),
  ];
}

async function scoreOthers({
  data,
  rules,
  straight,
}: {
  readonly data: string;
  readonly rules: readonly Rule[];
  readonly straight: Straight;
}): Promise<ReportTable> {
  const rows: (readonly (string | number)[])[] = [];
  for (const [folder, file] of otherRecordings) {
    const series = await readSeries(join(data, 'nab', 'data', folder, file));
    if (series.length === 0) continue;
    const days = ((series.at(-1)?.time ?? 0) - (series[0]?.time ?? 0)) / 1_000 / secondsADay;
    // A threshold that is never met, a little above the highest: every forecast is false.
    const threshold_c = Math.max(...series.map(({ value }) => value)) + 5;
    const own = atThreshold(forecastRules(rules, 'cable'), { model: 'cable', threshold: threshold_c });
    const hear = createForecaster(own, { kind: 'electrical', metric: 'cable_temperature_l1_c' });
    // Both cable rules speak of the one threshold then: moments at which either does.
    const moments = new Set(hear(series).map(({ at }) => at));
    rows.push([
      file,
      Math.round(days),
      Math.round(threshold_c),
      moments.size,
      straight(series, threshold_c).length,
    ]);
  }
  return {
    title: 'Real temperatures of other things, 5 min and 1 h, to 5 above their highest',
    columns: ['recording (NAB)', 'days', 'threshold', 'false forecasts', 'straight line, 120 s ahead'],
    rows,
  };
}

/** Empty where the recording is not there. */
async function readSeries(path: string): Promise<Series> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const rows: Readonly<Record<string, string>>[] = parse(text, { columns: true, skip_empty_lines: true });
  return rows.map(({ timestamp = '', value = '' }) => ({
    time: Date.parse(`${timestamp.replace(' ', 'T')}Z`),
    value: Number(value),
  }));
}

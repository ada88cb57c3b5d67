import type { Series } from '../baselines.ts';
import type { ReportTable } from '../part.ts';
import { percent } from '../said.ts';
import { benignHeatKinds, type BenignHeatKind } from './heat-benign.ts';
import { daysOf, type QuietSeries } from './heat-quiet.ts';
import { rateOfRise, requiredLead_s, twoPointLine, type Detector, type FireScore } from './heat-score.ts';

export interface BenignHour {
  readonly kind: BenignHeatKind;
  readonly interval_s: number;
  readonly series: Series;
}

export function fireTable(scores: readonly FireScore[]): ReportTable {
  return {
    title: 'Furniture fires: lead before 57 °C at the ceiling, and before 120 °C at 1.5 m above the floor',
    columns: [
      'detector',
      'cases',
      'in time',
      'median, s',
      'p10, s',
      `≥ ${requiredLead_s} s`,
      'before ignition',
      'surplus',
      'hazard median, s',
      'hazard p10, s',
    ],
    rows: scores.map((score) => [
      score.name,
      score.cases,
      score.detected,
      score.median_s.toFixed(1),
      score.p10_s.toFixed(1),
      percent(score.shareInTime),
      score.beforeIgnition,
      score.surplus,
      score.hazardMedian_s.toFixed(1),
      score.hazardP10_s.toFixed(1),
    ]),
  };
}

export function benignTable(benign: readonly BenignHour[], ours: Detector): ReportTable {
  const intervals_s = [...new Set(benign.map(({ interval_s }) => interval_s))];
  const shareOf = (hours: readonly BenignHour[], detector: Detector): string =>
    percent(hours.filter(({ series }) => detector(series).length > 0).length / hours.length);
  return {
    title: 'SIMULATED hours without a fire: share in which something was said',
    columns: [
      'kind',
      'hours',
      ...intervals_s.flatMap((interval) => [
        `ours, every ${interval} s`,
        `straight line, two points, every ${interval} s`,
      ]),
      'rate of rise',
    ],
    rows: benignHeatKinds.map((kind) => {
      const hours = benign.filter((hour) => hour.kind === kind);
      return [
        kind,
        hours.length,
        ...intervals_s.flatMap((interval_s) => {
          const some = hours.filter((hour) => hour.interval_s === interval_s);
          return [shareOf(some, ours), shareOf(some, twoPointLine)];
        }),
        shareOf(hours, rateOfRise),
      ];
    }),
  };
}

export function quietTable(quiet: readonly QuietSeries[], ours: Detector): ReportTable {
  return {
    title: 'Real temperatures without a fire: alerts',
    columns: ['recording', 'days', 'ours', 'straight line, two points', 'rate of rise'],
    rows: quiet.map(({ name, series }) => [
      name,
      daysOf(series).toFixed(0),
      ours(series).length,
      twoPointLine(series).length,
      rateOfRise(series).length,
    ]),
  };
}

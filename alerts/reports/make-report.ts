import type { FigureGrouping, FigureQuery, FigureRow, FigureTable } from '../../domain/figures.ts';
import type { ReportChannel, ReportContent, ReportForecast, ReportSilence } from '../../domain/report.ts';
import type { Part } from '../../domain/part.ts';
import type { Text } from '../../domain/text.ts';
import type { Figures } from '../figures/figures.ts';
import type { Span } from '../figures/spans.ts';
import { reportLimits } from './limits.ts';

/** What a report is made of besides the figures. */
export interface ReportSources {
  readonly figures: Pick<Figures, 'query' | 'detectors'>;
  readonly forecasts: (period: Span) => Promise<readonly ReportForecast[]>;
  /** Sensors that were silent at the end of the period, the longest first. */
  readonly silences: (period: Span) => Promise<readonly ReportSilence[]>;
  /** Null where nothing is known of notifications. */
  readonly channels: (period: Span) => Promise<readonly ReportChannel[] | null>;
}

/** Thrown where a report cannot be made now: the database went away, or the period is too long. */
export class ReportRefused extends Error {
  readonly reason: 'away' | 'tooLong';

  constructor(reason: 'away' | 'tooLong') {
    super(`the report cannot be made: ${reason}`);
    this.name = 'ReportRefused';
    this.reason = reason;
  }
}

/** Works a report out. What cannot be known is told as missing, with the reason; nothing is made up. */
export async function makeReport(
  { part, ...period }: Span & { readonly part: Part | null },
  sources: ReportSources,
  now: number,
): Promise<ReportContent> {
  const { figures } = sources;
  const within = part === null ? {} : { within: part.areas };
  const ask = async (
    query: Partial<FigureQuery> & { readonly by: FigureGrouping | null },
  ): Promise<FigureTable> => {
    const table = await figures.query({ ...period, ...within, ...query }, now);
    if ('refused' in table) throw new ReportRefused(table.refused);
    return table;
  };
  // One after the other: nobody waits for a report, and the desk goes on beside it.
  const days = await ask({ by: 'day' });
  const seats = await ask({ by: 'seat' });
  const shifts = await ask({ by: 'shift' });
  const areas = await ask({ by: 'area' });
  const kinds = await ask({ by: 'kind' });
  const rules = await ask({ by: 'rule' });
  const length = period.to - period.from;
  const before = await ask({ from: period.from - length, to: period.from, by: null });
  const detectors = await figures.detectors(period, within);
  if ('refused' in detectors) throw new ReportRefused(detectors.refused);
  // Channels and forecasts by rule know no places.
  const channels = part === null ? await sources.channels(period) : null;
  const missing = [...days.missing];
  if (part !== null) missing.push(notByArea);
  else if (channels === null) missing.push(noChannels);
  if (period.to > now) missing.push(notOver);
  if (before.total.announced === 0) missing.push(nothingBefore);
  return {
    format: 1,
    timeZone: days.timeZone,
    total: days.total,
    before: before.total.announced === 0 ? null : before.total,
    days: days.groups,
    seats: seats.groups,
    shifts: shifts.groups,
    areas: areas.groups.slice(0, reportLimits.rows_max).map(withoutSources),
    kinds: kinds.groups.map(withoutSources),
    rules: rules.groups.slice(0, reportLimits.rules_max).map(withoutSources),
    detectors: detectors.filter((one) => one.false > 0).slice(0, reportLimits.detectors_max),
    floods: days.floods,
    forecasts: part === null ? await sources.forecasts(period) : [],
    silences: (await sources.silences(period)).filter(({ deviceId }) => part?.seesDevice(deviceId) ?? true),
    channels,
    missing,
  };
}

const noChannels: Text = {
  zh: '通知通道的数据现不可用。',
  en: 'What became of notifications by channel is not available now.',
};
const notByArea: Text = {
  zh: '本报告只含所辖区域；预测与通知通道的数据不分区域，未列入。',
  en: 'This report is about some areas only; forecasts and channels are not told by area and are left out.',
};
const notOver: Text = {
  zh: '时段尚未结束：数字截至制作之时。',
  en: 'The period is not over: the figures are up to when the report was made.',
};
const nothingBefore: Text = {
  zh: '上一时段没有记录，无从比较。',
  en: 'Nothing is recorded of the period before, so nothing is compared with it.',
};

function withoutSources(row: FigureRow): FigureRow {
  return { ...row, sources: [] };
}

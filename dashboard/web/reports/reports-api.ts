import type { Area } from '../../../domain/area.ts';
import type { DetectorRecord, FigureFilter, FigureTable, LiveFigures } from '../../../domain/figures.ts';
import type { Report, ReportHead, ReportKind } from '../../../domain/report.ts';
import type { Language, Text } from '../../../domain/text.ts';
import { ask, segment, withJson, withQuery } from '../shell/http.ts';
import type { Period } from './period.ts';

type SeatName = { readonly id: string; readonly name: Text };
type AreaLine = Pick<Area, 'code' | 'level' | 'parentCode' | 'nameZh' | 'nameEn'>;

export const reportsApi = {
  live: () => ask<LiveFigures>('GET', withQuery('/api/figures/live', { by: 'seat' })),
  figures: (period: Period, filter: Omit<FigureFilter, 'within'>, by?: 'day') =>
    ask<FigureTable>('GET', withQuery('/api/figures', { ...period, ...filter, by })),
  detectors: (period: Period, filter: Omit<FigureFilter, 'within'>) =>
    ask<{ readonly detectors: readonly DetectorRecord[] }>(
      'GET',
      withQuery('/api/figures/detectors', { ...period, ...filter, limit: 100 }),
    ),
  seats: () => ask<{ readonly seats: readonly SeatName[] }>('GET', '/api/seats'),
  areas: () => ask<{ readonly areas: readonly AreaLine[] }>('GET', '/api/areas'),
  reports: () => ask<{ readonly reports: readonly ReportHead[] }>('GET', '/api/reports?limit=200'),
  report: (id: string) => ask<Report>('GET', `/api/reports/${segment(id)}`),
  make: (request: { readonly kind: ReportKind; readonly period: Period; readonly language: Language }) =>
    ask<Report>('POST', '/api/reports', withJson(request)),
};

/** Where a report is found in another format. */
export function reportFile(id: string, format: 'html' | 'csv' | 'json', language: Language): string {
  return withQuery(`/api/reports/${segment(id)}`, { format, language });
}

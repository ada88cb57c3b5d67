import type {
  DetectorRecord,
  FigureFilter,
  FigureGrouping,
  FigureQuery,
  FigureTable,
  LiveFigures,
} from '../../domain/figures.ts';
import type { Handover, HandoverAction, HandoverOutcome, HandoverSheet } from '../../domain/handover.ts';
import type { Report, ReportHead, ReportKind } from '../../domain/report.ts';
import type { Part } from '../../domain/part.ts';
import type { Language } from '../../domain/text.ts';

/** Why there are no figures: the database is away, or the period is too long. */
interface NoFigures {
  readonly refused: 'away' | 'tooLong';
}

/** What the dashboard needs of the key figures. */
export interface DashboardFigures {
  /** Since the present shift began, from memory; `within`: in these areas only. */
  live(by: FigureGrouping | null, now: number, within?: readonly string[]): LiveFigures;
  query(query: FigureQuery, now: number): Promise<FigureTable | NoFigures>;
  /** Those with the most false alarms first. */
  detectors(
    period: { readonly from: number; readonly to: number },
    filter: FigureFilter,
  ): Promise<readonly DetectorRecord[] | NoFigures>;
}

/** What the dashboard needs of the shifts' handovers. */
export interface DashboardHandovers {
  /** Of everything, or of a part. */
  sheet(now: number, part: Part | null): HandoverSheet;
  act(action: HandoverAction): Promise<HandoverOutcome>;
  /** Null where there is none, or the database is away and memory has forgotten it. */
  find(id: string): Promise<Handover | null>;
  /** Newest first. */
  list(limit: number): Promise<readonly Handover[]>;
  /** A page to print, with the security policy that it is sent with. */
  print(
    sheet: HandoverSheet,
    options: { readonly handover: Handover | null; readonly language: Language },
  ): { readonly html: string; readonly policy: string };
}

/** What the dashboard needs of the reports. */
export interface DashboardReports {
  make(request: {
    readonly kind: ReportKind;
    readonly from: number;
    readonly to: number;
    readonly language: Language;
    readonly by: string;
    readonly at: number;
    /** What it is about; null: everything. */
    readonly part: Part | null;
  }): Promise<Report | { readonly refused: 'away' | 'tooLong' | 'busy' }>;
  /** Null where there is none. Throws while the database is away. */
  find(id: string): Promise<Report | null>;
  /** Newest first. Throws while the database is away. */
  list(limit: number): Promise<readonly ReportHead[]>;
  print(report: Report, language: Language): { readonly html: string; readonly policy: string };
  toCsv(report: Report, language: Language): string;
}

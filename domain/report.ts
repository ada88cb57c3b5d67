import type { DetectorRecord, FigureRow, Flood } from './figures.ts';
import type { Language, Text } from './text.ts';

export const reportKinds = ['daily', 'monthly', 'period'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** How the forecasts of one rule turned out in the period. */
export interface ReportForecast {
  readonly ruleId: string;
  /** With a known outcome. */
  readonly count: number;
  readonly cameTrue: number;
  readonly medianLead_s: number | null;
}

/** A sensor that was not heard from at the end of the period. */
export interface ReportSilence {
  readonly deviceId: string;
  readonly place: Text;
  readonly since: number;
}

/** How one channel did: notifications that it took, and that failed with it as the last. */
export interface ReportChannel {
  readonly channelId: string;
  readonly sent: number;
  readonly failed: number;
}

/** What a report says: numbers and names, from which pages and tables are made in either language. */
export interface ReportContent {
  readonly format: 1;
  readonly timeZone: string;
  readonly total: FigureRow;
  /** The period of the same length before; null where nothing is known of it. */
  readonly before: FigureRow | null;
  readonly days: readonly FigureRow[];
  readonly seats: readonly FigureRow[];
  readonly shifts: readonly FigureRow[];
  readonly areas: readonly FigureRow[];
  readonly kinds: readonly FigureRow[];
  readonly rules: readonly FigureRow[];
  readonly detectors: readonly DetectorRecord[];
  readonly floods: readonly Flood[];
  readonly forecasts: readonly ReportForecast[];
  readonly silences: readonly ReportSilence[];
  /** Null where nothing is known of notifications. */
  readonly channels: readonly ReportChannel[] | null;
  /** What is missing, and why. */
  readonly missing: readonly Text[];
}
export interface ReportHead {
  readonly id: string;
  readonly kind: ReportKind;
  readonly from: number;
  readonly to: number;
  /** That it is shown in unless asked otherwise. */
  readonly language: Language;
  readonly madeAt: number;
  /** The member of staff, or `clock`. */
  readonly madeBy: string;
  /** The areas that it is about, each with what lies below it; empty: everywhere. */
  readonly areas: readonly string[];
}

export interface Report extends ReportHead {
  readonly content: ReportContent;
}

import type {
  DetectorRecord,
  FigureFilter,
  FigureQuery,
  FigureRow,
  FigureTable,
  FigureValues,
} from '../../domain/figures.ts';
import { figureNames } from '../../domain/figures.ts';
import type { HandoverAction, HandoverOutcome, HandoverSheet } from '../../domain/handover.ts';
import type { Report } from '../../domain/report.ts';
import type { DashboardFigures, DashboardHandovers, DashboardReports } from './figure-dependencies.ts';

/** Stand-in for the key figures, for the dashboard's tests: it says what it was asked. */
export interface MemoryFigures extends DashboardFigures {
  readonly asked: (FigureQuery | FigureFilter)[];
  /** What it refuses everything for that needs the database. */
  refused: 'away' | 'tooLong' | null;
  found: readonly DetectorRecord[];
}

export function sampleRow(rest: Partial<FigureRow> = {}): FigureRow {
  const gap = { value: null, base: 0, gap: 'none', verdict: null } as const;
  return {
    key: 'total',
    name: { zh: '合计', en: 'Total' },
    duration_s: 86_400,
    announced: 0,
    bySeverity: [0, 0, 0, 0],
    mutedBy: {},
    findings: {},
    sources: [],
    figures: Object.fromEntries(figureNames.map((name) => [name, gap])) as unknown as FigureValues,
    ...rest,
  };
}

export function memoryFigures(): MemoryFigures {
  const self: MemoryFigures = {
    asked: [],
    refused: null,
    found: [],
    live: (by, now) => ({
      ...table({ from: now - 1, to: now, by }),
      shift: { id: null, name: { zh: '全天', en: 'The whole day' }, from: now - 1, to: now + 1 },
    }),
    async query(query) {
      self.asked.push(query);
      return self.refused === null ? table(query) : { refused: self.refused };
    },
    async detectors(_period, filter) {
      self.asked.push(filter);
      return self.refused === null ? self.found : { refused: self.refused };
    },
  };
  return self;
}

function table({ from, to, by }: Pick<FigureQuery, 'from' | 'to' | 'by'>): FigureTable {
  return {
    from,
    to,
    timeZone: 'Asia/Shanghai',
    by,
    total: sampleRow(),
    groups: [],
    groupsLeftOut: 0,
    floods: [],
    missing: [],
  };
}

/** Stand-in for the handovers: it does what it is told and remembers it. */
export interface MemoryHandovers extends DashboardHandovers {
  readonly actions: HandoverAction[];
  /** What the next action comes to. */
  next: HandoverOutcome;
}

export function sampleSheet(now: number): HandoverSheet {
  const none = { count: 0, items: [] };
  const figures = table({ from: now - 1, to: now, by: 'seat' });
  return {
    shift: { id: 'day', name: { zh: '白班', en: 'Day' }, from: now - 1, to: now + 1 },
    at: now,
    unacknowledged: none,
    open: none,
    shelved: none,
    suppressed: none,
    outOfService: none,
    cases: none,
    incidents: none,
    figures,
    missing: [],
  };
}

export function memoryHandovers(): MemoryHandovers {
  const self: MemoryHandovers = {
    actions: [],
    next: { outcome: 'unknown', reason: null, handover: null },
    sheet: sampleSheet,
    async act(action) {
      self.actions.push(action);
      return self.next;
    },
    find: async (id) => (self.next.handover?.id === id ? self.next.handover : null),
    list: async () => (self.next.handover === null ? [] : [self.next.handover]),
    print: (_sheet, { handover, language }) => ({
      html: `<p>${handover?.id ?? 'present'} ${language}</p>`,
      policy: "default-src 'none'",
    }),
  };
  return self;
}

/** Stand-in for the reports. */
export interface MemoryReports extends DashboardReports {
  /** Why it makes none; null where it does. */
  refused: 'away' | 'tooLong' | 'busy' | null;
  readonly made: Report[];
}

export function memoryReports(): MemoryReports {
  const self: MemoryReports = {
    refused: null,
    made: [],
    async make({ by, at, part, ...head }) {
      if (self.refused !== null) return { refused: self.refused };
      const none = { days: [], seats: [], shifts: [], areas: [], kinds: [], rules: [], detectors: [] };
      const report: Report = {
        id: '00000000-0000-4000-8000-000000000001',
        ...head,
        madeAt: at,
        madeBy: by,
        areas: part?.areas ?? [],
        content: {
          format: 1,
          timeZone: 'Asia/Shanghai',
          total: sampleRow(),
          before: null,
          ...none,
          floods: [],
          forecasts: [],
          silences: [],
          channels: null,
          missing: [],
        },
      };
      self.made.push(report);
      return report;
    },
    find: async (id) => self.made.find((report) => report.id === id) ?? null,
    list: async () => self.made,
    print: (report, language) => ({
      html: `<p>${report.kind} ${language}</p>`,
      policy: "default-src 'none'",
    }),
    toCsv: (_report, language) => `\uFEFFby,${language}\r\n`,
  };
  return self;
}

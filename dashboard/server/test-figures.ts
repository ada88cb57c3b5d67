import type {
  DetectorRecord,
  FigureFilter,
  FigureQuery,
  FigureRow,
  FigureTable,
  FigureValues,
} from '../../domain/figures.ts';
import { figureNames } from '../../domain/figures.ts';
import type { DashboardFigures } from './dependencies.ts';

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

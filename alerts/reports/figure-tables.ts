import { figureDefinitions } from '../../domain/figure-definitions.ts';
import { figureNames, type FigureName, type FigureRow, type Flood } from '../../domain/figures.ts';
import type { Language, Text } from '../../domain/text.ts';
import { toJudged, toNumber, toTime, toDuration, toValue } from './format.ts';
import { markup, type Html } from './html.ts';
import { toTable, type Column } from './page.ts';

/** Every figure with its value, target, limit and how much it is made of; beside the period before, if known. */
export function toSummary(total: FigureRow, before: FigureRow | null, language: Language): Html {
  const isZh = language === 'zh';
  const bound = (name: FigureName, value: number | null): string =>
    value === null
      ? ''
      : `${figureDefinitions[name].isHighGood ? '≥' : '≤'} ${toValue(name, { value, base: 0, gap: null, verdict: null }, language)}`;
  const columns: Column<FigureName>[] = [
    { title: isZh ? '指标' : 'Figure', cell: (name) => figureDefinitions[name].label[language] },
    {
      title: isZh ? '数值' : 'Value',
      isNumber: true,
      cell: (name) => toJudged(name, total.figures[name], language),
    },
    ...(before === null
      ? []
      : [
          {
            title: isZh ? '上期' : 'Before',
            isNumber: true,
            cell: (name: FigureName) => toValue(name, before.figures[name], language),
          },
        ]),
    {
      title: isZh ? '目标' : 'Target',
      isNumber: true,
      cell: (name) => bound(name, figureDefinitions[name].target),
    },
    {
      title: isZh ? '上限' : 'Limit',
      isNumber: true,
      cell: (name) => bound(name, figureDefinitions[name].limit),
    },
    {
      title: isZh ? '样本' : 'Of',
      isNumber: true,
      cell: (name) => toNumber(total.figures[name].base, language),
    },
  ];
  return toTable(columns, figureNames, '');
}

/** Some figures of several rows, a row each. */
export function toRows(
  rows: readonly FigureRow[],
  names: readonly FigureName[],
  { language, title, empty }: { readonly language: Language; readonly title: string; readonly empty: string },
): Html {
  return toTable(
    [
      { title, cell: (row: FigureRow) => row.name[language] },
      {
        title: language === 'zh' ? '告警' : 'Alerts',
        isNumber: true,
        cell: (row) => toNumber(row.announced, language),
      },
      ...names.map((name) => ({
        title: figureDefinitions[name].label[language],
        isNumber: true,
        cell: (row: FigureRow) => toJudged(name, row.figures[name], language),
      })),
    ],
    rows,
    empty,
  );
}

export function toFloods(
  floods: readonly Flood[],
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): Html {
  const isZh = language === 'zh';
  return toTable(
    [
      { title: isZh ? '坐席' : 'Seat', cell: ({ seat }: Flood) => seat },
      { title: isZh ? '开始' : 'From', cell: ({ from }) => toTime(from, timeZone) },
      {
        title: isZh ? '时长' : 'Lasted',
        isNumber: true,
        cell: ({ from, to }) => toDuration((to - from) / 1000, language),
      },
      { title: isZh ? '告警' : 'Alerts', isNumber: true, cell: ({ alerts }) => alerts },
    ],
    floods,
    isZh ? '时段内没有告警洪泛。' : 'No flood in the period.',
  );
}

/** A box that says what is missing, and why. */
export function toMissing(missing: readonly Text[], language: Language): Html | null {
  if (missing.length === 0) return null;
  return markup`<div class="missing">${missing.map((text) => markup`<p>${text[language]}</p>`)}</div>`;
}

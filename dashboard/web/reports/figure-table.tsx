import { figureDefinitions } from '../../../domain/figure-definitions.ts';
import type { FigureName, FigureRow, FigureValue } from '../../../domain/figures.ts';
import { FigureCell } from '../parts/figure-cell.tsx';
import { amountOf, targetWords } from '../parts/figure-words.ts';
import { say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { DayBars } from './day-bars.tsx';
import { figureGroups } from './figure-groups.ts';
import { t } from './phrases.ts';

/** Days of which a course is worth drawing. */
const daysDrawnMin = 2;

export interface FigureTableProps {
  /** The first one is everything together. */
  readonly rows: readonly FigureRow[];
  /** The period before; null: not known. Left out where there is nothing to compare with. */
  readonly before?: FigureRow | null;
  readonly days?: readonly FigureRow[];
  readonly areExplained: boolean;
}

/** Every figure, with its target, what it was before, its course, and, where asked for, what it is. */
export function FigureTable({ rows, before, days = [], areExplained }: FigureTableProps) {
  const hasDays = days.length >= daysDrawnMin;
  const columns = 2 + rows.length + Number(before !== undefined) + Number(hasDays);
  return (
    <div class="table-scroll">
      <table class="table reports-figures">
        <thead>
          <tr>
            <th scope="col">{t('figure')}</th>
            {rows.map(({ key, name }, index) => (
              <th key={key} scope="col">
                {index === 0 ? t(rows.length > 1 ? 'total' : 'value') : say(name)}
              </th>
            ))}
            <th scope="col">{t('target')}</th>
            {before !== undefined && <th scope="col">{t('before')}</th>}
            {hasDays && <th scope="col">{t('course')}</th>}
          </tr>
        </thead>
        {figureGroups.map(({ label, names }) => (
          <tbody key={label.en}>
            <tr class="reports-group">
              <th colSpan={columns} scope="colgroup">
                {say(label)}
              </th>
            </tr>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">
                  {say(figureDefinitions[name].label)}
                  {areExplained && <Definition name={name} />}
                </th>
                {rows.map(({ key, figures }) => (
                  <td key={key}>
                    <FigureCell name={name} figure={figures[name]} />
                  </td>
                ))}
                <td class="dim reports-target">{targetWords(name) ?? '–'}</td>
                {before !== undefined && (
                  <td class="dim">
                    {before === null ? (
                      '–'
                    ) : (
                      <Before name={name} now={rows[0]?.figures[name]} before={before} />
                    )}
                  </td>
                )}
                {hasDays && (
                  <td>
                    <DayBars name={name} days={days} label={say(figureDefinitions[name].label)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Definition({ name }: { name: FigureName }) {
  const { meaning, source } = figureDefinitions[name];
  return (
    <span class="reports-meaning dim">
      {say(meaning)} {source !== 'ours' && t('source', { source })}
    </span>
  );
}

/** The value before, and whether it has gone up or down since. */
function Before({
  name,
  now,
  before,
}: {
  name: FigureName;
  now: FigureValue | undefined;
  before: FigureRow;
}) {
  const { value } = before.figures[name];
  if (value === null) return <FigureCell name={name} figure={before.figures[name]} />;
  const present = now?.value ?? null;
  const change = present === null ? null : present > value ? 'higher' : present < value ? 'lower' : 'same';
  const arrow = { higher: '↑', lower: '↓', same: '=' };
  return (
    <>
      {change !== null && (
        <span class="reports-change" role="img" aria-label={t(change)} title={t(change)}>
          {arrow[change]}
        </span>
      )}
      {amountOf(name, value)}
    </>
  );
}

/** Shows or hides what each figure is; kept in the address. */
export function DefinitionsSwitch({ query }: { query: URLSearchParams }) {
  const isOn = query.get('define') === '1';
  return (
    <button type="button" aria-pressed={isOn} onClick={() => setQuery({ define: isOn ? null : '1' })}>
      {t('definitions')}
    </button>
  );
}

/** How many targets are missed, said above the figures. */
export function Verdict({ row }: { row: FigureRow }) {
  const missed = Object.values(row.figures).filter(
    ({ verdict }) => verdict === 'missed' || verdict === 'exceeded',
  ).length;
  return <span class="dim">{missed === 0 ? t('allMet') : t('missedCount', { n: missed })}</span>;
}

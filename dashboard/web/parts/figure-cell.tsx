import './figure-cell.css';
import type { FigureName, FigureValue } from '../../../domain/figures.ts';
import { amountOf, gapWords, verdictWords } from './figure-words.ts';

/** A figure's value, marked by shape, word and colour where its target is missed; hatched where it is not known. */
export function FigureCell({ name, figure }: { name: FigureName; figure: FigureValue }) {
  const { value, gap, verdict } = figure;
  if (value === null) return <span class="figure-gap">{gapWords(gap)}</span>;
  if (verdict === null || verdict === 'met') return <span class="figure-value">{amountOf(name, value)}</span>;
  return (
    <span class={`figure-value is-${verdict}`}>
      {amountOf(name, value)}
      <span class="figure-verdict">
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d={verdict === 'missed' ? 'M6 1 11.5 11h-11z' : 'M6 0 12 6 6 12 0 6z'} />
        </svg>
        {verdictWords(verdict)}
      </span>
    </span>
  );
}

import { phrasesOf } from '../shell/language.ts';
import './diff-view.css';
import { diffLines, toHunks } from './yaml/line-diff.ts';

const t = phrasesOf({
  same: { zh: '没有区别。', en: 'No difference.' },
  removed: { zh: '删去', en: 'removed' },
  added: { zh: '新增', en: 'added' },
  between: { zh: '未改动的行略去', en: 'unchanged lines left out' },
  caption: { zh: '{name}：{removed} 行删去，{added} 行新增', en: '{name}: {removed} removed, {added} added' },
});

const around = 3;
/** Lines that are drawn; beyond it nobody reads them here. */
const lines_max = 2_000;

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** A text that is to change, or has changed. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What changed between two texts, line by line with some unchanged ones around, each marked by a sign. */
export function DiffView({ name, before, after }: Difference) {
  const lines = diffLines(before, after);
  const removed = lines.filter(({ kind }) => kind === 'removed').length;
  const added = lines.filter(({ kind }) => kind === 'added').length;
  if (removed + added === 0) return <p class="dim">{t('same')}</p>;
  return (
    <figure class="diff">
      <figcaption>
        <strong>{name}</strong>{' '}
        <span class="dim" aria-label={t('caption', { name, removed, added })}>
          −{removed} +{added}
        </span>
      </figcaption>
      <div class="diff-scroll" role="region" aria-label={name} tabIndex={0}>
        <table class="diff-lines">
          <tbody>
            {toHunks(lines, around)
              .slice(0, lines_max)
              .map((line, index) =>
                line === null ? (
                  <tr key={index} class="diff-gap">
                    <td colSpan={4} aria-label={t('between')}>
                      ⋯
                    </td>
                  </tr>
                ) : (
                  <tr key={index} class={`diff-${line.kind}`}>
                    <td class="diff-number">{line.before}</td>
                    <td class="diff-number">{line.after}</td>
                    <td class="diff-sign" aria-label={line.kind === 'same' ? undefined : t(line.kind)}>
                      {signs[line.kind]}
                    </td>
                    <td class="diff-text">{line.text}</td>
                  </tr>
                ),
              )}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

import type { RuleSetView, RuleView } from '../../../domain/rule-set.ts';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { t } from './phrases.ts';
import { rulePartsOf } from './rule-yaml.ts';

interface OffRule {
  readonly id: string;
  /** The set in which it was for the last time. */
  readonly last: RuleSetView;
  /** The set without it. */
  readonly since: RuleSetView | null;
}

/** Rules that former sets had and the present one has not; `sets` newest first. */
export function offRulesOf(present: readonly string[], sets: readonly RuleSetView[]): readonly OffRule[] {
  const found = new Map<string, OffRule>();
  for (const [index, set] of sets.entries()) {
    for (const { id } of set.files.flatMap(rulePartsOf)) {
      if (present.includes(id) || found.has(id)) continue;
      found.set(id, { id, last: set, since: sets[index - 1] ?? null });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Which rules are off now, since when and why. */
export function OffRules({ present, sets }: { present: readonly RuleView[]; sets: readonly RuleSetView[] }) {
  const off = offRulesOf(
    present.map(({ id }) => id),
    sets,
  );
  if (off.length === 0) return null;
  return (
    <section class="off-rules">
      <h2>{t('offRules', { n: off.length })}</h2>
      <ul>
        {off.map(({ id, last, since }) => (
          <li key={id}>
            <strong>{id}</strong>
            {since !== null && (
              <span>
                {t('offSince', { moment: formatMoment(since.at, clock.peek()), who: since.by })}
                {since.comment !== null && <q>{since.comment}</q>}
              </span>
            )}
            <a href={`/rules?view=history&a=${encodeURIComponent(last.id)}`}>{t('lookAtSet')}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

import './rules.css';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { t as shared } from '../shell/language.ts';
import type { PageProps } from '../shell/pages.ts';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { RuleEdit } from './rule-edit.tsx';
import { RulePage } from './rule-page.tsx';
import { RuleSets } from './rule-sets.tsx';
import { RuleTrial } from './rule-trial.tsx';
import { RuleList } from './rule-list.tsx';
import { noiseByRule, noisePeriod_days } from './rule-noise.ts';
import { inForce, loadFiles } from './rule-store.ts';
import type { RuleFiles } from './rule-api.ts';

const day_ms = 86_400_000;
const views = ['list', 'edit', 'trial', 'history'] as const;
type View = (typeof views)[number];
const viewPhrases = {
  list: 'viewList',
  edit: 'viewEdit',
  trial: 'tryOnHistory',
  history: 'viewHistory',
} as const satisfies Record<View, string>;

/** The rules: what they say and how much they ring, changing and trying them, and what was in force before. */
export function RulesPage({ path, query }: PageProps) {
  const [id] = path;
  const view = views.find((each) => each === query.get('view')) ?? 'list';
  const files = useAnswer<RuleFiles>('files', loadFiles);
  return (
    <main class="page rules-page">
      <h1>{shared('rulesPage')}</h1>
      <Tabs
        label={shared('rulesPage')}
        current={id === undefined ? view : 'rule'}
        tabs={views.map((id) => ({
          id,
          href: id === 'list' ? '/rules' : `/rules?view=${id}`,
          words: t(viewPhrases[id]),
        }))}
      />
      <Answered of={files}>{() => (id === undefined ? contentOf(view) : <Rules id={id} />)}</Answered>
    </main>
  );
}

function contentOf(view: View) {
  if (view === 'edit') return <RuleEdit />;
  if (view === 'trial') return <RuleTrial />;
  return view === 'history' ? <RuleSets /> : <Rules id={null} />;
}

/** The list, or one of them. */
function Rules({ id }: { id: string | null }) {
  const setId = inForce.value?.setId ?? null;
  const rules = useAnswer(setId, ruleApi.rules);
  const sets = useAnswer(setId, ruleApi.history);
  const figures = useAnswer('figures', () => {
    const to = Date.now();
    return ruleApi.figures({ from: to - noisePeriod_days * day_ms, to, by: 'rule' });
  });
  return (
    <Answered of={rules}>
      {({ rules: found }) =>
        id === null ? (
          <RuleList rules={found} noise={noiseByRule(figures.value)} sets={sets.value?.sets ?? []} />
        ) : (
          <RulePage key={id} rules={found} id={id} />
        )
      }
    </Answered>
  );
}

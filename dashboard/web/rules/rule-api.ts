import type { FigureTable } from '../../../domain/figures.ts';
import type { SensorKind } from '../../../domain/kinds.ts';
import type { RuleFault, RuleFile, RuleSetView, RuleView, TrialView } from '../../../domain/rule-set.ts';
import type { AlertWithPlace } from '../../live-protocol.ts';
import type { JsonSchema } from '../parts/yaml/json-schema.ts';
import { ask, segment, withJson, withQuery } from '../shell/http.ts';

/** A set of files, named by what `PUT` asks for. */
export interface RuleFiles {
  readonly setId: string;
  readonly files: readonly RuleFile[];
}

/** Sets in one answer: each comes with all its files. */
const setsMax = 20;

export const ruleApi = {
  rules: () => ask<{ setId: string; rules: readonly RuleView[] }>('GET', '/api/rules'),
  files: () => ask<RuleFiles>('GET', '/api/rules/files'),
  schema: () => ask<JsonSchema>('GET', '/api/rules/schema'),
  history: () =>
    ask<{ sets: readonly RuleSetView[] }>('GET', withQuery('/api/rules/history', { limit: setsMax })),
  check: (files: readonly RuleFile[]) =>
    ask<{ errors: readonly RuleFault[] }>('POST', '/api/rules/check', withJson({ files, whole: true })),
  startTrial: (
    files: readonly RuleFile[],
    about: { kind?: SensorKind; deviceId?: string; from: number; to: number },
  ) => ask<{ id: string }>('POST', '/api/rules/trials', withJson({ files, whole: true, ...about })),
  trial: (id: string) => ask<{ trial: TrialView }>('GET', `/api/rules/trials/${segment(id)}`),
  switchOn: (setId: string, files: readonly RuleFile[], comment: string) =>
    ask<{ setId: string; dropped: readonly string[] }>(
      'PUT',
      '/api/rules',
      withJson({ files, comment }, { 'if-match': `"${setId}"` }),
    ),
  figures: (query: { from: number; to: number; by: 'rule' | 'device' | 'day'; rule?: string }) =>
    ask<FigureTable>('GET', withQuery('/api/figures', query)),
  alerts: (query: { rule: string; limit: number }) =>
    ask<{ alerts: readonly AlertWithPlace[] }>('GET', withQuery('/api/alerts', { state: 'all', ...query })),
};

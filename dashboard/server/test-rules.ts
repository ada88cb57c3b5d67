import type {
  RuleFault,
  RuleFile,
  RuleSetView,
  RuleView,
  TrialAlert,
  TrialRequest,
  TrialView,
} from '../../domain/rule-set.ts';
import type { DashboardRules } from './dependencies.ts';

/** A stand-in for the rules, for the dashboard's own tests. */
export interface MemoryRules extends DashboardRules {
  /** What was asked to be tried. */
  readonly trials: TrialRequest[];
}

function checkFiles(given: readonly RuleFile[]): readonly RuleFault[] {
  return given.flatMap(({ name, text }) =>
    text.includes('fault') ? [{ file: name, line: 1, message: 'a fault', hint: 'leave it out' }] : [],
  );
}

/** Rules that take every set whose files do not say `fault`. */
export function memoryRules(): MemoryRules {
  let files: readonly RuleFile[] = [{ name: 'smoke.yaml', text: 'kind: smoke\n' }];
  let set = 1;
  const trials: TrialRequest[] = [];
  const sets: RuleSetView[] = [];
  return {
    trials,
    list: () => [sampleRule()],
    limitsOf: ({ kind }) =>
      kind === 'smoke'
        ? [
            {
              ruleId: 'smoke-heat',
              title: { zh: '温度达到火警值', en: 'Fire heat' },
              metric: 'temperature_c',
              comparison: '>=',
              value: 57,
              severity: 1,
            },
          ]
        : [],
    files: () => files,
    setId: () => `set-${set}`,
    schema: () => sampleSchema,
    check: checkFiles,
    startTrial(request) {
      trials.push(request);
      return { id: `trial-${trials.length}` };
    },
    trial: (id) => (id === `trial-${trials.length}` ? sampleTrial({ id }) : null),
    async switchOn(request) {
      const setId = `set-${set}`;
      if (request.expectedSetId !== setId) return { outcome: 'stale', errors: [], setId, dropped: [] };
      const errors = checkFiles(request.files);
      if (errors.length > 0) return { outcome: 'refused', errors, setId, dropped: [] };
      files = request.files;
      set += 1;
      const { by, comment } = request;
      sets.unshift({ id: String(set), at: Date.now(), by, comment, files });
      return { outcome: 'done', errors: [], setId: `set-${set}`, dropped: ['smoke-alarm'] };
    },
    history: async (limit) => sets.slice(0, limit),
  };
}

const sampleSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    kind: { enum: ['smoke', 'water'], description: 'The sensor kind that all rules of the file are about.' },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: 'Unique: alerts refer to it.' },
          latching: { type: 'boolean', description: 'Stays until it is reset by hand.' },
        },
      },
    },
  },
};

export function sampleRule(changes: Partial<RuleView> = {}): RuleView {
  return {
    id: 'smoke-alarm',
    kind: 'smoke',
    title: { zh: '火警', en: 'Fire alarm' },
    severities: [1],
    version: 'abc123',
    file: 'smoke.yaml',
    line: 4,
    announce: true,
    disabledBecause: null,
    reason: 'The head has decided.',
    source: 'GB 20517',
    forecastRecord: null,
    advice: { zh: '立即电话核实，派人到场。', en: 'Call the premises now and send someone.' },
    latching: true,
    when: { metric: 'alarm', equals: 1 },
    and: [],
    unless: [],
    onDelay_s: 0,
    onReadings: 1,
    offDelay_s: 10,
    only: null,
    overrides: [],
    ...changes,
  };
}

export function sampleTrial(changes: Partial<TrialView> = {}): TrialView {
  const count = { version: 'abc123', alerts: 14, perDay: 2, confirmed: 3 };
  const alert: TrialAlert = {
    ruleId: 'smoke-alarm',
    deviceId: 'smoke-1',
    at: 3_600_000,
    returnedAt: 4_200_000,
    severity: 1,
    isForecast: false,
    isConfirmed: true,
  };
  return {
    id: 'trial-1',
    state: 'done',
    progress: 1,
    requestedAt: 0,
    by: 'admin',
    deviceId: null,
    kind: 'smoke',
    from: 0,
    to: 7 * 86_400_000,
    reason: null,
    result: {
      devices: 3,
      readings: 1_000,
      deviceDays: 21,
      rules: [
        {
          ruleId: 'smoke-alarm',
          title: { zh: '火警', en: 'Fire alarm' },
          tried: count,
          present: { ...count, alerts: 70, perDay: 10 },
        },
      ],
      alerts: [alert],
      alertsLeftOut: 13,
      presentAlerts: [
        { ...alert, at: 3_570_000 },
        { ...alert, deviceId: 'smoke-2', at: 90_000_000, returnedAt: 90_060_000, isConfirmed: false },
      ],
      presentAlertsLeftOut: 0,
    },
    ...changes,
  };
}

import { useSignal } from '@preact/signals';
import { kindNames, kinds, type SensorKind } from '../../../domain/kinds.ts';
import type { TrialView } from '../../../domain/rule-set.ts';
import { clock } from '../live/live-store.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field } from '../parts/field.tsx';
import { formatPercent } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { say, t as shared } from '../shell/language.ts';
import { route, setQuery } from '../shell/router.ts';
import { t } from './phrases.ts';
import { ruleApi } from './rule-api.ts';
import { changedFiles, draftFiles } from './rule-store.ts';
import { TrialOutcome } from './trial-outcome.tsx';
import { useTrial } from './use-trial.ts';

const dayMs = 86_400_000;
const periods_days = [1, 7, 30, 90, 365];

/** What the draft would have said about recorded readings, beside the rules in force. */
export function RuleTrial() {
  const { query } = route.value;
  const kind = kindNames.find((name) => name === query.get('kind')) ?? 'water';
  const device = query.get('device') ?? '';
  const days = periods_days.find((n) => String(n) === query.get('days')) ?? 7;
  const { trial, problem } = useTrial(query.get('trial'));
  const refused = useSignal<Problem | null>(null);
  const isStarting = useSignal(false);
  const changed = changedFiles.value;

  async function start(): Promise<void> {
    isStarting.value = true;
    const to = Math.round(clock.peek());
    const about = device.trim() === '' ? { kind } : { deviceId: device.trim() };
    const answer = await ruleApi.startTrial(draftFiles.peek(), { ...about, from: to - days * dayMs, to });
    isStarting.value = false;
    refused.value = answer.ok ? null : answer.problem;
    setQuery({ trial: answer.ok ? answer.value.id : null });
  }

  return (
    <section class="rule-trial" aria-label={t('tryOnHistory')}>
      <p class="dim">{t('trialExplained')}</p>
      <p data-testid="trial-draft">
        {changed.length === 0 ? t('trialUnchanged') : t('changedFiles', { names: changed.join(', ') })}
      </p>
      <form
        class="trial-form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <Field label={t('kind')}>
          <select
            value={kind}
            disabled={device.trim() !== ''}
            onChange={(event) => setQuery({ kind: event.currentTarget.value })}
          >
            {kindNames.map((name: SensorKind) => (
              <option key={name} value={name}>
                {say(kinds[name].label)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('oneDevice')}>
          <input
            value={device}
            placeholder={t('allDevices')}
            spellcheck={false}
            onInput={(event) => setQuery({ device: event.currentTarget.value })}
          />
        </Field>
        <Field label={t('period')}>
          <select value={days} onChange={(event) => setQuery({ days: event.currentTarget.value })}>
            {periods_days.map((n) => (
              <option key={n} value={n}>
                {t('lastDays', { n })}
              </option>
            ))}
          </select>
        </Field>
        <button class="primary" type="submit" disabled={isStarting.value}>
          {isStarting.value ? shared('working') : t('startTrial')}
        </button>
        <p role="status">{trial !== null && stateWords(trial)}</p>
      </form>
      {refused.value !== null && <Refused problem={refused.value} />}
      {problem !== null && (
        <p class="error" role="alert">
          {problem.status === 404 ? t('trialForgotten') : problemWords(problem)}
        </p>
      )}
      {trial?.state === 'running' && (
        <progress value={trial.progress} max={1} aria-label={stateWords(trial)} />
      )}
      {trial === null && problem === null && refused.value === null && (
        <EmptyState title={t('noTrial')}>{t('noTrialNext')}</EmptyState>
      )}
      {trial !== null && trial.result !== null && <TrialOutcome trial={trial} result={trial.result} />}
    </section>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const words =
    problem.code === 'no-such-device'
      ? t('noSuchDevice')
      : problem.errors === undefined
        ? problemWords(problem)
        : t('faultsFirst', { n: problem.errors.length });
  return (
    <p class="error" role="alert">
      {words}
    </p>
  );
}

function stateWords({ state, progress, reason, result }: TrialView): string {
  if (state === 'waiting') return t('trialWaiting');
  if (state === 'running') return t('trialRunning', { percent: formatPercent(progress) });
  if (state === 'failed') return t('trialFailed', { reason: reason ?? '' });
  if (result === null) return '';
  const { devices, readings, deviceDays } = result;
  return t('trialDone', {
    devices: devices.toLocaleString('en-US'),
    readings: readings.toLocaleString('en-US'),
    days: Number(deviceDays.toFixed(1)),
  });
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { kindNames, kinds, type SensorKind } from '../../domain/kinds.ts';
import type { RuleFault, RuleFile, TrialView } from '../../domain/rule-set.ts';
import { api } from './api.ts';
import { formatPercent } from './format.ts';
import { say, t } from './language.ts';
import { clock } from './live-store.ts';
import { TrialTable } from './trial-table.tsx';

const dayMs = 86_400_000;
const periods_days = [1, 7, 30, 90, 365];
const pollMs = 1_000;

/** What the draft would have said about recorded readings, beside the rules in force. */
export function RuleTrial(props: {
  readonly files: readonly RuleFile[];
  readonly fail: (faults: readonly RuleFault[]) => void;
}) {
  const kind = useSignal<SensorKind>('water');
  const deviceId = useSignal('');
  const days = useSignal(7);
  const trial = useSignal<TrialView | null>(null);
  const id = useSignal<string | null>(null);
  const message = useSignal<string | null>(null);

  async function start(): Promise<void> {
    trial.value = null;
    message.value = null;
    const to = Math.round(clock.peek());
    const device = deviceId.value.trim();
    const about = device === '' ? { kind: kind.value } : { deviceId: device };
    const answer = await api.startTrial(props.files, { ...about, from: to - days.value * dayMs, to });
    id.value = answer.ok ? answer.value.id : null;
    if (answer.ok) return;
    if (answer.problem.errors !== undefined) props.fail(answer.problem.errors);
    message.value = t('unexpected', { code: answer.problem.detail ?? answer.problem.code });
  }

  useEffect(() => {
    const asked = id.value;
    if (asked === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    async function poll(trialId: string): Promise<void> {
      const answer = await api.trial(trialId);
      if (!isCurrent) return;
      if (answer.ok) trial.value = answer.value.trial;
      else message.value = t('unexpected', { code: answer.problem.detail ?? answer.problem.code });
      const goesOn = answer.ok && ['waiting', 'running'].includes(answer.value.trial.state);
      if (goesOn) timer = setTimeout(() => void poll(trialId), pollMs);
    }
    void poll(asked);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [id.value]);

  return (
    <form
      class="rule-trial"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h3>{t('trial')}</h3>
      <p class="dim">{t('trialExplained')}</p>
      <div class="section-head">
        <select
          aria-label={t('kind')}
          value={kind.value}
          disabled={deviceId.value.trim() !== ''}
          onChange={(event) => (kind.value = event.currentTarget.value as SensorKind)}
        >
          {kindNames.map((name) => (
            <option key={name} value={name}>
              {say(kinds[name].label)}
            </option>
          ))}
        </select>
        <input
          aria-label={t('deviceOrAll')}
          placeholder={t('deviceOrAll')}
          value={deviceId.value}
          onInput={(event) => (deviceId.value = event.currentTarget.value)}
        />
        <select
          aria-label={t('range')}
          value={days.value}
          onChange={(event) => (days.value = Number(event.currentTarget.value))}
        >
          {periods_days.map((n) => (
            <option key={n} value={n}>
              {t('lastDays', { n })}
            </option>
          ))}
        </select>
        <button type="submit">{t('startTrial')}</button>
        {trial.value !== null && <span role="status">{stateWords(trial.value)}</span>}
        {message.value !== null && (
          <span class="error" role="alert">
            {message.value}
          </span>
        )}
      </div>
      {trial.value?.result !== undefined && trial.value.result !== null && (
        <TrialTable result={trial.value.result} />
      )}
    </form>
  );
}

function stateWords({ state, progress, reason, result }: TrialView): string {
  if (state === 'waiting') return t('trialWaiting');
  if (state === 'running') return t('trialRunning', { percent: formatPercent(progress) });
  if (state === 'failed') return t('trialFailed', { reason: reason ?? '' });
  if (result === null) return '';
  const { devices, readings, deviceDays } = result;
  return t('trialDone', {
    devices,
    readings: readings.toLocaleString('en-US'),
    days: Number(deviceDays.toFixed(1)),
  });
}

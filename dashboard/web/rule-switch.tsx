import { useSignal } from '@preact/signals';
import type { RuleFault, RuleFile } from '../../domain/rule-set.ts';
import { api } from './api.ts';
import { t } from './language.ts';

/** Puts the draft in force: needs a change, a reason, and that nobody else was quicker. */
export function RuleSwitch(props: {
  readonly setId: string;
  readonly files: readonly RuleFile[];
  readonly isChanged: boolean;
  readonly fail: (faults: readonly RuleFault[]) => void;
  readonly reload: () => void;
  readonly done: (words: string) => void;
}) {
  const comment = useSignal('');
  const isBusy = useSignal(false);
  const isStale = useSignal(false);
  const message = useSignal<string | null>(null);

  async function switchOn(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    message.value = null;
    const answer = await api.switchRules(props.setId, props.files, comment.value.trim());
    isBusy.value = false;
    if (answer.ok) {
      const { dropped } = answer.value;
      props.done(dropped.length === 0 ? t('switchedOn') : t('droppedState', { names: dropped.join(', ') }));
    } else if (answer.problem.code === 'stale') {
      isStale.value = true;
    } else {
      if (answer.problem.errors !== undefined) props.fail(answer.problem.errors);
      message.value = t('unexpected', { code: answer.problem.detail ?? answer.problem.code });
    }
  }

  const mayNot = !props.isChanged || comment.value.trim() === '' || isBusy.value;
  return (
    <form
      class="rule-switch"
      onSubmit={(event) => {
        event.preventDefault();
        if (!mayNot) void switchOn();
      }}
    >
      <h3>{t('switchOn')}</h3>
      <div class="section-head">
        <input
          aria-label={t('switchOnReason')}
          placeholder={t('switchOnReason')}
          maxLength={2_000}
          value={comment.value}
          onInput={(event) => (comment.value = event.currentTarget.value)}
        />
        <button class="primary" type="submit" disabled={mayNot}>
          {isBusy.value ? t('working') : t('switchOn')}
        </button>
      </div>
      {message.value !== null && <p role="status">{message.value}</p>}
      {isStale.value && (
        <p class="error" role="alert">
          {t('staleRules')}{' '}
          <button type="button" onClick={props.reload}>
            {t('reload')}
          </button>
        </p>
      )}
    </form>
  );
}

import { useRef } from 'preact/hooks';
import type { PlanRun } from '../../../domain/plan.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { say, t as common } from '../shell/language.ts';
import { t } from './phrases.ts';
import { planApi } from './plan-api.ts';
import { askRun, busy } from './run-acts.ts';
import { summaryOf } from './run-steps.ts';

/** Asks once more before a plan is ended, and for what is to be remembered of it. */
export function EndRunDialog({
  run,
  onClose,
  onEnded,
}: {
  run: PlanRun;
  onClose: () => void;
  onEnded: () => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const summary = summaryOf(run);
  const key = `${run.id}:end`;

  async function end(): Promise<void> {
    const comment = field.current?.value.trim() ?? '';
    if (!(await askRun(key, () => planApi.end(run.id, comment === '' ? null : comment)))) return;
    onClose();
    onEnded();
  }

  return (
    <Dialog title={t('endTitle', { title: say(run.plan.title) })} onClose={onClose}>
      <p>
        {summary.open > 0 && <b>{t('endOpen', { n: summary.open })} </b>}
        {t('endDetail')}
      </p>
      <p class="dim">{t('summaryLine', summary)}</p>
      <Field label={t('endSummary')}>
        <textarea ref={field} rows={4} maxLength={2_000} />
      </Field>
      <div class="buttons">
        <button class="primary" type="button" aria-disabled={busy.value.has(key)} onClick={() => void end()}>
          {t('end')}
        </button>
        <button type="button" onClick={onClose}>
          {common('cancel')}
        </button>
      </div>
    </Dialog>
  );
}

import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { formatMoment } from '../parts/format.ts';
import { problemWords } from '../parts/problem-words.ts';
import type { Problem } from '../shell/http.ts';
import { accessApi, type AuditCheckView } from './access-api.ts';
import { t } from './phrases.ts';

/** Whether an entry was changed or taken away. It reads all of them, so it is asked for. */
export function ChainState() {
  const found = useSignal<AuditCheckView | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  async function check(): Promise<void> {
    isBusy.value = true;
    const answer = await accessApi.checkAudit();
    isBusy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    found.value = answer.ok ? answer.value : null;
  }
  return (
    <div class="access-bar">
      <button type="button" disabled={isBusy.value} onClick={() => void check()}>
        {t(isBusy.value ? 'checking' : 'checkChain')}
      </button>
      <div role="status">
        {problem.value !== null && (
          <span class="error">
            {problem.value.code === 'database-away' ? t('databaseAway') : problemWords(problem.value)}
          </span>
        )}
        {found.value !== null && <Found check={found.value} />}
      </div>
    </div>
  );
}

function timeWords(time: number | null): string {
  return time === null ? '' : formatMoment(time, clock.value);
}

function Found({ check: { entries, unchained, since, faults, first } }: { check: AuditCheckView }) {
  return (
    <>
      {faults === 0 ? (
        <strong>
          {since === null
            ? t('unbrokenNone')
            : t('unbroken', { time: timeWords(since), n: entries - unchained })}
        </strong>
      ) : (
        <>
          <strong class="error">{t('broken', { n: faults })}</strong>
          <ul>
            {first.map(({ fault, seq, at }) => (
              <li key={`${fault}-${seq}-${at}`}>{t(`fault-${fault}`, { time: timeWords(at), seq })}</li>
            ))}
          </ul>
        </>
      )}
      {unchained > 0 && <span class="dim"> {t('unchained', { n: unchained })}</span>}
    </>
  );
}

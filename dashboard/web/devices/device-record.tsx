import { useAnswer } from '../parts/answer.tsx';
import { say } from '../shell/language.ts';
import { deviceApi } from './device-api.ts';
import { p } from './device-phrases.ts';
import { FactRow } from './fact-row.tsx';

/** How its alerts turned out over 90 days: told, found real, found false, and what that suggests. */
export function DeviceRecord({ id }: { id: string }) {
  const asked = useAnswer(id, () => deviceApi.record(id));
  if (asked.value === null) {
    return asked.problem === null ? null : (
      <section>
        <h2>{p('record')}</h2>
        <p class="dim">{p('historyAway')}</p>
      </section>
    );
  }
  const { detectors } = asked.value;
  const sum = (of: 'announced' | 'judged' | 'real' | 'false'): number =>
    detectors.reduce((total, detector) => total + detector[of], 0);
  const advice = detectors.flatMap((detector) => detector.advice);
  return (
    <section>
      <h2>
        {p('record')} <span class="dim">{p('recordDays')}</span>
      </h2>
      <dl class="device-facts">
        <FactRow name={p('recordAlerts')}>{sum('announced')}</FactRow>
        <FactRow name={p('recordReal')}>{sum('real')}</FactRow>
        <FactRow name={p('recordFalse')}>{sum('false')}</FactRow>
        <FactRow name={p('recordUnjudged')}>{Math.max(0, sum('announced') - sum('judged'))}</FactRow>
      </dl>
      {advice.length > 0 && (
        <ul class="record-advice">
          {advice.map((words) => (
            <li key={words.en}>{say(words)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

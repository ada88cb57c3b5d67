import type { DetectorRecord } from '../../../domain/figures.ts';
import { shareWords } from '../parts/figure-words.ts';
import { say } from '../shell/language.ts';
import { devicePath } from '../shell/router.ts';
import { t } from './phrases.ts';

/** Detectors with how their alerts turned out. A verdict that is not known is hatched, never green. */
export function DetectorTable({ detectors }: { detectors: readonly DetectorRecord[] }) {
  return (
    <div class="table-scroll">
      <table class="table reports-detectors">
        <thead>
          <tr>
            <th scope="col">{t('detector')}</th>
            <th scope="col">{t('rule')}</th>
            <th scope="col" class="number">
              {t('announced')}
            </th>
            <th scope="col" class="number">
              {t('judged')}
            </th>
            <th scope="col" class="number">
              {t('false')}
            </th>
            <th scope="col" class="number">
              {t('real')}
            </th>
            <th scope="col">{t('falseShare')}</th>
            <th scope="col">{t('verdict')}</th>
            <th scope="col">{t('advice')}</th>
          </tr>
        </thead>
        <tbody>
          {detectors.map((one) => (
            <tr key={`${one.deviceId} ${one.ruleId}`}>
              <td>
                <a href={devicePath(one.deviceId)}>{one.deviceId}</a>
                <span class="dim reports-place">{say(one.place)}</span>
              </td>
              <td class="dim">{one.ruleId}</td>
              <td class="number">{one.announced}</td>
              <td class="number">{one.judged}</td>
              <td class="number">{one.false}</td>
              <td class="number">{one.real}</td>
              <td>
                <ShareRange record={one} />
              </td>
              <td>
                {one.verdict === 'tooFew' ? (
                  <span class="figure-gap">{t('verdict-tooFew')}</span>
                ) : (
                  <span class={one.verdict === 'mostlyFalse' ? 'reports-mostly-false' : undefined}>
                    {t(`verdict-${one.verdict}`)}
                  </span>
                )}
              </td>
              <td class="reports-advice">{one.advice.map(say).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The share as a point within its interval: how sure it is shows at once. */
function ShareRange({ record: { falseShare, low, high } }: { record: DetectorRecord }) {
  if (falseShare === null || low === null || high === null) return <span class="dim">–</span>;
  return (
    <span class="reports-share">
      <svg viewBox="0 0 100 10" aria-hidden="true" preserveAspectRatio="none">
        <rect class="reports-bar-room" y="3" width="100" height="4" />
        <rect class="reports-bar" x={low * 100} y="3" width={(high - low) * 100} height="4" opacity="0.5" />
        <rect class="reports-bar" x={falseShare * 100 - 1} width="2" height="10" />
      </svg>
      {shareWords(falseShare)}
      <span class="dim">
        {shareWords(low)} – {shareWords(high)}
      </span>
    </span>
  );
}

import { useSignal } from '@preact/signals';
import type { AlertWithPlace } from '../../live-protocol.ts';
import { t } from '../shell/language.ts';
import { AlertLine } from './alert-siblings.tsx';

/** Drawn at once; a storm has a thousand. */
const pageLines = 40;

/** Alerts in lines, in the order given, page by page. */
export function AlertLines({ alerts }: { alerts: readonly AlertWithPlace[] }) {
  const shown = useSignal(pageLines);
  const left = alerts.length - shown.value;
  return (
    <>
      <ul class="detail-list">
        {alerts.slice(0, shown.value).map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ul>
      {left > 0 && (
        <button class="quiet detail-more" type="button" onClick={() => (shown.value += pageLines)}>
          {t('showMore', { n: Math.min(left, pageLines), total: alerts.length })}
        </button>
      )}
    </>
  );
}

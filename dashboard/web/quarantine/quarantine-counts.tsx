import { setQuery } from '../shell/router.ts';
import { codeWords } from './fault-words.ts';
import { t } from './phrases.ts';
import type { QuarantineCounts as Counts, QuarantineFilter } from './quarantine-api.ts';

/** How many by reason and by device; each is a filter of the list. */
export function QuarantineCounts({ counts, filter }: { counts: Counts | null; filter: QuarantineFilter }) {
  if (counts === null) return <aside class="quarantine-counts" />;
  return (
    <aside class="quarantine-counts">
      <CountList
        title={t('byReason')}
        all={t('allReasons')}
        name="code"
        chosen={filter.code}
        lines={counts.byCode.map(({ code, count }) => ({ value: code, words: codeWords(code), count }))}
      />
      <CountList
        title={t('byDevice')}
        all={t('allDevices')}
        name="device"
        chosen={filter.device}
        lines={counts.byDevice.map(({ deviceId, count }) => ({
          value: deviceId,
          words: deviceId ?? t('noDevice'),
          count,
        }))}
      />
    </aside>
  );
}

function CountList({
  title,
  all,
  name,
  chosen,
  lines,
}: {
  title: string;
  all: string;
  name: 'code' | 'device';
  chosen: string | undefined;
  lines: readonly { readonly value: string | null; readonly words: string; readonly count: number }[];
}) {
  const most = Math.max(1, ...lines.map(({ count }) => count));
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        <li>
          <button
            type="button"
            class="quarantine-count"
            aria-pressed={chosen === undefined}
            onClick={() => setQuery({ [name]: null, id: null })}
          >
            <span>{all}</span>
            <span class="number">{lines.reduce((sum, { count }) => sum + count, 0)}</span>
          </button>
        </li>
        {lines.map(({ value, words, count }) => (
          <li key={value}>
            <button
              type="button"
              class="quarantine-count"
              aria-pressed={value !== null && chosen === value}
              disabled={value === null}
              onClick={() => setQuery({ [name]: value, id: null })}
            >
              <span>{words}</span>
              <span class="number">{count}</span>
              <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
                <rect width={(count / most) * 100} height="2" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

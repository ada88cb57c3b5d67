import type { CanaryDelays } from '../../../domain/canary.ts';
import type { SystemView } from '../../../domain/system.ts';
import { serverNow } from '../live/live-store.ts';
import { formatDelay, formatMoment } from '../parts/format.ts';
import { Facts, Unknown } from './facts.tsx';
import { t } from './phrases.ts';

/** How long the service's own test alarm takes, and whether somebody outside is told that all is well. */
export function ProofFacts({ view: { canary, deadMan } }: { readonly view: SystemView }) {
  return (
    <Facts
      lines={[
        [
          t('canary'),
          canary === null ? (
            <Unknown words={t('canaryNone')} />
          ) : (
            t(`canary-${canary.state}`, { time: moment(canary.provenAt) })
          ),
        ],
        ...(canary === null
          ? []
          : [
              window(t('window5m'), canary.delays.fiveMinutes),
              window(t('window1h'), canary.delays.hour),
              window(t('window24h'), canary.delays.day),
            ]),
        [
          t('deadMan'),
          deadMan === null ? (
            <Unknown words={t('deadManNone')} />
          ) : (
            <>
              {deadMan.reason === null && deadMan.lastSentAt !== null
                ? t('deadManSent', { time: moment(deadMan.lastSentAt), host: deadMan.host })
                : t('deadManReason', { reason: deadMan.reason ?? '' })}
              <span class="dim system-second">
                {t('deadManCounts', {
                  sent: deadMan.sent,
                  failed: deadMan.failed,
                  withheld: deadMan.withheld,
                })}
              </span>
            </>
          ),
        ],
      ]}
    />
  );
}

function window(words: string, { p50_ms, p99_ms, count, missed }: CanaryDelays) {
  return [
    t('canaryWindow', { window: words }),
    <>
      {delay(p50_ms)} / {delay(p99_ms)}
      {missed > 0 && <span class="dim system-second">{t('canaryMissed', { missed, n: count })}</span>}
    </>,
  ] as const;
}

function moment(at: number): string {
  return formatMoment(at, serverNow());
}

function delay(ms: number | null): string {
  return ms === null ? '—' : formatDelay(ms);
}

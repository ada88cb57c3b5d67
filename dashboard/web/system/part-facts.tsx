import type { SystemView } from '../../../domain/system.ts';
import { clock, serverNow } from '../live/live-store.ts';
import { formatAge, formatMoment } from '../parts/format.ts';
import { language } from '../shell/language.ts';
import { bytesWords, countWords } from './amounts.ts';
import { DatabaseFacts } from './database-facts.tsx';
import { Facts } from './facts.tsx';
import type { SystemPart } from './findings.ts';
import { JournalFacts } from './journal-facts.tsx';
import { t } from './phrases.ts';
import { ProofFacts } from './proof-facts.tsx';

/** What is known of one part. */
export function PartFacts({ part, view }: { part: SystemPart; view: SystemView }) {
  const Shown = shown[part];
  return <Shown view={view} />;
}

type OfView = { readonly view: SystemView };

const shown: Readonly<Record<SystemPart, (props: OfView) => preact.JSX.Element>> = {
  broker: ({ view: { broker } }) => (
    <Facts
      lines={[
        [t('devices'), countWords(broker.devices)],
        [t('connections'), countWords(broker.connections)],
        [t('received'), `${countWords(broker.received)} · ${bytesWords(broker.receivedBytes)}`],
        [t('unaccepted'), countWords(broker.unaccepted)],
        [t('refused'), <Reasons counts={broker.refused} />],
        [t('forbidden'), <Reasons counts={broker.forbidden} />],
      ]}
    />
  ),
  ingest: ({ view: { ingest } }) => (
    <Facts
      lines={[
        [t('received'), countWords(ingest.messages)],
        [t('readingsDecoded'), countWords(ingest.readings)],
        [
          t('quarantined'),
          ingest.quarantined === 0 ? t('none') : <a href="/quarantine">{countWords(ingest.quarantined)}</a>,
        ],
        [t('unreadable'), countWords(ingest.unreadable)],
      ]}
    />
  ),
  journal: JournalFacts,
  database: DatabaseFacts,
  rules: ({ view: { rules } }) => (
    <Facts
      lines={[
        [t('rulesOn'), <a href="/rules">{countWords(rules.on)}</a>],
        [t('rulesBroken'), rules.broken.length === 0 ? t('none') : rules.broken.join(', ')],
        [t('ruleSet'), <code>{rules.setId.slice(0, 12)}</code>],
        [
          t('since'),
          `${formatMoment(rules.since, serverNow())} ${rules.by === 'files' ? t('byFiles') : rules.by}`,
        ],
        [t('watched'), countWords(rules.devices)],
        [t('changes'), countWords(rules.changes)],
      ]}
    />
  ),
  desk: ({ view: { desk } }) => (
    <Facts
      lines={[
        [t('openAlerts'), <a href="/">{countWords(desk.openAlerts)}</a>],
        [t('unacknowledged'), countWords(desk.unacknowledged)],
        [t('openIncidents'), countWords(desk.openIncidents)],
        [t('openCases'), <a href="/cases">{countWords(desk.openCases)}</a>],
      ]}
    />
  ),
  channels: ({ view: { channels } }) =>
    channels.length === 0 ? (
      <p class="dim">
        {t('noChannels')} <a href="/settings">{t('setUpChannels')}</a>
      </p>
    ) : (
      <Facts
        lines={channels.map(({ id, state, sent, failed, waiting }) => [
          id,
          <>
            {t(`channel-${state}`)}
            <span class="dim system-second">{t('channelCounts', { sent, failed, n: waiting })}</span>
          </>,
        ])}
      />
    ),
  proof: ProofFacts,
  live: ({ view: { live } }) => (
    <Facts
      lines={[
        [t('screens'), countWords(live.screens)],
        [t('seq'), countWords(live.seq)],
        [t('held'), countWords(live.heldChanges)],
        [t('slow'), countWords(live.closedForSlowness)],
      ]}
    />
  ),
  process: ({ view }) => (
    <Facts
      lines={[
        [
          t('memory'),
          t('ofMax', {
            used: bytesWords(view.process.rssBytes),
            max: bytesWords(view.process.memoryBytes),
          }),
        ],
        [t('heap'), bytesWords(view.process.heapUsedBytes)],
        [t('cores'), countWords(view.process.cores)],
        [t('uptime'), formatAge(clock.value - view.startedAt, language.value)],
        [t('node'), view.node],
      ]}
    />
  ),
};

/** Counts by reason, the most frequent first. */
function Reasons({ counts }: { counts: Readonly<Record<string, number>> }) {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  if (entries.length === 0) return <>{t('none')}</>;
  return <>{entries.map(([reason, count]) => `${reason} ${countWords(count)}`).join(' · ')}</>;
}

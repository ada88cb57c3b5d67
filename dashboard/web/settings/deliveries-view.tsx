import type { ChannelState } from '../../../domain/delivery.ts';
import { deliveryStates } from '../../../domain/delivery.ts';
import type { Channel } from '../../../domain/desk-settings.ts';
import { useSignal } from '@preact/signals';
import { clock } from '../live/live-store.ts';
import { Answered, useAnswer } from '../parts/answer.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { formatMoment } from '../parts/format.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { say } from '../shell/language.ts';
import { alertPath, casePath, incidentPath, route, setQuery } from '../shell/router.ts';
import type { About } from './about.ts';
import { t } from './phrases.ts';
import { settingsApi, type DeliveryView } from './settings-api.ts';

const pageRows = 50;

/** Whether the channels work, and what was sent to whom. */
export function DeliveriesView({ answer }: About) {
  const channels = useAnswer('channels', settingsApi.channels);
  return (
    <>
      <section>
        <h2>{t('channels')}</h2>
        {answer.settings.channels.length === 0 ? (
          <EmptyState title={t('noChannels')}>{t('noChannelsNext')}</EmptyState>
        ) : (
          <Answered of={channels}>
            {({ channels: states }) => (
              <div class="card table-scroll">
                <table class="table" data-testid="channels">
                  <tbody>
                    {answer.settings.channels.map((channel) => (
                      <ChannelRow
                        key={channel.id}
                        channel={channel}
                        state={states.find(({ channelId }) => channelId === channel.id)}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Answered>
        )}
      </section>
      <Deliveries />
    </>
  );
}

function ChannelRow({ channel, state }: { channel: Channel; state: ChannelState | undefined }) {
  const now = clock.peek();
  const word = state?.state ?? 'unused';
  return (
    <tr>
      <td>
        <strong>{channel.id}</strong>
        <span class="settings-id dim">{channel.type}</span>
      </td>
      <td>
        {word === 'broken' ? (
          <strong class="channel-broken">
            {t('brokenSince', {
              moment: formatMoment(state?.brokenSince ?? now, now),
              n: state?.failures ?? 0,
            })}
          </strong>
        ) : (
          <span class={word === 'unused' ? 'dim' : undefined}>{t(word)}</span>
        )}
        {state !== undefined && state.lastError !== null && word !== 'working' && (
          <span class="settings-id dim">{state.lastError}</span>
        )}
      </td>
      <td class="dim">
        {state !== undefined && state.lastSentAt !== null && (
          <span class="settings-id">{t('lastSent', { moment: formatMoment(state.lastSentAt, now) })}</span>
        )}
        {state !== undefined && state.lastFailedAt !== null && (
          <span class="settings-id">
            {t('lastFailed', { moment: formatMoment(state.lastFailedAt, now) })}
          </span>
        )}
      </td>
      <td class="number">{t('budget', { n: channel.perMinute_max })}</td>
    </tr>
  );
}

function Deliveries() {
  const asked = route.value.query.get('state');
  const state = deliveryStates.find((each) => each === asked) ?? null;
  const older = useSignal<readonly string[]>([]);
  const choose = (next: string | null): void => {
    older.value = [];
    setQuery({ state: next });
  };
  return (
    <section>
      <div class="section-head">
        <h2>{t('lastDeliveries')}</h2>
        <span class="spring" />
        <div class="buttons" role="group" aria-label={t('state')}>
          {[null, ...deliveryStates].map((each) => (
            <button key={each} type="button" aria-pressed={state === each} onClick={() => choose(each)}>
              {t(each ?? 'allStates')}
            </button>
          ))}
        </div>
      </div>
      {[undefined, ...older.value].map((cursor, index) => (
        <Page
          key={`${state} ${cursor}`}
          state={state}
          cursor={cursor}
          more={index === older.value.length ? (next) => (older.value = [...older.value, next]) : null}
        />
      ))}
    </section>
  );
}

function Page(props: {
  readonly state: string | null;
  readonly cursor: string | undefined;
  readonly more: ((cursor: string) => void) | null;
}) {
  const { state, cursor, more } = props;
  const found = useAnswer(`${state} ${cursor}`, () =>
    settingsApi.deliveries({
      limit: pageRows,
      ...(state === null ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
  return (
    <Answered of={found}>
      {({ deliveries, nextCursor }) =>
        deliveries.length === 0 && cursor === undefined ? (
          <EmptyState title={t('noDeliveries')} />
        ) : (
          <>
            <Table deliveries={deliveries} hasHead={cursor === undefined} />
            {nextCursor !== null && more !== null && (
              <button type="button" onClick={() => more(nextCursor)}>
                {t('more')}
              </button>
            )}
          </>
        )
      }
    </Answered>
  );
}

function Table({ deliveries, hasHead }: { deliveries: readonly DeliveryView[]; hasHead: boolean }) {
  const now = clock.peek();
  return (
    <div class="card table-scroll">
      <table class="table deliveries" data-testid="deliveries">
        {hasHead && (
          <thead>
            <tr>
              <th>{t('time')}</th>
              <th>{t('recipient')}</th>
              <th>{t('what')}</th>
              <th>{t('channel')}</th>
              <th>{t('state')}</th>
            </tr>
          </thead>
        )}
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td>
                <time>{formatMoment(delivery.createdAt, now)}</time>
              </td>
              <td>{say(delivery.recipientName)}</td>
              <td>
                <span class="delivery-what">
                  <SeverityMark severity={delivery.severity} hollow />
                  <Subject delivery={delivery} /> <span class="dim">{t(delivery.reason)}</span>
                </span>
              </td>
              <td>
                {delivery.channelId ?? <span class="dim">—</span>}
                {delivery.attempts > 1 && <span class="dim"> {t('tried', { n: delivery.attempts })}</span>}
              </td>
              <td>
                {delivery.state === 'failed' ? <strong>⚠ {t('failed')}</strong> : t(delivery.state)}
                {delivery.state === 'failed' && delivery.lastError !== null && (
                  <span class="settings-id dim">{delivery.lastError}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Subject({ delivery: { subject, title } }: { delivery: DeliveryView }) {
  const paths = { alert: alertPath, incident: incidentPath, case: casePath } as const;
  if (subject.type === 'notice') return <>{say(title)}</>;
  return <a href={paths[subject.type](subject.id)}>{say(title)}</a>;
}

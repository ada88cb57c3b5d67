import type { DeskSettings, Route, SuppressionRule } from '../../../domain/desk-settings.ts';
import { severities } from '../../../domain/severity.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { placeName, type About } from './about.ts';
import { listed } from '../shell/language.ts';
import { t } from './phrases.ts';
import type { AreaView } from './settings-api.ts';
import { matchWords, secondsWords, tellWords } from './words.ts';

/** Which alerts are told to whom, at once and step by step while nobody answers; and what holds them back. */
export function RoutesView({ answer, areas }: About) {
  const { settings } = answer;
  return (
    <>
      <p class="dim">{t('firstMatch')}</p>
      <ol class="routes" data-testid="routes">
        {settings.routes.map((route) => (
          <RouteItem key={route.id} route={route} settings={settings} areas={areas} above={null} />
        ))}
      </ol>
      <Quiet settings={settings} />
    </>
  );
}

/** What a finer route has from the one above it. */
type Above = Pick<Route, 'tell' | 'escalation'>;

function RouteItem(props: {
  readonly route: Route;
  readonly settings: DeskSettings;
  readonly areas: readonly AreaView[];
  readonly above: Above | null;
}) {
  const { route, settings, areas, above } = props;
  const words = matchWords(route.match, (code) => placeName(areas, code));
  const tell = route.tell.length > 0 ? route.tell : (above?.tell ?? []);
  const escalation = route.escalation ?? above?.escalation ?? null;
  return (
    <li class="route">
      <div class="route-line">
        <div class="route-match">
          <span class="route-marks">
            {route.match.severities.map((severity) => (
              <SeverityMark key={severity} severity={severity} hollow />
            ))}
          </span>
          <strong>{words.length === 0 ? t('allAlerts') : words.join(' · ')}</strong>
          <span class="settings-id dim">{route.id}</span>
        </div>
        <ol class="route-steps">
          <li>
            <span class="route-time">{t('atOnce')}</span>
            <span>
              {listed(tell.map((each) => tellWords(each, settings))) || t('nobody')}
              {route.tell.length === 0 && above !== null && <span class="dim"> {t('inherited')}</span>}
            </span>
          </li>
          <Steps settings={settings} id={escalation} />
          {route.goOn && <li class="dim">{t('goesOn')}</li>}
        </ol>
      </div>
      {route.routes.length > 0 && (
        <ol class="routes is-inner">
          {route.routes.map((inner) => (
            <RouteItem
              key={inner.id}
              route={inner}
              settings={settings}
              areas={areas}
              above={{ tell, escalation }}
            />
          ))}
        </ol>
      )}
    </li>
  );
}

function Steps({ settings, id }: { settings: DeskSettings; id: string | null }) {
  const policy = settings.escalations.find((each) => each.id === id);
  if (policy === undefined) return <li class="dim">{t('noEscalation')}</li>;
  return (
    <>
      {policy.steps.map(({ after_s, tell, again, whistle }) => (
        <li key={after_s}>
          <span class="route-time">{t('after', { time: secondsWords(after_s) })}</span>
          <span>
            {listed([
              ...tell.map((each) => tellWords(each, settings)),
              ...(again ? [t('againLouder')] : []),
              ...(whistle ? [t('whistle')] : []),
            ])}
          </span>
        </li>
      ))}
    </>
  );
}

const byPhrases = {
  gateway: 'byGateway',
  feeder: 'byFeeder',
  site: 'bySite',
  device: 'byDevice',
} as const satisfies Record<SuppressionRule['by'], string>;

function Quiet({ settings }: { settings: DeskSettings }) {
  const { reAlarmAfter_s, shelving_s_max, chattering, suppressions } = settings.alarms;
  return (
    <section class="quiet">
      <h2>{t('quiet')}</h2>
      <div class="card table-scroll">
        <table class="table">
          <thead>
            <tr>
              <th>{t('severity')}</th>
              <th>{t('reAlarm')}</th>
              <th>{t('shelving')}</th>
            </tr>
          </thead>
          <tbody>
            {severities.map(({ level }) => {
              const again = reAlarmAfter_s[level];
              const { operator, leader } = shelving_s_max[level];
              return (
                <tr key={level}>
                  <td>
                    <SeverityMark severity={level} hollow word />
                  </td>
                  <td>{again === null ? t('never') : secondsWords(again)}</td>
                  <td>
                    {limit(operator)} / {limit(leader)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <dl class="facts">
        <dt>{t('chattering')}</dt>
        <dd>
          {t('chatteringWords', { time: secondsWords(chattering.within_s), n: chattering.activations })}
        </dd>
        {settings.channels.length > 0 && (
          <>
            <dt>{t('channels')}</dt>
            <dd>
              {settings.channels.map(({ id, perMinute_max }) => `${id} ${perMinute_max}`).join(' · ')}{' '}
              <span class="dim">{t('digests')}</span>
            </dd>
          </>
        )}
        {suppressions.map(({ id, cause, muted, by }) => (
          <>
            <dt>{t('muted')}</dt>
            <dd>
              {t('mutedWords', {
                cause: cause.rules.join(' / '),
                muted: muted.rules.join(' / '),
                by: t(byPhrases[by]),
              })}{' '}
              <span class="dim">{id}</span>
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function limit(s: number): string {
  return s === 0 ? t('noShelving') : secondsWords(s);
}

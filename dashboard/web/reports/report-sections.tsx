import type { ReportContent } from '../../../domain/report.ts';
import { serverNow } from '../live/live-store.ts';
import { formatDuration, formatMoment } from '../parts/format.ts';
import { language, say } from '../shell/language.ts';
import { devicePath } from '../shell/router.ts';
import { t } from './phrases.ts';

/** What a report says beside its figures: early warnings, silent devices, channels. */
export function ReportSections({ content: { forecasts, silences, channels } }: { content: ReportContent }) {
  return (
    <>
      <section aria-label={t('forecasts')}>
        <h3>{t('forecasts')}</h3>
        {forecasts.length === 0 ? (
          <p class="dim">{t('nothing')}</p>
        ) : (
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('rule')}</th>
                <th scope="col" class="number">
                  {t('cameTrue')}
                </th>
                <th scope="col" class="number">
                  {t('lead')}
                </th>
              </tr>
            </thead>
            <tbody>
              {forecasts.map(({ ruleId, count, cameTrue, medianLead_s }) => (
                <tr key={ruleId}>
                  <td>{ruleId}</td>
                  <td class="number">
                    {cameTrue} / {count}
                  </td>
                  <td class="number">
                    {medianLead_s === null ? '–' : formatDuration(medianLead_s, language.value)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-label={t('silences')}>
        <h3>
          {t('silences')} {silences.length > 0 && silences.length}
        </h3>
        {silences.length === 0 ? (
          <p class="dim">{t('noSilences')}</p>
        ) : (
          <ul class="reports-silences">
            {silences.map(({ deviceId, place, since }) => (
              <li key={deviceId}>
                <a href={devicePath(deviceId)}>{deviceId}</a> <span class="dim">{say(place)}</span>
                <span class="number">{formatMoment(since, serverNow())}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-label={t('channels')}>
        <h3>{t('channels')}</h3>
        {channels === null ? (
          <p>
            <span class="figure-gap">{t('channelsUnknown')}</span>
          </p>
        ) : channels.length === 0 ? (
          <p class="dim">{t('nothing')}</p>
        ) : (
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('channel')}</th>
                <th scope="col" class="number">
                  {t('sent')}
                </th>
                <th scope="col" class="number">
                  {t('failed')}
                </th>
              </tr>
            </thead>
            <tbody>
              {channels.map(({ channelId, sent, failed }) => (
                <tr key={channelId}>
                  <td>{channelId}</td>
                  <td class="number">{sent}</td>
                  <td class="number">{failed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

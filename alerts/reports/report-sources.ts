import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../database/schema.ts';
import type { ReportForecast, ReportSilence } from '../../domain/report.ts';
import type { Text } from '../../domain/text.ts';
import type { Span } from '../figures/spans.ts';
import { readForecastScores } from '../forecast-scores.ts';
import { reportLimits } from './limits.ts';

/** How the forecasts made in a period turned out, by rule. */
export async function readReportForecasts(
  kysely: Kysely<Schema>,
  period: Span,
): Promise<readonly ReportForecast[]> {
  const scores = await readForecastScores(kysely, period);
  return scores.map(({ ruleId, count, cameTrue, medianLead_s }) => ({
    ruleId,
    count,
    cameTrue,
    medianLead_s,
  }));
}

/** Sensors of which an alert said at the end of the period that they were silent, the longest-silent first. */
export async function readSilences(
  kysely: Kysely<Schema>,
  { to }: Span,
  placeOf: (deviceId: string) => Text,
): Promise<readonly ReportSilence[]> {
  const { rows } = await sql<{ device_id: string; since: Date }>`
    select device_id, min(event_time) as since
    from alerts
    where evidence->>'quantity' = 'silence_s' and raised_at < ${new Date(to)}
      and (returned_at is null or returned_at >= ${new Date(to)})
      and (closed_at is null or closed_at >= ${new Date(to)})
    group by device_id order by since, device_id limit ${reportLimits.silences_max}`.execute(kysely);
  return rows.map(({ device_id: deviceId, since }) => ({
    deviceId,
    place: placeOf(deviceId),
    since: since.getTime(),
  }));
}

import { severities } from '../../domain/severity.ts';
import { entrapmentRules, isHealthy } from './simulated-cases.ts';
import type { SimulatedAlert, SimulatedLife } from './simulated-hear.ts';

/** An entrapment counts as alerted until this long after it began. */
export const entrapmentHeard_s = 60;
const notice = 4;

/** From the first warning to the failure, s; 0 where nothing was said in between. Infinite where nothing failed. */
export function leadOf(
  { alerts, signAt, failedAt }: SimulatedLife,
  speaks: (alert: SimulatedAlert) => boolean = () => true,
): number {
  if (failedAt === null) return Infinity;
  const from = signAt ?? failedAt;
  const first = alerts.find((alert) => speaks(alert) && alert.at >= from && alert.at < failedAt);
  return first === undefined ? 0 : (failedAt - first.at) / 1_000;
}

/** How long after the failure the first alert came that trouble gave rise to, s; 0 where it came before. */
export function delayOf({ alerts, signAt, failedAt }: SimulatedLife): number {
  if (failedAt === null) return 0;
  const first = alerts.find(({ at }) => at >= (signAt ?? failedAt));
  return first === undefined ? Infinity : Math.max(0, (first.at - failedAt) / 1_000);
}

/** What was said where nothing was wrong: all of a benign life, and what came before the first sign of trouble. */
export function falseAlarmsOf({ isBenign, alerts, signAt }: SimulatedLife): readonly SimulatedAlert[] {
  return isBenign ? alerts : alerts.filter(({ at }) => signAt !== null && at < signAt);
}

/** How many people were trapped, and of how many somebody was told in time. */
export function entrapmentsOf(lives: readonly SimulatedLife[]): { trapped: number; told: number } {
  let [trapped, told] = [0, 0];
  for (const { trappedAt, alerts } of lives) {
    for (const at of trappedAt) {
      trapped += 1;
      const isTold = alerts.some(
        (alert) =>
          entrapmentRules.has(alert.ruleId) && alert.at >= at && alert.at <= at + entrapmentHeard_s * 1_000,
      );
      if (isTold) told += 1;
    }
  }
  return { trapped, told };
}

/** Alerts per device-day of healthy devices, notices apart. */
export function healthyRate(lives: readonly SimulatedLife[]): {
  days: number;
  alerts: number;
  notices: number;
} {
  const healthy = lives.filter(({ scenario }) => isHealthy(scenario));
  const alerts = healthy.flatMap((life) => life.alerts);
  const notices = alerts.filter(({ severity }) => severity === notice).length;
  return {
    days: healthy.reduce((sum, { days }) => sum + days, 0),
    alerts: alerts.length - notices,
    notices,
  };
}

/** The rule and how severe, as a reader of the report knows them. */
export function labelOf({ ruleId, severity, isForecast }: SimulatedAlert): string {
  const { code = '' } = severities.find(({ level }) => level === severity) ?? {};
  return `${ruleId}, ${code}${isForecast ? ', forecast' : ''}`;
}

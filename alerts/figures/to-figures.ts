import { figureDefinitions, judgeFigure } from '../../domain/figure-definitions.ts';
import {
  figureNames,
  type FigureGap,
  type FigureName,
  type FigureValue,
  type FigureValues,
} from '../../domain/figures.ts';
import { countFindings } from './false-alarms.ts';
import { tenMinutes_ms } from './limits.ts';
import { quantile } from './statistics.ts';
import { busiest, type Tally } from './tally.ts';

const day_ms = 86_400_000;
/** A day of a change of clocks has 23 hours, and is a day. */
const shortestDay_ms = 23 * 3_600_000;

/** What the sums are about. */
export interface TallyContext {
  readonly duration_ms: number;
  /** Whether the targets for one operator judge it. */
  readonly isOperator: boolean;
  /** Floods that began in it, and its time in flood by the seats' time together; null where it is no seat's. */
  readonly floods: { readonly count: number; readonly flood_ms: number; readonly seats_ms: number } | null;
  /** Why it has no figures of cases, and of notifications; null where it has. */
  readonly caseGap: FigureGap | null;
  readonly deliveryGap: FigureGap | null;
}

type Raw = { readonly value: number | null; readonly base: number; readonly gap?: FigureGap };

/** The figures of what was summed up. */
export function toFigures(tally: Tally, context: TallyContext): FigureValues {
  const raw = { ...alertFigures(tally, context), ...workFigures(tally, context) };
  const values = figureNames.map((name) => [name, toValue(name, raw[name], context.isOperator)] as const);
  return Object.fromEntries(values) as Record<FigureName, FigureValue>;
}

function toValue(name: FigureName, { value, base, gap }: Raw, isOperator: boolean): FigureValue {
  const isJudged = value !== null && (isOperator || !figureDefinitions[name].isPerOperator);
  return {
    value,
    base,
    gap: value === null ? (gap ?? 'none') : null,
    verdict: isJudged ? judgeFigure(name, value) : null,
  };
}

type AlertFigureName = Exclude<FigureName, WorkFigureName>;
type WorkFigureName =
  | 'dispatchMedian_min'
  | 'dispatchP90_min'
  | 'arriveMedian_min'
  | 'arriveP90_min'
  | 'closedInTimeShare'
  | 'deliveriesSent'
  | 'deliveriesFailed'
  | 'deliveriesConfirmed'
  | 'deliveryMedian_s'
  | 'confirmationMedian_s';

function alertFigures(tally: Tally, context: TallyContext): Record<AlertFigureName, Raw> {
  const { announced, bySeverity, acknowledge_s, forecastsTrue, forecastsFalse } = tally;
  const { duration_ms, floods } = context;
  const perMs = duration_ms > 0 ? announced / duration_ms : null;
  const topTen = busiest(tally, 10).reduce((sum, { count }) => sum + count, 0);
  const found = countFindings(tally.findings);
  const ofAnnounced = (count: number): Raw => share(count, announced);
  const counted = (value: number): Raw => ({ value, base: announced });
  const noSeat: Raw = { value: null, base: 0, gap: 'perSeatOnly' };
  return {
    alertsPerTenMinutesMean: { value: perMs === null ? null : perMs * tenMinutes_ms, base: announced },
    alertsPerTenMinutesMax: counted(
      [...tally.tenMinutes.values()].reduce((most, count) => Math.max(most, count), 0),
    ),
    alertsPerDay:
      perMs === null || duration_ms < shortestDay_ms
        ? { value: null, base: announced, gap: 'tooShort' }
        : { value: perMs * day_ms, base: announced },
    floodShare: floods === null ? noSeat : share(floods.flood_ms, floods.seats_ms, floods.count),
    floods: floods === null ? noSeat : { value: floods.count, base: announced },
    chattering: counted(tally.chattering),
    fleeting: counted(tally.fleeting),
    stale: counted(tally.stale),
    lowSeverityShare: ofAnnounced(bySeverity[2] + bySeverity[3]),
    middleSeverityShare: ofAnnounced(bySeverity[1]),
    highSeverityShare: ofAnnounced(bySeverity[0]),
    topTenShare: ofAnnounced(topTen),
    acknowledgeMedian_s: spread(acknowledge_s, 0.5),
    acknowledgeP90_s: spread(acknowledge_s, 0.9),
    unacknowledged: counted(tally.unacknowledged),
    falseAlarmShare: share(found.false, found.false + found.real),
    forecastsTrueShare: share(forecastsTrue, forecastsTrue + forecastsFalse),
    forecastLeadMedian_s: spread(tally.leads_s, 0.5),
    muted: counted(tally.muted),
  };
}

function workFigures(tally: Tally, { caseGap, deliveryGap }: TallyContext): Record<WorkFigureName, Raw> {
  const ofCases = (raw: Raw): Raw => (caseGap === null ? raw : { value: null, base: 0, gap: caseGap });
  const ofDeliveries = (raw: Raw): Raw =>
    deliveryGap === null ? raw : { value: null, base: 0, gap: deliveryGap };
  const { dispatch_min, arrive_min, closed, closedInTime, deliveries } = tally;
  return {
    dispatchMedian_min: ofCases(spread(dispatch_min, 0.5)),
    dispatchP90_min: ofCases(spread(dispatch_min, 0.9)),
    arriveMedian_min: ofCases(spread(arrive_min, 0.5)),
    arriveP90_min: ofCases(spread(arrive_min, 0.9)),
    closedInTimeShare: ofCases(share(closedInTime, closed)),
    deliveriesSent: ofDeliveries({ value: tally.deliveriesSent, base: deliveries }),
    deliveriesFailed: ofDeliveries({ value: tally.deliveriesFailed, base: deliveries }),
    deliveriesConfirmed: ofDeliveries({ value: tally.deliveriesConfirmed, base: deliveries }),
    deliveryMedian_s: ofDeliveries(spread(tally.send_s, 0.5)),
    confirmationMedian_s: ofDeliveries(spread(tally.confirm_s, 0.5)),
  };
}

function spread(values: readonly number[], q: number): Raw {
  return { value: quantile(values, q), base: values.length };
}

function share(part: number, whole: number, base = whole): Raw {
  return { value: whole > 0 ? part / whole : null, base };
}

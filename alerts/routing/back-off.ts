import type { Delivery } from '../../domain/delivery.ts';
import { toContentId } from '../content-id.ts';
import { routingLimits } from './limits.ts';

/** How much of a pause may be taken off, so that what failed together is not tried together again. */
const jitterShare = 0.25;

/** Pause before the next attempt after `attempts` failures on one route, ms: the same in a replay. */
export function backOff_ms({ id, isUrgent, routeIndex }: Delivery, attempts: number): number {
  const { first, max } = isUrgent ? routingLimits.urgentBackOff_ms : routingLimits.ordinaryBackOff_ms;
  const pause = Math.min(first * 2 ** Math.min(attempts - 1, 30), max);
  const chance = Number.parseInt(toContentId([id, routeIndex, attempts]).slice(0, 8), 16) / 0xffff_ffff;
  return Math.round(pause * (1 - jitterShare * chance));
}

/** Failures on the present route after which it is given up. */
export function attempts_max({ isUrgent, routes, routeIndex }: Delivery): number {
  if (routeIndex < routes.length - 1) return routingLimits.attemptsBeforeNext_max;
  return isUrgent ? routingLimits.urgentAttemptsOnLast_max : routingLimits.ordinaryAttemptsOnLast_max;
}

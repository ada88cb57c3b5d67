import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { loadPlans } from './alerts/plans/load-plans.ts';
import { createPlanDesk, type PlanDesk } from './alerts/plans/plan-desk.ts';
import { createPlanStore } from './alerts/plans/plan-store.ts';
import type { Config } from './config.ts';
import type { Database } from './database/connection.ts';
import type { Position } from './domain/actor.ts';
import type { PlaceId } from './domain/record.ts';
import type { Fleet } from './fleet/fleet.ts';

/**
 * The emergency plans: their desk for the screens, their way to the database, and the files of `PLANS_DIR`
 * (or those that are shipped), which come into force when they changed. Returns what ends it, too.
 */
export async function startEmergencyPlans(options: {
  readonly alertRoom: AlertRoom;
  readonly database: Database;
  readonly fleet: Pick<Fleet, 'site' | 'sites' | 'areas'>;
  readonly config: Pick<Config, 'PLANS_DIR'>;
  readonly now: () => number;
  readonly log: Logger;
}): Promise<{ readonly desk: PlanDesk; readonly stop: () => Promise<void> }> {
  const { alertRoom, database, fleet, config, now, log } = options;
  const { plans, cases, settings } = alertRoom;
  const store = createPlanStore({ database, plans, log });
  store.start();
  const desk = createPlanDesk({
    plans,
    store,
    cases,
    settings: () => settings.current(),
    positionOf: (path) => positionOf(fleet, path),
    isArea: (code) => fleet.site(code) !== undefined || fleet.areas().some((area) => area.code === code),
    now,
    log,
  });
  const folder = config.PLANS_DIR ?? fileURLToPath(new URL('alerts/defaults/plans', import.meta.url));
  const { files, errors } = await loadPlans(folder);
  for (const error of errors) log.error({ event: 'plan-error', ...error }, 'a plan file is refused');
  await desk.takeFiles(files);
  return { desk, stop: () => store.stop() };
}

/** Where the site of a place lies; null where nobody entered it. */
function positionOf(fleet: Pick<Fleet, 'site'>, path: readonly PlaceId[]): Position | null {
  const place = path.find((one) => one.startsWith('site:'));
  const site = place === undefined ? undefined : fleet.site(place.slice('site:'.length));
  if (site === undefined || site.longitude_deg === null || site.latitude_deg === null) return null;
  return { longitude_deg: site.longitude_deg, latitude_deg: site.latitude_deg };
}

import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { defaultDeadlineSettings } from './alerts/deadlines/deadline-settings.ts';
import { createDeadlines, type Deadlines } from './alerts/deadlines/deadlines.ts';
import type { DatedDevice } from './alerts/deadlines/due-notices.ts';
import { devicePlaces } from './fleet/device-places.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Journal } from './journal/journal.ts';
import type { RulesReader } from './rules/rules-reader.ts';

/** How soon the rules hear that a device was placed: a street that is being entered changes it thousands of times. */
const tellPlacesAfter_ms = 500;

/** The deadlines of the fleet's devices. */
export function createFleetDeadlines(options: {
  readonly fleet: Fleet;
  readonly journal: Journal;
  readonly alertRoom: AlertRoom;
  readonly now: () => number;
  readonly log: Logger;
}): Deadlines {
  const { fleet, journal, alertRoom, now, log } = options;
  return createDeadlines({
    devices: () => datedDevices(fleet),
    desk: alertRoom.desk,
    foldedOffset: () => alertRoom.offset(),
    append: (record) => journal.appendDurably(record, 'alarm'),
    settings: () => defaultDeadlineSettings,
    timeZone: () => alertRoom.settings.current().timeZone,
    now,
    log,
  });
}

function* datedDevices(fleet: Fleet): Generator<DatedDevice> {
  for (const { deviceId, path } of devicePlaces(fleet)) {
    const device = fleet.device(deviceId);
    if (device !== undefined && !device.disabled) yield { ...device, path };
  }
}

/**
 * What follows from the fleet, now and after each change: the journal hears where devices stand and on what they
 * hang, and their dates are looked at. Returns what ends it.
 */
export async function watchFleet(options: {
  readonly fleet: Fleet;
  readonly rules: Pick<RulesReader, 'tellPlaces'>;
  readonly deadlines: Deadlines;
}): Promise<() => Promise<void>> {
  const { fleet, rules, deadlines } = options;
  const tellPlaces = (): void => rules.tellPlaces(devicePlaces(fleet));
  let timer: NodeJS.Timeout | null = null;
  tellPlaces();
  await deadlines.run();
  fleet.onChange(() => {
    timer ??= setTimeout(() => {
      timer = null;
      tellPlaces();
    }, tellPlacesAfter_ms);
    deadlines.changed();
  });
  return async () => clearTimeout(timer ?? undefined);
}

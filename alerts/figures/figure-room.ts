import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { AlertRoom } from '../alert-room.ts';
import { readCaseFacts, toCaseFact } from './case-facts.ts';
import { createFigures, type Figures } from './figures.ts';
import { createNames } from './names.ts';

/** The key figures of an alert room, with what they are made of. */
export function createFigureRoom(options: {
  readonly database: Database;
  readonly fleet: Fleet;
  readonly room: AlertRoom;
  readonly log: Logger;
}): { readonly figures: Figures; start(): void; stop(): Promise<void> } {
  const { database, fleet, room, log } = options;
  const { cases, activity, desk } = room;
  const knownCases = () => [...cases.open(), ...cases.recentlyClosed()];

  const figures = createFigures({
    database,
    activity,
    settings: () => room.settings.current(),
    nameOf: createNames(fleet),
    sources: {
      async cases(period) {
        const saved = await readCaseFacts(database.kysely, period);
        // Memory is ahead of the database.
        const known = knownCases().map((one) => [one.id, toCaseFact(one)] as const);
        return [...new Map([...saved, ...known]).values()];
      },
      deliveries: async () => null,
      liveCases: () => knownCases().map(toCaseFact),
      liveDeliveries: () => null,
    },
    log,
  });

  return {
    figures,
    start() {
      desk.onChange(() => figures.wake());
      figures.start();
    },
    stop: () => figures.stop(),
  };
}

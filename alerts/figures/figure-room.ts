import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Handover, HandoverAction, HandoverOutcome, HandoverSheet } from '../../domain/handover.ts';
import type { Language } from '../../domain/text.ts';
import type { AlertRoom } from '../alert-room.ts';
import { createHandoverStore } from '../handover/handover-store.ts';
import { toHandoverPage } from '../handover/handover-page.ts';
import { makeSheet } from '../handover/make-sheet.ts';
import { pagePolicy } from '../reports/page.ts';
import { readCaseFacts, toCaseFact } from './case-facts.ts';
import { createFigures, type Figures } from './figures.ts';
import { createNames } from './names.ts';

/** A page that can be printed, with the security policy that it is sent with. */
interface PrintedPage {
  readonly html: string;
  readonly policy: string;
}

interface FigureRoom {
  /** What the screens may ask. */
  readonly served: {
    readonly figures: Figures;
    readonly handovers: {
      /** What the present shift leaves. */
      sheet(now: number): HandoverSheet;
      act(action: HandoverAction): Promise<HandoverOutcome>;
      find(id: string): Promise<Handover | null>;
      list(limit: number): Promise<readonly Handover[]>;
      print(
        sheet: HandoverSheet,
        options: { readonly handover: Handover | null; readonly language: Language },
      ): PrintedPage;
    };
  };
  start(): void;
  stop(): Promise<void>;
}

/** The key figures of an alert room, with what they are made of. */
export function createFigureRoom(options: {
  readonly database: Database;
  readonly fleet: Fleet;
  readonly room: AlertRoom;
  readonly log: Logger;
}): FigureRoom {
  const { database, fleet, room, log } = options;
  const { cases, activity, desk } = room;
  const nameOf = createNames(fleet);
  const knownCases = () => [...cases.open(), ...cases.recentlyClosed()];

  const figures = createFigures({
    database,
    activity,
    settings: () => room.settings.current(),
    nameOf,
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

  const store = createHandoverStore({ database, handovers: room.handovers, log });

  function sheet(now: number): HandoverSheet {
    const { incidents } = room;
    return makeSheet(
      {
        openAlerts: desk.open(),
        openCases: cases.open(),
        incidents: [...incidents.open(), ...incidents.recentlyClosed()],
        figures: figures.live('seat', now),
        placeOf: ({ deviceId }) => nameOf('device', deviceId),
      },
      now,
    );
  }

  return {
    served: {
      figures,
      handovers: {
        sheet,
        act: (action) => room.handovers.act(action),
        find: (id) => store.find(id),
        list: (limit) => store.list(limit),
        print: (sheet, options) => ({ html: toHandoverPage(sheet, options), policy: pagePolicy }),
      },
    },
    start() {
      desk.onChange(() => figures.wake());
      figures.start();
      store.start();
    },
    async stop() {
      await store.stop();
      await figures.stop();
    },
  };
}

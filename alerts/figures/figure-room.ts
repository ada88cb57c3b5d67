import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Handover, HandoverAction, HandoverOutcome, HandoverSheet } from '../../domain/handover.ts';
import type { Part } from '../../domain/part.ts';
import type { Language } from '../../domain/text.ts';
import type { AlertRoom } from '../alert-room.ts';
import { createHandoverStore } from '../handover/handover-store.ts';
import { toHandoverPage } from '../handover/handover-page.ts';
import { makeSheet } from '../handover/make-sheet.ts';
import type { Report } from '../../domain/report.ts';
import { pagePolicy } from '../reports/page.ts';
import { toReportCsv } from '../reports/report-csv.ts';
import { toReportPage } from '../reports/report-page.ts';
import { readReportForecasts, readSilences } from '../reports/report-sources.ts';
import { createReports, type Reports } from '../reports/reports.ts';
import { readCaseFacts, toCaseFact } from './case-facts.ts';
import { readDeliveryFacts, toDeliveryFact } from './delivery-facts.ts';
import { createFigures, type Figures } from './figures.ts';
import { channelsOf } from '../reports/channels-of.ts';
import type { DeliveryFact } from './facts.ts';
import { createNames } from './names.ts';
import { isWithin, type Span } from './spans.ts';

/** A page that can be printed, with the security policy that it is sent with. */
interface PrintedPage {
  readonly html: string;
  readonly policy: string;
}

export interface FigureRoom {
  /** What the screens may ask. */
  readonly served: {
    readonly figures: Figures;
    readonly handovers: {
      /** What the present shift leaves: of everything, or of a part. */
      sheet(now: number, part: Part | null): HandoverSheet;
      act(action: HandoverAction): Promise<HandoverOutcome>;
      find(id: string): Promise<Handover | null>;
      list(limit: number): Promise<readonly Handover[]>;
      print(
        sheet: HandoverSheet,
        options: { readonly handover: Handover | null; readonly language: Language },
      ): PrintedPage;
    };
    readonly reports: Pick<Reports, 'make' | 'find' | 'list'> & {
      print(report: Report, language: Language): PrintedPage;
      toCsv(report: Report, language: Language): string;
    };
  };
  /** Makes the daily and monthly reports that nobody made yet. Never rejects. */
  makeDueReports(now: number): Promise<void>;
  /** Begins to carry what happened to the database; what it returns ends that. */
  start(): () => Promise<void>;
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

  async function deliveriesIn(period: Span): Promise<readonly DeliveryFact[]> {
    const saved = await readDeliveryFacts(database.kysely, period);
    const recent = room.routing.deliveries.recent().filter(({ createdAt }) => isWithin(createdAt, [period]));
    return [...new Map([...saved, ...recent.map((one) => [one.id, toDeliveryFact(one)] as const)]).values()];
  }

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
      deliveries: deliveriesIn,
      liveCases: () => knownCases().map(toCaseFact),
      liveDeliveries: () => room.routing.deliveries.recent().map(toDeliveryFact),
    },
    log,
  });

  const store = createHandoverStore({ database, handovers: room.handovers, log });

  const reports = createReports({
    database,
    sources: {
      figures,
      forecasts: (period) => readReportForecasts(database.kysely, period),
      silences: (period) => readSilences(database.kysely, period, (id) => nameOf('device', id)),
      channels: async (period) => channelsOf(await deliveriesIn(period)),
    },
    timeZone: () => room.settings.current().timeZone,
    log,
  });

  function sheet(now: number, part: Part | null): HandoverSheet {
    const { incidents } = room;
    return makeSheet(
      {
        openAlerts: desk.open(),
        openCases: cases.open(),
        incidents: [...incidents.open(), ...incidents.recentlyClosed()],
        figures: figures.live('seat', now, part?.areas),
        placeOf: ({ deviceId }) => nameOf('device', deviceId),
        incidentOf: (alertId) => incidents.of(alertId)?.id ?? null,
      },
      now,
      part,
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
      reports: {
        make: (request) => reports.make(request),
        find: (id) => reports.find(id),
        list: (limit) => reports.list(limit),
        print: (report, language) => ({ html: toReportPage(report, language), policy: pagePolicy }),
        toCsv: toReportCsv,
      },
    },
    makeDueReports: (now) => reports.catchUp(now),
    start() {
      desk.onChange(() => figures.wake());
      figures.start();
      store.start();
      return async () => {
        await store.stop();
        await figures.stop();
      };
    },
  };
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { checkChannels } from './alerts/notifiers/channel-options.ts';
import { createDeliveryStore, type DeliveryStore } from './alerts/routing/delivery-store.ts';
import { previewRouting } from './alerts/routing/preview.ts';
import { createSettingsDesk } from './alerts/settings-desk.ts';
import { parseSettings } from './alerts/settings-parse.ts';
import { createSettingsStore } from './alerts/settings-store.ts';
import { toEditorSchema } from './alerts/settings-schema.ts';
import type { DashboardDeliveries, DashboardSettings } from './dashboard/server/routing-dependencies.ts';
import type { Database } from './database/connection.ts';
import type { Journal } from './journal/journal.ts';

/** Settings and deliveries, put together: for the screens, and on their way to the database. */
export interface DeskRouting {
  readonly forDashboard: { readonly settings: DashboardSettings; readonly deliveries: DashboardDeliveries };
  readonly deliveryStore: DeliveryStore;
  stop(): Promise<void>;
}

const shipped = fileURLToPath(new URL('alerts/defaults/desk.yaml', import.meta.url));

/** Resolves once the settings file of this start is in force. */
export async function startDeskRouting(options: {
  /** The settings file; null: none, all is as it comes with the product. */
  readonly path: string | null;
  readonly alertRoom: AlertRoom;
  readonly journal: Journal;
  readonly database: Database;
  readonly now: () => number;
  readonly log: Logger;
}): Promise<DeskRouting> {
  const { path, alertRoom, journal, database, now, log } = options;
  const { settings, routing } = alertRoom;
  const desk = createSettingsDesk({
    settings,
    parse: (file) => parseSettings(file, checkChannels),
    append: (record) => journal.appendDurably(record, 'alarm'),
    shippedText: await readFile(shipped, 'utf8'),
    now,
    log,
  });
  const settingsStore = createSettingsStore({ database, settings, journalId: () => journal.id(), log });
  const deliveryStore = createDeliveryStore({ database, routing, log });

  /** A file that cannot be read is told of; what was in force is better than nothing. */
  async function takeFile(): Promise<void> {
    if (path === null) return await desk.takeFile(null);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      log.error({ err: error, event: 'settings-error', file: path }, 'the settings file cannot be read');
      return;
    }
    await desk.takeFile({ name: path, text });
  }

  const forDashboard: DeskRouting['forDashboard'] = {
    settings: {
      view: () => desk.view(),
      schema: toEditorSchema,
      check: (text) => desk.check(text),
      change: (request) => desk.change(request),
      history: (limit) => settingsStore.history(limit),
      preview(request, text) {
        const chosen = text === null ? settings.current() : desk.check(text).settings;
        return chosen === null ? null : previewRouting(chosen, request);
      },
    },
    deliveries: {
      ofSubject: (id) => deliveryStore.ofSubject(id),
      search: (query) => deliveryStore.search(query),
      channelStates: () => routing.deliveries.channelStates(),
      escalationOf: (alertId) => routing.escalationOf(alertId),
    },
  };

  await takeFile();
  settingsStore.start();
  deliveryStore.start();
  return {
    forDashboard,
    deliveryStore,
    async stop() {
      await deliveryStore.stop();
      await settingsStore.stop();
    },
  };
}

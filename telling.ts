import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { createCapFeed } from './alerts/notifiers/cap/cap-feed.ts';
import { createPublicArea } from './alerts/notifiers/cap/public-area.ts';
import { createChannels } from './alerts/notifiers/channels.ts';
import { createConfirmLinks } from './alerts/notifiers/confirm-links.ts';
import { createSender } from './alerts/notifiers/sender.ts';
import type { Broker } from './broker/broker-interface.ts';
import type { DashboardConfirmations, DashboardWarnings } from './dashboard/server/dependencies.ts';
import type { Config } from './config.ts';
import { createPlaces } from './dashboard/server/place.ts';
import type { Area } from './domain/area.ts';
import type { Delivery, DeliveryOutcome } from './domain/delivery.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Journal } from './journal/journal.ts';

interface TellingOptions {
  readonly alertRoom: AlertRoom;
  readonly journal: Pick<Journal, 'appendDurably'>;
  readonly fleet: Pick<Fleet, 'device' | 'site' | 'areas' | 'onChange'>;
  readonly broker: Pick<Broker, 'isConnected' | 'sendCommand'>;
  readonly config: Pick<Config, 'DATA_DIR' | 'PUBLIC_URL' | 'CAP_TOKEN'>;
  /** The value of an environment variable that the settings name. */
  readonly secret: (name: string) => string | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

/** How the channels are, for whoever repairs: without what the other side said. */
export interface ChannelReport {
  readonly type: string;
  /** `unusable`: its settings or a secret is missing. `broken`: several attempts in a row failed. */
  readonly state: 'unused' | 'ok' | 'failing' | 'broken' | 'unusable';
  readonly sent: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly waiting: number;
}

/** People and systems outside: what is sent to them, how they confirm, what they may read. */
export interface Telling {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly forDashboard: {
    readonly confirmations: DashboardConfirmations;
    readonly warnings: DashboardWarnings;
  };
  /** By channel. */
  channels(): Readonly<Record<string, ChannelReport>>;
  /** A device answered a command: a siren that did confirms its delivery. */
  answered(deviceId: string, response: string): void;
}

export function createTelling(options: TellingOptions): Telling {
  const { alertRoom, fleet, config, now, log } = options;
  const { DATA_DIR: directory, CAP_TOKEN: capToken } = config;
  const publicUrl = config.PUBLIC_URL ?? null;
  const { deliveries } = alertRoom.routing;
  const settings = () => alertRoom.settings.current();
  const links = createConfirmLinks({ directory, publicUrl });
  const places = createPlaces(fleet);
  let areas: ReadonlyMap<string, Area> | null = null;
  const append = (outcome: DeliveryOutcome) =>
    options.journal.appendDurably({ type: 'delivery', outcome }, 'alarm');

  const channel = createChannels({
    settings: () => settings().channels,
    secret: options.secret,
    source: publicUrl ?? 'urn:negative-one',
    now: Date.now,
    reachOf(deviceId) {
      if (fleet.device(deviceId) === undefined) return 'unknown';
      return options.broker.isConnected(deviceId) ? 'connected' : 'away';
    },
    sendCommand: (deviceId, command) => options.broker.sendCommand(deviceId, command),
  });
  const sender = createSender({
    deliveries,
    channel,
    named,
    confirmUrl: (id) => links.urlOf(id),
    timeZone: () => settings().timeZone,
    append,
    now,
    log,
  });
  alertRoom.routing.onDeliveries(() => sender.wake());

  const cap = createCapFeed({
    desk: alertRoom.desk,
    areaOf: createPublicArea({
      device: (id) => fleet.device(id),
      site: (id) => fleet.site(id),
      area(code) {
        areas ??= new Map(fleet.areas().map((area) => [area.code, area]));
        return areas.get(code);
      },
    }),
    incidentOf: (alertId) => alertRoom.incidents.of(alertId)?.id ?? null,
    sender: publicUrl === null ? 'negative-one.invalid' : new URL(publicUrl).hostname,
    timeZone: () => settings().timeZone,
    now,
  });
  fleet.onChange(() => {
    places.forget();
    areas = null;
  });

  /** With the fleet's names where the fold knows ids only. */
  function named(delivery: Delivery): Delivery {
    const { deviceId, path = [] } = delivery.content;
    const [type, id] = splitPlace(path[0] ?? '');
    const place =
      deviceId !== null && fleet.device(deviceId) !== undefined
        ? places.of(deviceId)
        : type === 'site' || type === 'building'
          ? places.ofAlert({ deviceId: deviceId ?? '', scope: { type, id } })
          : delivery.content.place;
    return { ...delivery, content: { ...delivery.content, place } };
  }

  async function confirm(deliveryId: string, by: string, channelId: string | null = null): Promise<void> {
    const at = now();
    await append({ deliveryId, at, outcome: 'confirmed', channelId, isPermanent: false, detail: null, by });
  }

  return {
    async start() {
      await links.start();
      sender.start();
    },
    stop: () => sender.stop(),
    forDashboard: {
      confirmations: {
        find(id) {
          const delivery = deliveries.find(id);
          return delivery === undefined ? null : named(delivery);
        },
        idOfToken: (token) => links.read(token),
        confirm: (id, by) => confirm(id, by),
        timeZone: () => settings().timeZone,
      },
      warnings: {
        feed: (base, isSeen) => cap.feed(base, isSeen),
        message: (alertId) => cap.message(alertId),
        isToken: (token) => capToken !== undefined && isSame(token, capToken),
      },
    },
    channels() {
      const lanes = sender.states();
      const broken = new Set(
        deliveries.channelStates().flatMap(({ channelId, state }) => (state === 'broken' ? [channelId] : [])),
      );
      const reports = settings().channels.map(({ id, type }): [string, ChannelReport] => {
        const { state = 'idle', sent = 0, failed = 0, inFlight = 0, waiting = 0 } = lanes[id] ?? {};
        const usable = typeof channel(id) === 'string' ? 'unusable' : null;
        const seen = broken.has(id) ? 'broken' : state === 'idle' ? 'unused' : state;
        return [id, { type, state: usable ?? seen, sent, failed, inFlight, waiting }];
      });
      return Object.fromEntries(reports);
    },
    answered(deviceId, response) {
      const id = idIn(response);
      const delivery = id === null ? undefined : deliveries.find(id);
      if (delivery === undefined || delivery.state === 'confirmed') return;
      const sirens = new Set(settings().channels.flatMap(({ id, type }) => (type === 'siren' ? [id] : [])));
      const route = delivery.routes.find((way) => way.address === deviceId && sirens.has(way.channelId));
      if (route === undefined) return;
      confirm(delivery.id, deviceId, route.channelId).catch((error: unknown) => {
        log.error({ err: error, device: deviceId }, "a siren's answer is not journalled");
      });
    },
  };
}

function splitPlace(place: string): readonly [string, string] {
  const colon = place.indexOf(':');
  return [place.slice(0, Math.max(colon, 0)), place.slice(colon + 1)];
}

/** In constant time, whatever their lengths. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The id that a device's answer repeats, where it did what it was asked. */
function idIn(response: string): string | null {
  try {
    const answer = JSON.parse(response) as Record<string, unknown> | null;
    const { id, result } = answer ?? {};
    return typeof id === 'string' && result === 'done' ? id : null;
  } catch {
    return null;
  }
}

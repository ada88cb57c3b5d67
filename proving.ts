import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { AlertRoom } from './alerts/alert-room.ts';
import { toContentId } from './alerts/content-id.ts';
import type { Ports } from './broker/listeners.ts';
import type { Config } from './config.ts';
import type { DashboardCanary } from './dashboard/server/dependencies.ts';
import { livePath } from './dashboard/server/live/live-sockets.ts';
import type { AlertChange } from './domain/alert.ts';
import {
  canaryDeviceId,
  canaryKind,
  unprovenRuleId,
  type CanaryState,
  type CanaryView,
  type DeadManView,
} from './domain/canary.ts';
import { decodeJson } from './ingest/json-codec.ts';
import type { Journal } from './journal/journal.ts';
import { createCanaryDevice, type CanaryDevice } from './proof/canary-device.ts';
import { createCanaryEntrance, isText, type CanaryEntrance } from './proof/canary-entrance.ts';
import { createCanaryScreen, type CanaryScreen } from './proof/canary-screen.ts';
import { createCanary } from './proof/canary.ts';
import { createDeadMan } from './proof/dead-man.ts';
import type { PartState } from './readiness.ts';

/** The service proves itself: the way of an alarm all the time, and to an outside address that all is well. */
export interface Proving {
  /** How the canary gets in; null: the way of alarms is not tried. */
  readonly entrance: CanaryEntrance | null;
  readonly forDashboard: { readonly canary: DashboardCanary | null };
  /** Once broker and dashboard listen. */
  start(at: { readonly ports: Ports; readonly httpPort: number }): void;
  stop(): Promise<void>;
  view(): { readonly canary: CanaryView | null; readonly deadMan: DeadManView | null };
  /** Told how long each canary took that arrived in time, ms. */
  onMeasured(listener: (delay_ms: number) => void): void;
}

export function createProving(options: {
  readonly config: Config;
  readonly journal: Pick<Journal, 'append'>;
  readonly alertRoom: Pick<AlertRoom, 'desk'>;
  readonly parts: () => Readonly<Record<string, PartState>>;
  readonly now: () => number;
  readonly log: Logger;
}): Proving {
  const { config, journal, alertRoom, now, log } = options;
  const secret = randomBytes(32).toString('base64url');
  const token = randomBytes(32).toString('base64url');
  const isToken = isText(`Bearer ${token}`);
  const listeners: ((delay_ms: number) => void)[] = [];
  let device: CanaryDevice | null = null;
  let screen: CanaryScreen | null = null;

  const canary =
    config.CANARY_SECONDS === 0
      ? null
      : createCanary({
          everyMs: config.CANARY_SECONDS * 1_000,
          publish: (seq) => device?.publish(seq) === true,
          changed: tellState,
          measured: (delay_ms) => listeners.forEach((listener) => listener(delay_ms)),
          now: () => performance.now(),
          wallNow: now,
        });
  const deadMan =
    config.DEADMAN_URL === undefined
      ? null
      : createDeadMan({
          url: config.DEADMAN_URL,
          method: config.DEADMAN_METHOD,
          everyMs: config.DEADMAN_SECONDS * 1_000,
          unwell,
          log,
          now,
        });

  /** Parts without which alarms or what was acknowledged may be lost. The database is none: nothing waits for it. */
  function unwell(): string | null {
    const state = canary?.view().state ?? 'proven';
    if (state !== 'proven') return state === 'starting' ? 'starting' : 'the way of alarms is not proven';
    const parts = options.parts();
    const down = Object.keys(parts).find((name) => parts[name]?.state === 'down');
    if (down !== undefined) return `${down} is down`;
    const vital = ['journal', 'disk', 'rules'].find((name) => (parts[name]?.state ?? 'ok') !== 'ok');
    return vital === undefined ? null : `${vital} is not well`;
  }

  function tellState(state: CanaryState): void {
    const provenAt = canary?.view().provenAt;
    if (state === 'unproven') {
      log.error({ event: 'canary-missing', provenAt }, 'the way of an alarm to a screen is not proven');
    } else log.info({ event: 'canary-arrived' }, 'the way of an alarm to a screen is proven');
    const open = alertRoom.desk
      .open()
      .find(({ ruleId, condition }) => ruleId === unprovenRuleId && condition !== 'normal');
    if (state === 'unproven' ? open !== undefined : open === undefined) return;
    const at = now();
    const change =
      state === 'unproven'
        ? toChange('raise', { at, alertId: toContentId([unprovenRuleId, at]) })
        : toChange('return', { at, alertId: open?.id ?? '' });
    // Where the journal is what is broken, banner, log and the silence outside tell of it.
    journal.append({ type: 'alert', change }, (error) => {
      if (error !== null) log.error({ err: error }, 'the alert about the way of alarms is not journalled');
    });
  }

  return {
    entrance:
      canary === null
        ? null
        : createCanaryEntrance({
            secret,
            decode: decodeJson,
            append: (record, settled, priority) => journal.append(record, settled, priority),
          }),
    forDashboard: {
      canary:
        canary === null
          ? null
          : { isOwn: (given) => given !== undefined && isToken(given), beat: () => canary.beat() },
    },
    start({ ports, httpPort }) {
      if (canary !== null) {
        device = createCanaryDevice({ ...mqttAddress(config, ports), secret, log });
        const url = `ws://${loopback(config.HTTP_HOST)}:${httpPort}${livePath}`;
        screen = createCanaryScreen({ url, token, log, arrived: (seq) => canary.arrived(seq) });
        device.start();
        screen.start();
        canary.start();
      }
      deadMan?.start();
    },
    async stop() {
      await deadMan?.stop();
      canary?.stop();
      screen?.stop();
      await device?.stop();
    },
    view: () => ({ canary: canary?.view() ?? null, deadMan: deadMan?.view() ?? null }),
    onMeasured: (listener) => listeners.push(listener),
  };
}

/** By TLS where devices use it, with our own certificate trusted and no other; not where it would need one itself. */
function mqttAddress(config: Config, ports: Ports) {
  const host = loopback(config.MQTT_HOST);
  const { TLS_CERT } = config;
  if (ports.mqtts === null || TLS_CERT === undefined || config.TLS_CA !== undefined) {
    return { url: `mqtt://${host}:${ports.mqtt}`, tls: () => ({}) };
  }
  return {
    url: `mqtts://${host}:${ports.mqtts}`,
    tls: () => ({
      ca: readFileSync(TLS_CERT),
      allowPartialTrustChain: true,
      // The certificate is made out to the name that devices know, not to this machine's loopback.
      checkServerIdentity: () => undefined,
    }),
  };
}

/** How this process reaches what listens at a host of its own. */
function loopback(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function toChange(
  change: 'raise' | 'return',
  { at, alertId }: { readonly at: number; readonly alertId: string },
): AlertChange {
  return {
    change,
    // Nothing in the journal caused it: no rule's change is like it.
    cause: { offset: 0, index: 0 },
    alertId,
    ruleId: unprovenRuleId,
    ruleVersion: 'alarm-path-1',
    scope: { type: 'rule', id: unprovenRuleId },
    deviceId: canaryDeviceId,
    kind: canaryKind,
    severity: 1,
    title: { zh: '报警通路未得到验证', en: 'The way of alarms is not proven' },
    advice: {
      zh: '自检报警未能按时到达屏幕，真实报警可能同样延误或丢失：请派人巡查，并立即通知管理员。',
      en: 'Test alarms do not reach the screens in time, and real ones may not either: send patrols, and call an administrator now.',
    },
    latching: false,
    retrospective: false,
    eventTime: at,
    receivedAt: at,
    evidence: null,
    forecast: null,
    outcome: null,
    counterpartId: null,
  };
}

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Broker } from './broker/broker-interface.ts';
import { createBroker } from './broker/broker.ts';
import { parseConfig, type Config } from './config.ts';
import { openTestClient } from './dashboard/server/live/test-client.ts';
import { startTestDashboard, type TestDashboard } from './dashboard/server/test-support.ts';
import type { Alert } from './domain/alert.ts';
import { unprovenRuleId } from './domain/canary.ts';
import type { JournalRecord } from './domain/record.ts';
import { createProving, type Proving } from './proving.ts';
import { waitFor } from './test/support/wait-for.ts';

/** A real broker and a real live feed; what lies between them works, or is dead. */
let isAlive = true;
let records: JournalRecord[] = [];
let open: Pick<Alert, 'id' | 'ruleId' | 'condition'>[] = [];
let dashboard: TestDashboard;
let broker: Broker;
let proving: Proving;

const log = pino({ level: 'silent' });

beforeEach(async () => {
  [isAlive, records, open] = [true, [], []];
  const config = parseConfig({ CANARY_SECONDS: '1' }).config as Config;
  proving = createProving({
    config,
    journal: {
      append(record, settled) {
        records.push(record);
        settled?.(null, records.length);
        if (record.type === 'canary' && isAlive) dashboard.dashboard.canaryRaised(record.seq);
      },
    },
    alertRoom: { desk: { open: () => open as Alert[] } as never },
    parts: () => ({}),
    now: Date.now,
    log,
  });
  dashboard = await startTestDashboard({ canary: proving.forDashboard.canary, limits: { heartbeatMs: 200 } });
  const fleet = {
    authenticate: () => 'refused' as const,
    device: () => undefined,
    cutAt: () => null,
    enrol: () => false,
    enrolmentKeyOf: () => null,
    mayEnrol: () => false,
    onChange: () => {},
  };
  broker = createBroker({
    listeners: { mqtt: { host: '127.0.0.1', port: 0 }, mqtts: null, webSocket: null },
    log,
    fleet: proving.entrance?.fleet(fleet) ?? fleet,
    accept: proving.entrance?.accept((_message, settled) => settled(null)) ?? (() => {}),
    presence: () => {},
  });
  const ports = await broker.start();
  proving.start({ ports, httpPort: Number(new URL(dashboard.url).port) });
});

afterEach(async () => {
  await proving.stop();
  await broker.stop();
  await dashboard.stop();
});

const told = () => records.flatMap((record) => (record.type === 'alert' ? [record.change] : []));

it('rules or desk that are dead are noticed on every screen, and an alert says so until they live', async () => {
  const screen = await openTestClient(dashboard.url, await dashboard.logIn());
  screen.send({ type: 'start' });
  const state = () =>
    screen.messages
      .flatMap((message) => (message.type === 'heartbeat' ? [message.canary?.state] : []))
      .at(-1);
  await waitFor('the proof on the screen', () => state() === 'proven');
  isAlive = false;
  await waitFor('the screen to be told', () => state() === 'unproven');
  expect(told()).toMatchObject([{ change: 'raise', ruleId: unprovenRuleId, severity: 1 }]);
  open = [{ id: told()[0]!.alertId, ruleId: unprovenRuleId, condition: 'active' }];
  isAlive = true;
  await waitFor('the proof', () => state() === 'proven');
  expect(told()).toMatchObject([{ change: 'raise' }, { change: 'return', alertId: open[0]!.id }]);
  screen.socket.close();
});

it('a broker that is away is noticed, and found again', async () => {
  await waitFor('the proof', () => proving.view().canary?.state === 'proven');
  await broker.stop();
  await waitFor('the loss', () => proving.view().canary?.state === 'unproven');
  expect(told()).toMatchObject([{ change: 'raise' }]);
});

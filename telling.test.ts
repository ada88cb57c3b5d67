import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlertRoom, type AlertRoom } from './alerts/alert-room.ts';
import { startReceiver, type Receiver } from './alerts/notifiers/testing.ts';
import { toTellingSettings } from './alerts/notifiers/test-telling.ts';
import { toChange } from './alerts/test-changes.ts';
import { memoryFleet, type MemoryFleet } from './dashboard/server/test-fleet.ts';
import type { JournalRecord } from './domain/record.ts';
import { createTelling, type Telling } from './telling.ts';
import { waitFor } from './test/support/wait-for.ts';

let directory = '';
let receiver: Receiver;
let room: AlertRoom;
let fleet: MemoryFleet;
let telling: Telling;
let records: JournalRecord[];
let commands: [string, object][];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telling-'));
  receiver = await startReceiver();
  fleet = memoryFleet();
  records = [];
  commands = [];
  const channels = [
    { id: 'hook', type: 'webhook' as const, options: { url: receiver.url }, perMinute_max: 20 },
    { id: 'horn', type: 'siren' as const, options: {}, perMinute_max: 20 },
    { id: 'robot', type: 'wecom' as const, options: { keyEnv: 'NOT_SET' }, perMinute_max: 20 },
  ];
  room = createAlertRoom({
    append: () => Promise.resolve(0),
    initialSettings: toTellingSettings(channels, {
      centre: [{ channel: 'hook', address: '' }],
      gate: [{ channel: 'horn', address: 'siren-1' }],
    }),
    parseSettings: () => null,
    log: pino({ level: 'silent' }),
  });
  telling = createTelling({
    alertRoom: room,
    journal: { appendDurably: async (record) => take(record) },
    fleet,
    broker: {
      isConnected: (id) => id === 'siren-1',
      sendCommand: (id, command) => void commands.push([id, command]),
    },
    config: { DATA_DIR: directory, PUBLIC_URL: 'https://centre.example', CAP_TOKEN: 'a token of sixteen' },
    secret: () => undefined,
    now: Date.now,
    log: pino({ level: 'silent' }),
  });
  await fleet.upsertSites([
    {
      id: 'k',
      areaCode: null,
      nameZh: '12号楼厨房',
      nameEn: 'Kitchen 12',
      longitude_deg: null,
      latitude_deg: null,
    },
  ]);
  fleet.add({ id: 'smoke-1', kind: 'smoke', siteId: 'k', name: '烟感 7' });
  fleet.add({ id: 'siren-1', kind: 'smoke' });
  await telling.start();
});
afterEach(async () => {
  await telling.stop();
  await receiver.stop();
  await rm(directory, { recursive: true });
});

function take(record: JournalRecord): number {
  records.push(record);
  room.apply({ offset: records.length, record });
  return records.length;
}

function raise(): void {
  const at = Date.now();
  take({ type: 'alert', change: toChange('raise', { eventTime: at, receivedAt: at }) });
}

const stateOf = (recipient: string) =>
  room.routing.deliveries.recent().find(({ recipientId }) => recipientId === recipient)?.state;

it('an alert reaches its recipient with the names of the fleet and a link by which they confirm', async () => {
  raise();
  await waitFor('the message', () => receiver.requests.length > 0);
  const { source, data } = JSON.parse(receiver.requests[0]?.body ?? '') as {
    source: string;
    data: { confirmUrl: string; content: { place: object } };
  };
  expect(source).toBe('https://centre.example');
  expect(data.content.place).toEqual({ zh: '12号楼厨房 · 烟感 7', en: 'Kitchen 12 · 烟感 7' });
  await waitFor('the outcome', () => stateOf('centre') === 'sent');
  const { confirmations } = telling.forDashboard;
  const id = confirmations.idOfToken(data.confirmUrl.replace('https://centre.example/c/', '')) ?? '';
  expect(confirmations.find(id)).toMatchObject({
    recipientId: 'centre',
    content: { place: { zh: '12号楼厨房 · 烟感 7' } },
  });
  await confirmations.confirm(id, 'centre');
  expect(confirmations.find(id)).toMatchObject({ state: 'confirmed', confirmedBy: 'centre' });
});

async function sound(): Promise<string> {
  raise();
  await waitFor('the command', () => commands.length > 0);
  expect(commands[0]).toMatchObject(['siren-1', { command: 'siren', state: 'on' }]);
  await waitFor('the outcome', () => stateOf('gate') === 'sent');
  const [, command] = commands[0]!;
  return (command as { id: string }).id;
}

describe('a siren', () => {
  it('that answers has confirmed', async () => {
    const id = await sound();
    telling.answered('siren-1', JSON.stringify({ command: 'siren', id, result: 'done' }));
    await waitFor('the confirmation', () => stateOf('gate') !== 'sent');
    expect(room.routing.deliveries.find(id)).toMatchObject({ state: 'confirmed', confirmedBy: 'siren-1' });
  });

  it.each([
    ['another device', 'smoke-1', (id: string) => JSON.stringify({ id, result: 'done' })],
    ['a refusal', 'siren-1', (id: string) => JSON.stringify({ id, result: 'refused' })],
    ['another id', 'siren-1', () => JSON.stringify({ id: 'x', result: 'done' })],
    ['no JSON', 'siren-1', () => 'done'],
    ['null', 'siren-1', () => 'null'],
  ])('%s confirms nothing', async (_name, deviceId, answer) => {
    const id = await sound();
    await waitFor('the webhook too', () => stateOf('centre') === 'sent');
    const before = records.length;
    telling.answered(deviceId, answer(id));
    await new Promise(setImmediate);
    expect(records.slice(before)).toEqual([]);
  });
});

it('tells how each channel is, before it is used too', async () => {
  expect(telling.channels()).toMatchObject({
    hook: { type: 'webhook', state: 'unused' },
    horn: { state: 'unused' },
    robot: { state: 'unusable' },
  });
  receiver.behave({ status: 500 });
  raise();
  await waitFor('the failure', () => telling.channels()['hook']?.state === 'failing');
  expect(telling.channels()['horn']).toMatchObject({ state: 'ok', sent: 1, failed: 0 });
});

it('knows the token of other systems', () => {
  const { warnings } = telling.forDashboard;
  expect(['a token of sixteen', 'another token', ''].map((token) => warnings.isToken(token))).toEqual([
    true,
    false,
    false,
  ]);
});

import { afterEach, describe, expect, it } from 'vitest';
import { connectRawDevice, startTestBroker, until } from '../../broker/testing.ts';
import type { ChannelType, Delivery } from '../../domain/delivery.ts';
import type { Channel } from '../../domain/desk-settings.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { createChannels, type ChannelsOptions } from './channels.ts';
import { startMailbox, startReceiver, type Receiver } from './testing.ts';
import { createTestTelling, toTellingSettings, type SenderLimits, type TestTelling } from './test-telling.ts';

/**
 * Each channel's server is really stopped for ten minutes of the injected clock, while alerts go on. Its
 * recipient `centre` has another way, `alone` has none. What the servers took is counted by idempotency key.
 */

/** The other side of a channel, on loopback. */
interface OtherSide {
  readonly options: Channel['options'];
  readonly address: string;
  /** The idempotency keys of what it took, in order. */
  taken(): readonly string[];
  stop(): Promise<void>;
  restart(): Promise<void>;
  end(): Promise<void>;
  readonly commands?: Pick<ChannelsOptions, 'reachOf' | 'sendCommand'>;
}

const minute_ms = 60_000;
const secrets = { secretEnv: 'SECRET' };

/** Robots know no keys: the link to confirm, in each message, has the delivery's id. */
const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\/c\/([0-9a-f]{20})/gu)].map(([, id]) => id ?? '');

function overHttp(receiver: Receiver, options: Channel['options'], address = ''): OtherSide {
  const { requests } = receiver;
  return {
    options,
    address,
    taken: () => requests.flatMap(({ body, headers }) => [headers['idempotency-key'] ?? idsIn(body)].flat()),
    stop: () => receiver.stop(),
    restart: () => receiver.restart(),
    end: () => receiver.stop(),
  };
}

const otherSides: Readonly<Record<ChannelType, () => Promise<OtherSide>>> = {
  async webhook() {
    const receiver = await startReceiver();
    return overHttp(receiver, { url: `${receiver.url}/hook`, ...secrets });
  },
  async wecom() {
    const receiver = await startReceiver();
    receiver.behave({ body: '{"errcode":0,"errmsg":"ok"}' });
    return overHttp(receiver, { url: `${receiver.url}/send`, keyEnv: 'KEY' });
  },
  async dingtalk() {
    const receiver = await startReceiver();
    receiver.behave({ body: '{"errcode":0,"errmsg":"ok"}' });
    return overHttp(receiver, { url: `${receiver.url}/send`, tokenEnv: 'KEY', ...secrets });
  },
  async feishu() {
    const receiver = await startReceiver();
    receiver.behave({ body: '{"code":0,"msg":"success"}' });
    return overHttp(receiver, { url: `${receiver.url}/hook/`, tokenEnv: 'KEY', ...secrets });
  },
  async sms() {
    const receiver = await startReceiver();
    receiver.behave({ body: '{"code":0}' });
    const options = { url: `${receiver.url}/sms`, body: '{"to":"{{phone}}"}', verdictPath: 'code' };
    return overHttp(receiver, options, '13800000000');
  },
  async email() {
    const mailbox = await startMailbox();
    const options = { host: '127.0.0.1', port: mailbox.port, from: 'a@centre.example' };
    return {
      options,
      address: 'duty@street.example',
      taken: () => mailbox.mails.map((mail) => /^Message-ID: <([0-9a-f]+)@/imu.exec(mail)?.[1] ?? mail),
      stop: () => mailbox.stop(),
      restart: () => mailbox.restart(),
      end: () => mailbox.stop(),
    };
  },
  async siren() {
    const { broker, ports, fleet } = await startTestBroker();
    fleet.add('siren-1');
    const taken: string[] = [];
    const connect = async () => {
      const connected = await connectRawDevice(ports.mqtt, 'siren-1');
      const subscriptions = [{ topic: 'sensors/smoke/siren-1/command', qos: 1 as const }];
      connected.send({ cmd: 'subscribe', messageId: 1, subscriptions });
      await until('it is subscribed', () => connected.got('suback').length === 1);
      return connected;
    };
    const heard = (): readonly string[] =>
      device.got('publish').map((packet) => {
        const { payload } = packet as unknown as { payload: Buffer };
        return (JSON.parse(payload.toString()) as { id: string }).id;
      });
    let device = await connect();
    return {
      options: {},
      address: 'siren-1',
      taken: () => [...taken, ...heard()],
      async stop() {
        taken.push(...heard());
        device.socket.destroy();
        await until('the broker knows', () => !broker.isConnected('siren-1'));
      },
      async restart() {
        device = await connect();
      },
      end: () => broker.stop(),
      commands: {
        reachOf: (id) => (broker.isConnected(id) ? 'connected' : 'away'),
        sendCommand: (id, command) => broker.sendCommand(id, command),
      },
    };
  },
};

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function startTelling(
  type: ChannelType,
): Promise<{ side: OtherSide; other: Receiver; telling: TestTelling }> {
  const side = await otherSides[type]();
  const other = await startReceiver();
  const channels: readonly Channel[] = [
    { id: 'first', type, options: side.options, perMinute_max: 1_000 },
    { id: 'other', type: 'webhook', options: { url: other.url }, perMinute_max: 1_000 },
  ];
  const first = { channel: 'first', address: side.address };
  const recipients = { centre: [first, { channel: 'other', address: '' }], alone: [first] };
  const telling = createTestTelling({
    settings: toTellingSettings(channels, recipients),
    channel: (now) =>
      createChannels({
        settings: () => channels,
        secret: (name) => `the ${name}`,
        reachOf: () => 'unknown',
        sendCommand: () => {},
        ...side.commands,
        source: 'urn:test',
        now,
      }),
  });
  ending.push(
    () => side.end(),
    () => other.stop(),
    () => telling.stop(),
  );
  return { side, other, telling };
}

const isAlert = ({ content }: Delivery): boolean => content.subject.type === 'alert';
const idsOf = (deliveries: readonly Delivery[]): readonly string[] =>
  deliveries.map(({ id }) => id).toSorted();

/** The probe of a channel is given up when something else finds out first that it works again. */
const unsent = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  deliveries.filter(
    (delivery) => delivery.state !== 'sent' && (isAlert(delivery) || delivery.state !== 'void'),
  );

describe('ten minutes without the other side of a channel', () => {
  it.each(Object.keys(otherSides) as ChannelType[])(
    '%s: nothing is lost, nothing goes out twice, and the other way is used',
    async (type) => {
      const { side, other, telling } = await startTelling(type);
      telling.raise('before'.padEnd(20, '0'));
      await telling.pass(1_000);
      await waitFor('both are told', () => side.taken().length === 2);

      await side.stop();
      const stoppedAt = telling.now();
      for (let second = 1; second <= 600; second += 2) {
        if (second % 60 === 5)
          telling.raise(`${second}`.padStart(20, 'a'), { severity: second % 120 === 5 ? 1 : 2 });
        await telling.pass(2_000);
      }
      const during = telling
        .deliveries()
        .filter((delivery) => isAlert(delivery) && delivery.createdAt > stoppedAt);
      expect(during).toHaveLength(20);
      const centre = during.filter(({ recipientId }) => recipientId === 'centre');
      const alone = during.filter(({ recipientId }) => recipientId === 'alone');
      // Told by the other way, while the first is away, within half a minute.
      expect(centre.map(({ state, routes, routeIndex }) => [state, routes[routeIndex]?.channelId])).toEqual(
        centre.map(() => ['sent', 'other']),
      );
      expect(Math.max(...centre.map(({ sentAt, createdAt }) => (sentAt ?? 0) - createdAt))).toBeLessThan(
        30_000,
      );
      expect(alone.filter(({ state }) => state !== 'waiting')).toEqual([]);

      await side.restart();
      for (let waited = 0; waited < 30; waited += 1) await telling.pass(minute_ms);
      const all = telling.deliveries();
      expect(unsent(all)).toEqual([]);
      expect(idsOf(all.filter(isAlert))).toEqual([...new Set(idsOf(all.filter(isAlert)))]);

      // What was handed to the broker is on its way to the siren.
      await waitFor('all are told', () => alone.every(({ id }) => side.taken().includes(id)));
      const byOther = other.requests.map(({ headers }) => String(headers['idempotency-key']));
      const told = [...side.taken(), ...byOther];
      expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
      expect(idsOf(all.filter(isAlert)).filter((id) => !told.includes(id))).toEqual([]);
    },
  );
});

/** Two webhooks; `centre` has both, `alone` the first. */
async function startWebhooks(limits: SenderLimits = {}) {
  const receiver = await startReceiver();
  const other = await startReceiver();
  const channels: readonly Channel[] = [
    { id: 'first', type: 'webhook', options: { url: receiver.url }, perMinute_max: 1_000 },
    { id: 'other', type: 'webhook', options: { url: other.url }, perMinute_max: 1_000 },
  ];
  const ways = ['first', 'other'].map((channel) => ({ channel, address: '' }));
  const context = {
    secret: () => '',
    reachOf: () => 'unknown' as const,
    sendCommand: () => {},
    source: 'urn:test',
  };
  const telling = createTestTelling({
    settings: toTellingSettings(channels, { centre: ways, alone: ways.slice(0, 1) }),
    channel: (now) => createChannels({ settings: () => channels, ...context, now }),
    limits,
  });
  ending.push(
    () => receiver.stop(),
    () => other.stop(),
    () => telling.stop(),
  );
  return { receiver, other, telling };
}

const keysOf = ({ requests }: Receiver): readonly string[] =>
  requests.map(({ headers }) => String(headers['idempotency-key']));

it('ten minutes in which the other side never answers cost neither a message nor the other way', async () => {
  const { receiver, other, telling } = await startWebhooks({ attempt_ms_max: 150, attemptGrace_ms: 0 });
  receiver.behave('hang');
  telling.raise('a'.repeat(20));
  for (let passed = 0; passed < 120; passed += 1) await telling.pass(5_000);
  const [centre, alone] = telling.deliveries().filter(isAlert);
  expect([centre?.state, alone?.state]).toEqual(['sent', 'waiting']);
  expect(keysOf(other)).toContain(centre?.id);
  receiver.behave({});
  for (let waited = 0; waited < 30; waited += 1) await telling.pass(minute_ms);
  expect(unsent(telling.deliveries())).toEqual([]);
  // Whoever hears it several times can tell by the key.
  const known = new Set(telling.deliveries().map(({ id }) => id));
  expect(keysOf(receiver).filter((key) => !known.has(key))).toEqual([]);
});

describe('ten minutes in which the other side answers nothing sensible', () => {
  it.each([
    ['answers 500', { status: 500 }],
    ['answers 429', { status: 429, headers: { 'retry-after': '30' } }],
    ['resets the connection after it has read all', 'reset'],
    ['cuts its answer off', 'half'],
  ] as const)(
    '%s: every attempt of a delivery has its key, and it is taken once',
    async (_name, behaviour) => {
      const { receiver, other, telling } = await startWebhooks();
      let isWell = false;
      const taken: string[] = [];
      receiver.behave(({ headers }) => {
        if (isWell) taken.push(String(headers['idempotency-key']));
        return isWell ? {} : behaviour;
      });
      for (let passed = 1; passed <= 300; passed += 1) {
        if (passed % 60 === 5) telling.raise(`${passed}`.padStart(20, 'a'), { severity: 1 });
        await telling.pass(2_000);
      }
      isWell = true;
      for (let waited = 0; waited < 30; waited += 1) await telling.pass(minute_ms);
      const all = telling.deliveries();
      expect(unsent(all)).toEqual([]);
      const told = [...taken, ...keysOf(other)];
      expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
      expect(idsOf(all.filter(isAlert)).filter((id) => !told.includes(id))).toEqual([]);
      const known = new Set(all.map(({ id }) => id));
      expect(keysOf(receiver).filter((key) => !known.has(key))).toEqual([]);
    },
  );
});

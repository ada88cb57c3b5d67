import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestCertificate, createTestRevocations, type TestCertificate } from './test-certificate.ts';
import { startTestBroker, until, type TestBroker } from './testing.ts';

const address = { host: '127.0.0.1', port: 0 };
const server = createTestCertificate();
const authority = createTestCertificate({ name: 'authority of the devices' });
const stranger = createTestCertificate({ name: 'another authority' });
const signed = (name: string, serial: number, dnsNames: readonly string[] = []) =>
  createTestCertificate({ name, serial, dnsNames, issuer: authority });
const d1 = signed('d1', 2);
const notOurs = createTestCertificate({ name: 'd1', serial: 3, issuer: stranger });
/** Inside of the handshake there is no CONNACK. */
const closed = /closed|hang up|certificate|ECONNRESET|EPIPE|alert|Couldn't connect/;

let test: TestBroker;
const clients: MqttClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await test.broker.stop();
});

async function start(
  options: { suffices?: boolean; isOptional?: boolean; crl?: string } = {},
): Promise<void> {
  const listener = {
    ...address,
    cert: server.cert,
    key: server.key,
    ca: authority.cert,
    crl: options.crl,
    isCertificateOptional: options.isOptional,
  };
  test = await startTestBroker({
    listeners: { mqtts: listener, webSocket: listener },
    certificateSuffices: options.suffices ?? false,
  });
  test.fleet.add('d1');
}

/** As d1 unless it says otherwise; without a password unless it is given one. */
async function connect(
  certificate: TestCertificate | null,
  { protocol = 'mqtts', ...options }: IClientOptions & { protocol?: 'mqtts' | 'wss' } = {},
): Promise<MqttClient> {
  const port = protocol === 'wss' ? test.ports.webSocket : test.ports.mqtts;
  const shown = certificate === null ? {} : { cert: certificate.cert, key: certificate.key };
  const client = await connectAsync(
    `${protocol}://${address.host}:${port}`,
    { clientId: 'd1', reconnectPeriod: 0, connectTimeout: 5_000, ca: server.cert, ...shown, ...options },
    false,
  );
  clients.push(client);
  return client;
}

const secret = { username: 'd1', password: 'secret' };

describe('with a certificate and a secret, a device', () => {
  it('is let in by both, and by neither alone', async () => {
    await start();
    await connect(d1, secret);
    await expect(connect(d1)).rejects.toMatchObject({ code: 4 });
    await expect(connect(null, secret)).rejects.toThrow(closed);
  });

  it('of another name is refused, whatever its secret', async () => {
    await start();
    await expect(connect(signed('d2', 4), secret)).rejects.toMatchObject({ code: 5 });
    expect(test.broker.stats().refused).toEqual({ 'certificate-name': 1 });
  });
});

describe('with its certificate alone, a device', () => {
  it.each(['mqtts', 'wss'] as const)('is let in and served, over %s', async (protocol) => {
    await start({ suffices: true });
    const client = await connect(d1, { protocol });
    await client.publishAsync('sensors/smoke/d1/telemetry', '{}', { qos: 1 });
    expect(test.messages).toMatchObject([{ deviceId: 'd1' }]);
  });

  it('is let in by a DNS name, too', async () => {
    await start({ suffices: true });
    await connect(signed('Smoke detector', 5, ['d9', 'd1']));
    expect(test.broker.stats().devices).toBe(1);
  });

  it.each([
    ['another name', signed('d2', 6), 5],
    ['names that only begin like it', signed('d1.example', 7, ['d10', 'xd1']), 5],
  ])('is refused with %s', async (_name, certificate, code) => {
    await start({ suffices: true });
    await expect(connect(certificate)).rejects.toMatchObject({ code });
  });

  it('is refused where another authority signed it', async () => {
    await start({ suffices: true });
    await expect(connect(notOurs)).rejects.toThrow(closed);
    expect(test.broker.stats().devices).toBe(0);
  });

  it('is refused where it is unknown, also with the enrolment key, or disabled', async () => {
    await start({ suffices: true });
    const unknown = { clientId: 'd2', username: 'd2', password: 'key' };
    await expect(connect(signed('d2', 8), unknown)).rejects.toMatchObject({ code: 5 });
    test.fleet.disable('d1');
    await expect(connect(d1, secret)).rejects.toMatchObject({ code: 5 });
    expect(test.broker.stats().refused).toEqual({ 'not-welcome': 2 });
  });

  it('is refused where the authority took it back, and others are not', async () => {
    await start({ suffices: true, crl: createTestRevocations(authority, [d1]) });
    test.fleet.add('d3');
    await expect(connect(d1)).rejects.toThrow(closed);
    await connect(signed('d3', 9), { clientId: 'd3' });
    expect(test.broker.stats().devices).toBe(1);
  });

  it('is shown out when it is disabled', async () => {
    await start({ suffices: true });
    const client = await connect(d1);
    test.fleet.disable('d1');
    await until('it is shown out', () => !client.connected);
    expect(test.broker.stats().refused).toEqual({ disabled: 1 });
  });
});

describe('when the certificates are others', () => {
  const texts = { cert: server.cert, key: server.key, ca: authority.cert };

  it.each(['mqtts', 'wss'] as const)(
    'what was taken back is refused from then on, over %s',
    async (protocol) => {
      await start({ suffices: true });
      const before = await connect(d1, { protocol });
      test.broker.renewCertificate({ ...texts, crl: createTestRevocations(authority, [d1]) });
      await expect(connect(d1, { protocol })).rejects.toThrow(closed);
      expect(before.connected).toBe(true);
      test.broker.renewCertificate(texts);
      await connect(d1, { protocol });
    },
  );

  it('the new one is shown', async () => {
    await start({ suffices: true });
    const next = createTestCertificate();
    test.broker.renewCertificate({ ...texts, cert: next.cert, key: next.key });
    await expect(connect(d1)).rejects.toThrow(/self-signed|certificate/);
    await connect(d1, { ca: next.cert });
  });

  it('what cannot be used changes nothing', async () => {
    await start({ suffices: true });
    const { key } = createTestCertificate();
    expect(() => test.broker.renewCertificate({ ...texts, key })).toThrow(/key/);
    await connect(d1);
  });
});

describe('where either will do, a device', () => {
  it('is let in by its certificate, and without one by its secret', async () => {
    await start({ suffices: true, isOptional: true });
    await connect(d1);
    await connect(null, secret);
    await expect(connect(null)).rejects.toMatchObject({ code: 4 });
  });

  it('is refused with a certificate that is not in order, whatever its secret', async () => {
    await start({ suffices: true, isOptional: true });
    await expect(connect(notOurs, secret)).rejects.toThrow(closed);
    await expect(connect(signed('d2', 10), secret)).rejects.toMatchObject({ code: 5 });
  });
});

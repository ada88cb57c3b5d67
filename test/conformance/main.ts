import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Conformance } from '../../broker/broker-interface.ts';
import { createBroker } from '../../broker/broker.ts';
import { Gate } from '../../broker/gate.ts';

/**
 * Runs the suite of Eclipse's paho.mqtt.testing for MQTT 3.1.1, from the folder PAHO_TESTING_DIR, against our broker.
 *
 * Ours in what is tested: sockets, door, gate (with keepalive and `sessionPresent`), the judgement of a CONNECT,
 * take-over. Aedes': the packets' handling, PUBACKs, QoS 2, and, here only, delivery, retained messages and queues,
 * for which the product has its own that deliver nothing from device to device.
 */
const folder = process.env['PAHO_TESTING_DIR'];
if (folder === undefined || folder === '')
  throw new Error('PAHO_TESTING_DIR: the folder of paho.mqtt.testing');

const conformance: Conformance = {
  // The suite has no user names, an id with a space, and wills on any topic. An empty id with a session to keep
  // stays what it is: ours to refuse.
  adapt(request, isClean) {
    const clientId = request.clientId.replaceAll(' ', '_') || (isClean ? 'anonymous' : '');
    return { ...request, clientId, username: clientId, willTopic: undefined };
  },
  authorizePublish(client, packet, respond) {
    const isWill = (packet.cmd as string | undefined) === undefined;
    if (!isWill && client?.conn instanceof Gate) {
      client.conn.lend(packet.length ?? 0);
      client.conn.settle(packet.length ?? 0);
    }
    respond();
  },
  authorizeSubscribe(_client, subscription, respond) {
    respond(null, subscription.topic === 'test/nosubscribe' ? null : subscription);
  },
};

const broker = createBroker({
  listeners: { mqtt: { host: '127.0.0.1', port: 0 }, mqtts: null, webSocket: null },
  log: pino({ level: 'silent' }),
  fleet: {
    authenticate: () => 'device',
    device: () => undefined,
    cutAt: () => null,
    enrolmentKeyOf: () => null,
    mayEnrol: () => true,
    enrol: () => true,
    onChange() {},
  },
  accept: (_message, settled) => settled(null),
  presence() {},
  conformance,
});
const { mqtt } = await broker.start();

// The suite's own options and those of Python's test runner exclude each other, so the port is put into its text. Its
// test of wills is not found by its name, and run as well.
const script = `
import sys
sys.argv = ['client_test.py'] + sys.argv[1:]
text = open('client_test.py').read().replace('port = 1883', 'port = ${mqtt}').replace('"localhost"', '"127.0.0.1"')
text = text.replace('def will_message_test', 'def test_will_message')
exec(compile(text, 'client_test.py', 'exec'))
`;
const suite = spawn('python3', ['-c', script], { cwd: join(folder, 'interoperability'), stdio: 'inherit' });
process.exitCode = await new Promise<number>((resolve) => suite.once('exit', (code) => resolve(code ?? 1)));
await broker.stop();

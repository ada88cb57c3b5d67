import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** A loopback port that was free a moment ago, for a service that must come back on the same one. */
export async function findFreePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}

/** Two of them, for HTTP and MQTT. Asked for one after the other they may be the same. */
export async function findServicePorts(): Promise<{ httpPort: number; mqttPort: number }> {
  const [httpPort = 0, mqttPort = 0] = await findFreePorts(2);
  return { httpPort, mqttPort };
}

/** Below those that systems give to connections that go out: one of these could have it when the service is back. */
const ports = { from: 16_000, count: 1_000, stretches: 16 } as const;
/** Tests of other processes look elsewhere: a port is free for them while its service is being restarted. */
const first = ports.from + (process.pid % ports.stretches) * ports.count;
const given = new Set<number>();

async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const port = first + randomInt(ports.count);
    if (given.has(port)) continue;
    const server = createServer().listen(port, '127.0.0.1');
    // One that is taken is an error; another is tried.
    if (await once(server, 'listening').then(Boolean, () => false)) servers.push(server);
  }
  const found = servers.map((server) => (server.address() as AddressInfo).port);
  for (const port of found) given.add(port);
  // Who asks for hundreds has done with the first by then.
  if (given.size > ports.count / 2) given.clear();
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return found;
}

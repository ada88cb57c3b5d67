import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createLiveConnection, type Position } from '../dashboard/web/live/live-connection.ts';
import { logIn } from './support/api.ts';
import { createTestDatabase, type TestDatabase } from './support/databases.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';
import { waitFor } from './support/wait-for.ts';

/** The page's own line, on a real socket, to a service that freezes without closing it. */
describe('what users of other systems complain about', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let service: Service;

  beforeAll(async () => {
    database = await createTestDatabase();
    directory = await createDataDirectory();
    service = await startService({ dataDirectory: directory.path, databaseUrl: database.url });
  });

  afterAll(async () => {
    if (service !== undefined) process.kill(service.pid, 'SIGCONT');
    await service?.kill('SIGTERM');
    await database?.drop();
    await directory?.remove();
  });

  it('a live dashboard silently stops (ThingsBoard 11034)', async () => {
    const { cookie } = await logIn(service.http);
    const events: string[] = [];
    let position: Position = null;
    let heartbeat_ms = 0;
    let silentSince = 0;
    const connection = createLiveConnection({
      url: `${service.http.replace('http', 'ws')}/api/live`,
      open: (url) =>
        new NodeWebSocket(url, { headers: { cookie, origin: service.http } }) as unknown as WebSocket,
      now: Date.now,
      position: () => position,
      message(message) {
        if (message.type === 'hello') heartbeat_ms = message.heartbeatMs;
        if (message.type === 'snapshot') position = { epoch: message.epoch, seq: message.seq };
        if (message.type === 'change' && position !== null) position = { ...position, seq: message.seq };
      },
      synchronised: () => events.push('synchronised'),
      lost(since) {
        silentSince = since;
        events.push('lost');
      },
      refused: () => events.push('refused'),
    });
    connection.start();
    try {
      await waitFor('the snapshot', () => Promise.resolve(events.includes('synchronised')));
      const frozenAt = Date.now();
      // The kernel goes on holding the socket open: nothing but the missing heartbeats tells.
      process.kill(service.pid, 'SIGSTOP');
      await waitFor('the line to be called lost', () => Promise.resolve(events.includes('lost')), 40_000);
      expect(Date.now() - silentSince).toBeGreaterThanOrEqual(2 * heartbeat_ms);
      expect(silentSince).toBeLessThanOrEqual(frozenAt + heartbeat_ms);
      process.kill(service.pid, 'SIGCONT');
      await waitFor('the line to be in step again', () => Promise.resolve(events.at(-1) === 'synchronised'));
      expect(events).toEqual(['synchronised', 'lost', 'synchronised']);
    } finally {
      connection.stop();
    }
  }, 120_000);
});

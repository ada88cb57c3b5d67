import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../test/support/wait-for.ts';
import { createDeadMan, type DeadMan } from './dead-man.ts';

let server: Server;
let url: string;
let asked: string[];
let logged: Record<string, unknown>[];
let answer: (response: ServerResponse) => void;
let unwell: string | null;
let deadMan: DeadMan | null = null;

beforeEach(async () => {
  [asked, logged, unwell] = [[], [], null];
  answer = (response) => response.writeHead(200).end('OK');
  server = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/top-secret-id`;
});

afterEach(async () => {
  await deadMan?.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function start(changes: { method?: 'GET' | 'POST'; timeoutMs?: number } = {}): DeadMan {
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  deadMan = createDeadMan({
    url,
    method: 'GET',
    everyMs: 50,
    unwell: () => unwell,
    log,
    now: () => 1_234,
    ...changes,
  });
  deadMan.start();
  return deadMan;
}

it.each(['GET', 'POST'] as const)('asks with %s at each turn, as such services want it', async (method) => {
  const { view } = start({ method });
  await waitFor('three signals', () => view().sent >= 3);
  expect(new Set(asked)).toEqual(new Set([`${method} /ping/top-secret-id`]));
  expect(view()).toMatchObject({ lastSentAt: 1_234, reason: null, failed: 0, withheld: 0 });
});

it('is silent while the service is not whole, and speaks again after it', async () => {
  unwell = 'the journal is not well';
  const { view } = start();
  await waitFor('turns that were not taken', () => view().withheld >= 3);
  expect(asked).toEqual([]);
  expect(view()).toMatchObject({ sent: 0, reason: 'the journal is not well' });
  unwell = null;
  await waitFor('a signal', () => asked.length > 0 && view().reason === null);
  const events = logged.map(({ event }) => event);
  expect(events).toEqual(['dead-man-silent', 'dead-man-sent']);
});

it('counts and tells of an address that answers with an error, and goes on', async () => {
  answer = (response) => response.writeHead(404).end();
  const { view } = start();
  await waitFor('failures', () => view().failed >= 2);
  expect(view()).toMatchObject({ sent: 0, lastSentAt: null, reason: 'answered 404' });
  answer = (response) => response.writeHead(204).end();
  await waitFor('a signal', () => view().reason === null);
});

it('waits for no address that does not answer', async () => {
  answer = () => {};
  const { view } = start({ timeoutMs: 30 });
  await waitFor('failures', () => view().failed >= 2);
  expect(view().reason).toBe('timed out');
});

it('never tells the address, which may be a secret', async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const { view } = start();
  await waitFor('a failure', () => view().failed >= 1);
  expect(view().reason).toBe('ECONNREFUSED');
  expect(JSON.stringify([logged, view()])).not.toContain('top-secret-id');
});

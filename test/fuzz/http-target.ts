import { connect } from 'node:net';
import { adminPassword, sampleAlert, startTestDashboard } from '../../dashboard/server/test-support.ts';
import type { Random } from '../../simulators/random.ts';
import { createBody, type Schema } from './http-body.ts';
import { cut, mutate, pick } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

interface Route {
  readonly method: string;
  readonly url: string;
  readonly body: Schema | null;
  readonly query: readonly string[];
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { parameters?: { name: string; in: string }[]; requestBody?: RequestBody }>>
    >
  >;
}

interface RequestBody {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** Routes that hash a password on purpose, which takes long: seldom asked. */
const isSlow = (url: string): boolean => /^\/api\/(session|staff)/.test(url);

const ids = [
  'smoke-1',
  'alert-1',
  'admin',
  'nothing',
  'a%00b',
  '..',
  '%F0%9F%94%A5',
  '0',
  'NaN',
  'x'.repeat(80),
];
const words = [
  '',
  '1',
  '-1',
  '1e9',
  'null',
  'smoke',
  '0',
  'zzz',
  '%',
  '%ff',
  '[]',
  '2026-11-21',
  '9'.repeat(30),
];

/**
 * The dashboard over real sockets: every route that it has, with bodies made from its own OpenAPI document, so that
 * a new route is fuzzed without anybody thinking of it. The rooms behind it are stand-ins, and the database is away:
 * answers may say so (503 and 501, as problems); any other answer from 500 on is a crash.
 */
export async function createHttpTarget(): Promise<FuzzTarget> {
  const test = await startTestDashboard({
    limits: { requestsPerMinuteMax: 1_000_000_000, telemetryBytesMax: 64 * 1024 },
  });
  test.fleet.add({ id: 'smoke-1', kind: 'smoke' });
  test.fleet.add({ id: 'witness', kind: 'smoke' });
  test.alerts.put(sampleAlert());
  let cookie = await test.logIn();
  const port = Number(new URL(test.url).port);
  const document = (await (
    await fetch(`${test.url}/api/docs/json`, { headers: { cookie } })
  ).json()) as OpenApi;
  const routes = test.dashboard.rules().map(({ method, url }) => toRoute(document, method, url));
  const others = routes.map(({ method, url }) => Buffer.from(`${method} ${url} HTTP/1.1\r\nhost: a\r\n\r\n`));

  function toRequest(random: Random): Buffer {
    let route = pick(routes, random);
    // A log-in or a new account takes a tenth of a second by design.
    while (isSlow(route.url) && !random.chance(0.01)) route = pick(routes, random);
    const address = toAddress(route, random);
    const body = toBody(route, random);
    const type = random.chance(0.9)
      ? 'application/json'
      : pick(['text/csv', 'text/plain', 'x/y', ''], random);
    const head = [
      `${route.method} ${address} HTTP/1.1`,
      'host: 127.0.0.1',
      'connection: close',
      ...(random.chance(0.95) ? [`cookie: ${cookie}`] : []),
      ...(random.chance(0.5) ? [`idempotency-key: key-${random.integer(0, 9)}`] : []),
      ...(random.chance(0.3) ? [`if-match: "${random.integer(0, 3)}"`] : []),
      ...(random.chance(0.1) ? ['authorization: Bearer secret-smoke-1'] : []),
      ...(body.length === 0 ? [] : [`content-type: ${type}`, `content-length: ${body.length}`]),
    ].join('\r\n');
    const whole = Buffer.from(`${head}\r\n\r\n`);
    // Mostly what comes behind the door of HTTP's own parser; sometimes that, too.
    return Buffer.concat([random.chance(0.2) ? mutate(whole, random, others) : whole, body]);
  }

  async function run(random: Random): Promise<void> {
    const request = toRequest(random);
    const answer = await exchange(port, cut(request, random));
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
    const isTold = (status === 503 || status === 501) && answer.includes('application/problem+json');
    if (status >= 500 && !isTold) {
      const asked = request.subarray(0, 300).toString('latin1');
      throw new Error(`${status} for ${asked.replace(cookie, '…')} → ${answer.slice(-300)}`);
    }
  }

  return {
    name: 'HTTP requests',
    atOnce: 8,
    run,
    async witness() {
      // A case may have logged us out.
      const mine = await fetch(`${test.url}/api/session`, { headers: { cookie } });
      if (mine.status === 401) cookie = await test.logIn('admin', adminPassword);
      const response = await fetch(`${test.url}/api/telemetry`, {
        method: 'POST',
        headers: { authorization: 'Bearer secret-witness', 'content-type': 'application/json' },
        body: JSON.stringify({ kind: 'smoke', device: 'witness', values: { alarm: 1 } }),
        signal: AbortSignal.timeout(5_000),
      });
      if (response.status !== 202) throw new Error(`the alarm of the witness is answered ${response.status}`);
    },
    stop: () => test.stop(),
  };
}

function toRoute(document: OpenApi, method: string, url: string): Route {
  const path = url.replaceAll(/:(\w+)/g, '{$1}');
  const described = document.paths[path]?.[method.toLowerCase()];
  const schema = described?.requestBody?.content['application/json']?.schema;
  const query = (described?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
  return { method, url, body: schema ?? null, query };
}

function toAddress({ url, query }: Route, random: Random): string {
  const path = url.replaceAll(/:\w+|\*/g, () => pick(ids, random));
  const asked = query.filter(() => random.chance(0.3)).map((name) => `${name}=${pick(words, random)}`);
  return asked.length === 0 ? path : `${path}?${asked.join('&')}`;
}

function toBody({ method, body }: Route, random: Random): Buffer {
  if (method === 'GET' || method === 'HEAD') return Buffer.alloc(0);
  const whole = Buffer.from(JSON.stringify(body === null ? {} : createBody(body, random)) ?? '');
  return random.chance(0.3) ? whole : mutate(whole, random, [whole, Buffer.from('{"a":[1,2,{"b":null}]}')]);
}

/** Sends the pieces and resolves with the answer's beginning, once the service has closed. */
async function exchange(port: number, pieces: readonly Buffer[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let answer = '';
  socket.on('error', () => {}); // a reset is a way of being closed
  socket.on('data', (chunk: Buffer) => {
    if (answer.length < 8_192) answer += chunk.toString('latin1');
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) socket.write(piece);
  // What was cut off would be waited for otherwise.
  socket.end();
  await closed;
  return answer;
}

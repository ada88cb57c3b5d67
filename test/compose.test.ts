import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../config.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  readonly build?: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only?: boolean;
  readonly user?: string;
}

const compose = parse(read('docker-compose.yml')) as {
  readonly services: Readonly<Record<'service' | 'database', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const { service, database } = compose.services;

/** Instruction and arguments, continued lines joined; comments left out. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*$/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
  .flatMap((match) => (match === null ? [] : [{ name: match[1] ?? '', text: match[2] ?? '' }]));

function textsOf(name: string): readonly string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

/** Names set by `ENV a=1 b=2` and what they are set to. */
const imageEnvironment = Object.fromEntries(
  textsOf('ENV').flatMap((text) =>
    text
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=') as [string, string]),
  ),
);

describe('the image', () => {
  it('is built on a pinned Node of the same release as the one that the package brings', () => {
    const bases = textsOf('FROM').map((text) => text.split(' ')[0]);
    const packageJson = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const release = packageJson.dependencies['node']?.split('.').slice(0, 2).join('.');
    expect(new Set(bases)).toEqual(new Set([`node:${release}-slim`]));
  });

  it('copies only what is there', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    for (const text of textsOf('COPY')) {
      if (text.startsWith('--from=')) continue;
      for (const source of text.split(/\s+/).slice(0, -1)) {
        expect([source, existsSync(join(root, source))]).toEqual([source, true]);
        expect(ignored).not.toContain(source);
      }
    }
  });

  it('takes in what the service runs from, and neither history nor data nor secrets', () => {
    const ignored = read('.dockerignore').split('\n').filter(Boolean);
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.env*', 'data', '**/node_modules', 'test']));
    const rooms = [
      'domain',
      'journal',
      'database',
      'fleet',
      'broker',
      'ingest',
      'rules',
      'alerts',
      'dashboard',
    ];
    for (const name of [...rooms, 'main.ts', 'app.ts', 'config.ts']) expect(ignored).not.toContain(name);
  });

  it('runs the service, not as root', () => {
    const users = textsOf('USER');
    expect(users.at(-1)).toBe('node');
    const [command] = textsOf('CMD');
    const [program, file] = JSON.parse(command ?? '[]') as string[];
    expect(program).toBe('node');
    expect(existsSync(join(root, file ?? ''))).toBe(true);
  });

  it('asks the service whether it is well', () => {
    expect(textsOf('HEALTHCHECK')).toEqual([expect.stringContaining('/healthz')]);
  });

  it('sets only what the service knows', () => {
    const { NODE_ENV, ...ours } = imageEnvironment;
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(configSchema.properties)).toEqual(expect.arrayContaining(Object.keys(ours)));
  });

  it('listens for others and keeps its data in a volume that its user owns', () => {
    expect(imageEnvironment).toMatchObject({ HTTP_HOST: '0.0.0.0', MQTT_HOST: '0.0.0.0', DATA_DIR: '/data' });
    expect(textsOf('VOLUME')).toEqual(['/data']);
    expect(textsOf('RUN')).toContainEqual(expect.stringContaining('chown node:node /data'));
  });
});

describe('the composition', () => {
  it('sets only what the service knows', () => {
    const names = Object.keys(service.environment);
    expect(Object.keys(configSchema.properties)).toEqual(expect.arrayContaining(names));
  });

  it('holds no secret: it asks for the password, and the rest may be left out', () => {
    const required = /\$\{POSTGRES_PASSWORD:\?[^}]+\}/;
    expect(service.environment['DATABASE_URL']).toMatch(required);
    expect(database.environment['POSTGRES_PASSWORD']).toMatch(required);
    expect(service.environment['ADMIN_PASSWORD']).toBe('${ADMIN_PASSWORD:-}');
    expect(service.environment['ENROLMENT_KEY']).toBe('${ENROLMENT_KEY:-}');
  });

  it('addresses the database as that is set up', () => {
    const url = new URL(service.environment['DATABASE_URL']!.replace(/\$\{[^}]+\}/, 'secret'));
    expect(compose.services).toHaveProperty(url.hostname);
    expect(url.username).toBe(database.environment['POSTGRES_USER']);
    expect(url.pathname).toBe(`/${database.environment['POSTGRES_DB']}`);
  });

  it('uses the official image of TimescaleDB, pinned', () => {
    expect(database.image).toMatch(/^timescale\/timescaledb:\d+\.\d+\.\d+-pg17$/);
  });

  it('builds the service from here', () => {
    expect(existsSync(join(root, service.build ?? '', 'Dockerfile'))).toBe(true);
  });

  it('starts the service when the database is well', () => {
    expect(database.healthcheck?.test).toContain('pg_isready');
    expect(service.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  });

  it('opens MQTT, MQTT over WebSocket and HTTP as they are set, and all of them are in the image', () => {
    const inside = (service.ports ?? []).map((port) => port.split(':').at(-1));
    const { MQTT_PORT, MQTT_WS_PORT, HTTP_PORT } = service.environment;
    expect(new Set(inside)).toEqual(new Set([MQTT_PORT, MQTT_WS_PORT, HTTP_PORT]));
    expect(new Set(textsOf('EXPOSE').join(' ').split(' '))).toEqual(new Set(inside));
    expect(database.ports).toBeUndefined();
  });

  it('keeps data in named volumes, where the containers write it, and reads settings from beside it', () => {
    const settings = './desk:/desk:ro';
    const written = [...service.volumes, ...database.volumes].filter((mount) => mount !== settings);
    expect(new Set(Object.keys(compose.volumes))).toEqual(
      new Set(written.map((mount) => mount.split(':')[0])),
    );
    expect(service.volumes).toEqual([
      expect.stringMatching(/:\/data$/),
      expect.stringMatching(/:\/backups$/),
      settings,
    ]);
  });

  it.each(['service', 'database'] as const)('gives %s no more rights than it needs', (name) => {
    const { cap_drop, security_opt, user } = compose.services[name];
    expect(cap_drop).toEqual(['ALL']);
    expect(security_opt).toEqual(['no-new-privileges:true']);
    expect(user).not.toBe('root');
    expect(service.read_only).toBe(true);
  });
});

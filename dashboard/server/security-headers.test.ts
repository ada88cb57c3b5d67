import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminPassword, startTestDashboard, type TestDashboard } from './test-support.ts';

describe.each([null, 'https://centre.example'])('every answer under %s', (publicUrl) => {
  let test: TestDashboard;
  let webDirectory: string;
  let cookie: string;
  beforeAll(async () => {
    webDirectory = await mkdtemp(join(tmpdir(), 'web-'));
    await mkdir(join(webDirectory, 'assets'));
    await writeFile(join(webDirectory, 'index.html'), '<!doctype html>');
    await writeFile(join(webDirectory, 'assets', 'a-1.js'), '');
    test = await startTestDashboard({ publicUrl, webDirectory });
    const answer = await fetch(`${local()}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    });
    cookie = answer.headers.getSetCookie()[0]!;
  });
  afterAll(async () => {
    await test.stop();
    await rm(webDirectory, { recursive: true });
  });

  /** Where it listens, whatever it is called outside. */
  const local = (): string => `http://127.0.0.1:${test.port}`;

  it.each([
    ['the page', 'GET /'],
    ['a file of it', 'GET /assets/a-1.js'],
    ['an answer', 'GET /api/alerts'],
    ['a refusal', 'GET /api/staff?no-cookie'],
    ['a bad request', 'POST /api/session'],
    ['what is not there', 'GET /api/nothing'],
    ['a print', 'GET /api/reports/00000000-0000-4000-8000-000000000000?format=html'],
    ['a picture', `GET /api/pictures/${'0'.repeat(64)}`],
    ['a confirmation', 'GET /c/token'],
    ['the documentation', 'GET /api/docs'],
    ['the metrics', 'GET /metrics'],
  ])('has its headers: %s', async (_what, asked) => {
    const [method, path] = asked.split(' ');
    const answer = await fetch(`${local()}${path}`, {
      method: method!,
      headers: asked.includes('no-cookie') ? {} : { cookie: cookie.split(';')[0]! },
    });
    await answer.arrayBuffer();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src '(?:none|self)'/);
    expect(policy).toMatch(/frame-ancestors 'none'|default-src 'self'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()') as string,
    });
    const isHttps = publicUrl !== null;
    expect(answer.headers.has('strict-transport-security')).toBe(isHttps);
    expect(answer.headers.has('cross-origin-opener-policy')).toBe(isHttps);
  });

  it('lets the page load nothing inline, and nothing from elsewhere', async () => {
    const answer = await fetch(`${local()}/`);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });

  it('is kept by no browser when it tells of people and alerts', async () => {
    const answer = await fetch(`${local()}/api/alerts`, { headers: { cookie: cookie.split(';')[0]! } });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('has its headers when a socket is refused', async () => {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const asked = request(`http://127.0.0.1:${test.port}/api/live`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
      });
      asked.on('response', (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, ...answer.headers });
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(headers).toMatchObject({
      status: 401,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
    });
  });

  it('carries the session in a cookie that no script, other site or neighbour can use', () => {
    expect(cookie).toMatch(/; Path=\/;/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).not.toContain('Domain');
    expect(cookie.startsWith('__Host-')).toBe(publicUrl !== null);
    expect(cookie.includes('Secure')).toBe(publicUrl !== null);
  });
});

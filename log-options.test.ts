import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logOptions } from './log-options.ts';

function logged(what: object): string {
  let text = '';
  pino(logOptions('trace'), { write: (line: string) => void (text += line) }).info(what, 'said');
  return text;
}

it.each([
  { password: 'hush' },
  { device: { secret: 'hush' } },
  { request: { headers: { authorization: 'Bearer hush' } } },
  { request: { headers: { cookie: 'session=hush' } } },
  { headers: { 'set-cookie': 'hush' } },
  { err: new Error('cannot reach postgres://me:hush@database:5432/all') },
  { url: 'https://user:hush@gateway.example/send' },
  { url: '/api/oidc/callback?code=hush&state=hush&iss=x' },
  { err: new Error('no answer to grant_type=x&code=hush&client_secret=hush&code_verifier=hush') },
  { tokens: { id_token: 'hush', access_token: 'hush', refresh_token: 'hush' } },
  { settings: { oidc: { clientSecret: 'hush' } } },
  { err: new Error(`cannot take eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.hush and "logout_token=hush"`) },
])('%o is logged without its secret', (what) => {
  expect(logged(what)).not.toContain('hush');
  expect(logged(what)).toContain('[secret]');
});

it('what is no secret stays as it is, and each line is still JSON', () => {
  const what = {
    device: 'SD-1',
    event: 'refused',
    address: 'postgres://database:5432/all',
    at: '12:30@desk',
    code: 'ECONNREFUSED',
    query: 'a?b=code&c=state',
  };
  expect(JSON.parse(logged(what))).toMatchObject(what);
});

import { adminPassword } from './service.ts';

/** The HTTP interface as a member of staff uses it. */
export interface Api {
  readonly cookie: string;
  readonly get: (path: string) => Promise<Response>;
  readonly getJson: <T>(path: string) => Promise<T>;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
}

/** Logs in as the first administrator. */
export async function logIn(http: string, password = adminPassword): Promise<Api> {
  return await logInAs(http, { username: 'admin', password });
}

export async function logInAs(
  http: string,
  who: { readonly username: string; readonly password: string; readonly seat?: string },
): Promise<Api> {
  const origin = http;
  const session = await fetch(`${http}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(who),
  });
  if (!session.ok) throw new Error(`log-in: ${session.status} ${await session.text()}`);
  const cookie = session.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  const get = (path: string): Promise<Response> => fetch(`${http}${path}`, { headers: { cookie } });
  return {
    cookie,
    get,
    async getJson<T>(path: string): Promise<T> {
      const response = await get(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    post: (path, body, headers = {}) =>
      fetch(`${http}${path}`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}

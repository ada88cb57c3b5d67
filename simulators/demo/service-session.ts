/** The password that the demo knows is not the account's: somebody changed it. */
export class LogInRefused extends Error {}

/** The HTTP interface of the service as one member of its staff. Each call throws what a failure answered. */
export interface ServiceSession {
  get<T>(path: string): Promise<T>;
  /** The whole answer, failures too; a repeat with the same key acts once. */
  post(path: string, body: unknown, idempotencyKey: string): Promise<Response>;
  send<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T>;
  sendCsv<T>(path: string, rows: readonly (readonly string[])[]): Promise<T>;
}

export interface LogIn {
  readonly username: string;
  readonly password: string;
}

/** Logs in. Throws `LogInRefused`, or what the service answered. */
export async function openServiceSession(address: string, logIn: LogIn): Promise<ServiceSession> {
  const json = { 'content-type': 'application/json' };
  const session = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(logIn),
  });
  if (session.status === 401)
    throw new LogInRefused(`the log-in of ${logIn.username} is not the demo's any more`);
  await refuseFailure(session);
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

  async function fetchJson<T>(path: string, init: RequestInit): Promise<T> {
    const answer = await fetch(`${address}${path}`, init);
    await refuseFailure(answer);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  return {
    get: (path) => fetchJson(path, { headers: { cookie } }),
    post: (path, body, idempotencyKey) =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: { ...json, cookie, 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      }),
    send: (method, path, body) =>
      fetchJson(path, { method, headers: { ...json, cookie }, body: JSON.stringify(body) }),
    sendCsv(path, rows) {
      const body = rows.map((row) => row.map(quote).join(',')).join('\n');
      return fetchJson(path, { method: 'POST', headers: { 'content-type': 'text/csv', cookie }, body });
    },
  };
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function refuseFailure(answer: Response): Promise<void> {
  if (answer.ok) return;
  throw new Error(`${answer.url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}

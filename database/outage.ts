/** SQLSTATE classes that tell of the server, not of the statement: connection, resources, operator, system, login. */
const outageClasses = ['08', '53', '57P', '58', '28', '3D'] as const;

/**
 * Single codes of the same kind: read-only server (a standby, or a full disk at some providers), statement
 * cancelled by its timeout, lock not available, serialisation failure, deadlock.
 */
const outageCodes: ReadonlySet<string> = new Set(['25006', '57014', '55P03', '40001', '40P01']);

const socketCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
]);

/** What pg says without a code, when a connection breaks under it. */
const brokenConnection =
  /connection terminated|connection ended|connection error|not queryable|timeout exceeded when trying to connect|query read timeout|client was closed|client has already been|before secure TLS connection|server does not support SSL|cannot use a pool after calling end/i;

/**
 * True when the failure is about the server being away or unable, so that the same operation can succeed
 * later: refused or lost connections, starting or stopping, too many connections, no disk space, read-only,
 * a login that is refused (passwords are rotated), timeouts, deadlocks. Looks through `cause` and `errors`.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string') {
    if (socketCodes.has(code) || outageCodes.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return outageClasses.some((start) => code.startsWith(start));
  }
  if (brokenConnection.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true;
  return isOutage(error.cause);
}

import { isIPv6 } from 'node:net';

/** Whose log-in is tried, and from where. */
export interface LogInTry {
  readonly username: string;
  readonly address: string;
  /** Names a browser or address where this person has logged in before; null where nobody knows it. */
  readonly known: string | null;
}

export type Permit =
  /** Too soon: the password is not looked at, and nothing is counted. */
  | { readonly isTooSoon: true; readonly waitMs: number }
  | {
      readonly isTooSoon: false;
      readonly waitMs: 0;
      /** How long the next one has to wait if this fails, ms, and whether it is as long as it gets. */
      readonly nextWaitMs: number;
      readonly isLongest: boolean;
      /** The password was right: what was counted of this person here is forgotten. */
      succeed(): void;
      /** The password was not looked at. */
      undo(): void;
    };

export interface LogInBrake {
  /** Asks to try a password; counts it as failed until it is told otherwise, so that many at once count, too. */
  begin(attempt: LogInTry, now: number): Permit;
  /** Forgets what strangers failed at with this name: an administrator has given it a new password. */
  forgive(username: string): void;
}

export interface LogInBrakeOptions {
  /** Failures without any delay. */
  readonly freePerUsername: number;
  readonly freePerAddress: number;
  /** The first delay, ms; each further failure doubles it, up to the longest. */
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  /** The same at known browsers and addresses, where the person at the alarm desk sits. */
  readonly knownDelayMsMax: number;
  /** When failures are forgotten after the last of them, ms. */
  readonly keptMs: number;
  /** Names and addresses counted at once; beyond it those with the fewest failures are forgotten. */
  readonly entriesMax: number;
}

interface Count {
  failures: number;
  until: number;
  readonly forgetAt: number;
}

interface Key {
  readonly key: string;
  readonly free: number;
  readonly delayMsMax: number;
  /** Whether a right password clears it: one's own log-in must not clear what an address did to others. */
  readonly isCleared: boolean;
}

/**
 * The brake on guessing passwords: after some failures each further one doubles the time until the next is
 * looked at. Strangers are counted by name and by address. A browser or address where the person has logged in
 * before is counted by itself, so that however much strangers guess, the person is not kept from the desk; and
 * what is refused for being too soon prolongs nothing.
 */
export function createLogInBrake(options: LogInBrakeOptions): LogInBrake {
  const counts = new Map<string, Count>();
  const { freePerUsername, freePerAddress, delayMsMax, knownDelayMsMax } = options;

  function keysOf({ username, address, known }: LogInTry): readonly Key[] {
    if (known !== null) {
      const key = `known ${known} ${username}`;
      return [{ key, free: freePerUsername, delayMsMax: knownDelayMsMax, isCleared: true }];
    }
    return [
      { key: nameKey(username), free: freePerUsername, delayMsMax, isCleared: true },
      { key: `address ${toNetwork(address)}`, free: freePerAddress, delayMsMax, isCleared: false },
    ];
  }

  function present(key: string, now: number): Count | undefined {
    const count = counts.get(key);
    if (count === undefined || count.forgetAt > now) return count;
    counts.delete(key);
    return undefined;
  }

  function makeRoom(now: number): void {
    if (counts.size < options.entriesMax) return;
    for (const key of counts.keys()) present(key, now);
    if (counts.size < options.entriesMax) return;
    // Guessing at thousands of other names must not clear the count of the one that is meant.
    let least: string | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [key, { failures }] of counts) {
      if (failures >= fewest) continue;
      least = key;
      fewest = failures;
      if (failures <= 1) break;
    }
    if (least !== null) counts.delete(least);
  }

  function fail({ key, free, delayMsMax: longest }: Key, now: number): number {
    const failures = (present(key, now)?.failures ?? 0) + 1;
    if (!counts.has(key)) makeRoom(now);
    const delayMs = failures < free ? 0 : Math.min(longest, options.firstDelayMs * 2 ** (failures - free));
    counts.set(key, { failures, until: now + delayMs, forgetAt: now + delayMs + options.keptMs });
    return delayMs;
  }

  function takeBack({ key }: Key): void {
    const count = counts.get(key);
    if (count === undefined) return;
    count.failures -= 1;
    count.until = 0;
    if (count.failures <= 0) counts.delete(key);
  }

  return {
    begin(attempt, now) {
      const keys = keysOf(attempt);
      const waitMs = Math.max(0, ...keys.map(({ key }) => (present(key, now)?.until ?? 0) - now));
      if (waitMs > 0) return { isTooSoon: true, waitMs };
      const delays = keys.map((key) => fail(key, now));
      return {
        isTooSoon: false,
        waitMs: 0,
        nextWaitMs: Math.max(...delays),
        isLongest: keys.some(({ delayMsMax: longest }, index) => delays[index] === longest),
        succeed() {
          for (const key of keys) {
            if (key.isCleared) counts.delete(key.key);
            else takeBack(key);
          }
        },
        undo() {
          for (const key of keys) takeBack(key);
        },
      };
    },
    forgive: (username) => void counts.delete(nameKey(username)),
  };
}

const nameKey = (username: string): string => `name ${username}`;

/** Of IPv6 the /64, for whoever has one address there has all of them. */
export function toNetwork(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const isShort = address.includes('::');
  const zeros = isShort ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0') : [];
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

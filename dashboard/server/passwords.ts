import { hash, verify } from '@node-rs/argon2';
import { randomBytes, randomInt } from 'node:crypto';

/** Argon2id at OWASP's first recommendation: 19 MiB, 2 passes. The library's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** No letters or digits that people mistake for another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `passwordHash` null: an unknown user, which takes just as long. `busy`: too many are waiting. */
  check(password: string, passwordHash: string | null): Promise<boolean | 'busy'>;
  /** Checks that wait for their turn. */
  waiting(): number;
}

/** Hashes and checks passwords, a bounded number at once: each costs memory and time by design. */
export function createPasswords({
  atOnceMax,
  waitingMax,
}: {
  atOnceMax: number;
  waitingMax: number;
}): Passwords {
  const nobody = hash(randomBytes(32), cost);
  const waiting: (() => void)[] = [];
  let running = 0;

  async function take(): Promise<void> {
    if (running < atOnceMax) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function give(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    waiting: () => waiting.length,
    hash: (password) => hash(password, cost),
    async check(password, passwordHash) {
      if (waiting.length >= waitingMax) return 'busy';
      await take();
      try {
        const right = await verify(passwordHash ?? (await nobody), password);
        return right && passwordHash !== null;
      } finally {
        give();
      }
    },
  };
}

/** A password for a person to type once: 4 groups of 5 out of 31 signs, 99 bits. */
export function generatePassword(): string {
  return Array.from({ length: 4 }, generateGroup).join('-');
}

function generateGroup(): string {
  return Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

import { randomBytes } from 'node:crypto';
import type { SensorKind } from '../domain/kinds.ts';
import type { KnownDevice } from './fleet-state.ts';
import { createSecret, hideSecret, isKey, matchesSecret, type SecretHash } from './secret.ts';

/** A key that lets unknown devices enrol, within its limits. */
export interface EnrolmentKey {
  readonly id: string;
  readonly name: string;
  /** Null: devices of any kind. */
  readonly kind: SensorKind | null;
  /** Where devices that enrol by it hang; null: nowhere yet. */
  readonly siteId: string | null;
  /** How many devices may enrol by it; null: any number. */
  readonly devicesMax: number | null;
  /** ms since 1970; null: never */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  /** `enrolment`: nobody enrols by it any more. `all`: nor are those let in that came by it. */
  readonly revoked: 'no' | 'enrolment' | 'all';
}

/** With what only the fleet knows. */
export interface KnownKey {
  readonly key: EnrolmentKey;
  readonly secret: SecretHash;
}

/** As staff see it. */
export interface EnrolmentKeyView extends EnrolmentKey {
  /** How many came by it. */
  readonly devices: number;
  readonly state: 'open' | 'full' | 'expired' | 'revoked';
}

export type NewEnrolmentKey = Pick<EnrolmentKey, 'name' | 'createdBy'> &
  Partial<Pick<EnrolmentKey, 'kind' | 'siteId' | 'devicesMax' | 'expiresAt'>>;

/** A key of staff's making, with the words that are told once: its id, a dot, and 32 random bytes. */
export function toNewKey(
  input: NewEnrolmentKey,
  now: number,
): { readonly known: KnownKey; readonly words: string } {
  const id = randomBytes(4).toString('hex');
  const { secret: random } = createSecret();
  const words = `${id}.${random}`;
  const { name, createdBy, kind = null, siteId = null, devicesMax = null, expiresAt = null } = input;
  const key = { id, name, createdBy, kind, siteId, devicesMax, expiresAt, createdAt: now } as const;
  return { known: { key: { ...key, revoked: 'no' }, secret: hideSecret(words) }, words };
}

/**
 * The keys in memory, and how many devices came by each: counted in the devices themselves, so that the count is
 * as durable as they are, with the database or without.
 */
export class EnrolmentKeys {
  readonly #isCommonKey: (given: Uint8Array) => boolean;
  readonly #hasCommonKey: boolean;
  readonly #now: () => number;
  readonly #keys = new Map<string, KnownKey>();
  readonly #counts = new Map<string, number>();

  /** The common key is that of the settings, without limits; it has the id null. */
  constructor(commonKey: string | null, now: () => number) {
    this.#isCommonKey = isKey(commonKey);
    this.#hasCommonKey = commonKey !== null;
    this.#now = now;
  }

  replaceWith(keys: readonly KnownKey[], devices: Iterable<KnownDevice>): void {
    this.#keys.clear();
    for (const known of keys) this.set(known);
    this.#counts.clear();
    for (const device of devices) this.note(device);
  }

  set(known: KnownKey): void {
    this.#keys.set(known.key.id, known);
  }

  get(id: string): KnownKey | undefined {
    return this.#keys.get(id);
  }

  all(): readonly KnownKey[] {
    return [...this.#keys.values()];
  }

  /** A device is there that came by a key. */
  note({ enrolmentKeyId }: KnownDevice): void {
    if (enrolmentKeyId === null) return;
    this.#counts.set(enrolmentKeyId, (this.#counts.get(enrolmentKeyId) ?? 0) + 1);
  }

  /** Whose words these are, whatever its state; undefined: nobody's. */
  idOf(words: Uint8Array): string | null | undefined {
    if (this.#isCommonKey(words)) return null;
    const [id = ''] = Buffer.from(words).toString('latin1').split('.');
    const found = this.#keys.get(id);
    return found !== undefined && matchesSecret(words, found.secret) ? id : undefined;
  }

  /** Whether a device may enrol by it now. */
  isOpen(id: string | null, kind?: SensorKind): boolean {
    if (id === null) return this.#hasCommonKey;
    const found = this.#keys.get(id);
    if (found === undefined || this.#stateOf(found.key) !== 'open') return false;
    return kind === undefined || found.key.kind === null || found.key.kind === kind;
  }

  /** Whether these words let a device in that came by that key and has no secret of its own. */
  letsIn(words: Uint8Array, id: string | null): boolean {
    return this.idOf(words) === id && (id === null || this.#keys.get(id)?.key.revoked !== 'all');
  }

  views(): readonly EnrolmentKeyView[] {
    return this.all().map(({ key }) => ({
      ...key,
      devices: this.#counts.get(key.id) ?? 0,
      state: this.#stateOf(key),
    }));
  }

  #stateOf({ id, revoked, expiresAt, devicesMax }: EnrolmentKey): EnrolmentKeyView['state'] {
    if (revoked !== 'no') return 'revoked';
    if (expiresAt !== null && this.#now() >= expiresAt) return 'expired';
    return devicesMax !== null && (this.#counts.get(id) ?? 0) >= devicesMax ? 'full' : 'open';
  }
}

import type { Role } from './roles.ts';

/** Who asks for something: journalled with it, so that a replay judges the same. */
export interface Actor {
  /** The member of staff; `rules` or `clock` where nobody pressed. */
  readonly by: string;
  readonly role: Role;
  /** The desk in the command centre where they sit; null where they have none. */
  readonly seat: string | null;
  /** Our clock, ms. */
  readonly at: number;
  /** Chosen by the client; the same key of the same person acts once. */
  readonly idempotencyKey: string;
}

/** A position on earth, WGS 84. */
export interface Position {
  readonly longitude_deg: number;
  readonly latitude_deg: number;
}

/** Why there is no room: the journal's own limit, the volume, or a disk that does not keep up. */
export type FullReason = 'limit' | 'disk' | 'waiting';

/** The record was not taken: nobody may be told that it was. Goes by itself when there is room again. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull';
  readonly reason: FullReason;

  constructor(reason: FullReason, options?: ErrorOptions) {
    super(`the journal is full (${reason})`, options);
    this.reason = reason;
  }
}

import { closeSync, openSync, writeSync } from 'node:fs';
import { ledgerBufferCharsMax } from '../limits.ts';

/** What was acknowledged, one `device,time,seq` a line: an accounting test compares it with the database. */
export interface Ledger {
  add(deviceId: string, time: number, seq: number): void;
  /** Writes what is left. Nothing may be added afterwards. */
  close(): void;
}

/** Appends to `path`. A line is written only after the PUBACK, so the file never claims too much. */
export function openLedger(path: string): Ledger {
  const file = openSync(path, 'a');
  let pending = '';
  const flush = (): void => {
    if (pending !== '') writeSync(file, pending);
    pending = '';
  };
  return {
    add(deviceId, time, seq) {
      pending += `${deviceId},${time},${seq}\n`;
      if (pending.length >= ledgerBufferCharsMax) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

import type { Writable } from 'node:stream';

/** Where the simulators write for people: lines always, a progress line only on a terminal. */
export interface Terminal {
  line(text: string): void;
  /** Replaces the last progress line; without a terminal it prints nothing. */
  progress(text: string): void;
  error(text: string): void;
}

const clearLine = '\r\u001B[K';

export function createTerminal(streams: {
  output: Writable & { isTTY?: boolean };
  errors: Writable;
}): Terminal {
  const { output, errors } = streams;
  const isTerminal = output.isTTY === true;
  return {
    line: (text) => void output.write(`${isTerminal ? clearLine : ''}${text}\n`),
    progress: (text) => void (isTerminal && output.write(`${clearLine}${text}`)),
    error: (text) => void errors.write(`${isTerminal ? clearLine : ''}${text}\n`),
  };
}

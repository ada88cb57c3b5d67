import type { Terminal } from '../terminal.ts';

/** What a command gets from the process. */
export interface ProgramContext {
  readonly terminal: Terminal;
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** From the environment; undefined when there is none. */
  readonly enrolmentKey: string | undefined;
  /** The exit code when the command ends without throwing. */
  readonly setExitCode: (code: number) => void;
}

import type { Terminal } from '../../simulators/terminal.ts';

/** What a command gets from the process. */
export interface ProgramContext {
  /** Results, for people and pipes. */
  readonly print: (text: string) => void;
  /** Progress and errors, apart from the results. */
  readonly terminal: Terminal;
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** The exit code when the command ends without throwing. */
  readonly setExitCode: (code: number) => void;
}

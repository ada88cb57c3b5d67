import { isAlive } from '../../database/embedded/postmaster.ts';
import { startService, type Service, type ServiceOptions } from '../support/service.ts';

/** The service with whoever starts it again when it was ended. One thing at a time happens to it. */
export interface SupervisedService {
  /** As it is now; waits while it is being restarted. */
  current(): Promise<Service>;
  /** Ends it and starts it again after a pause. */
  restart(signal: 'SIGKILL' | 'SIGTERM', pause_ms: number): Promise<void>;
  /** How often it was started. */
  readonly starts: () => number;
  /** What it said at its end when nobody had ended it; null: it never did that. */
  readonly ownEnd: () => string | null;
  /** A clean stop: its exit code. */
  stop(): Promise<number | null>;
}

export async function superviseService(
  options: ServiceOptions,
  started: (service: Service) => Promise<void>,
): Promise<SupervisedService> {
  let service = await startService(options);
  let starts = 1;
  let ownEnd: string | null = null;
  await started(service);
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  function look(): void {
    if (isAlive(service.pid)) return;
    ownEnd ??= service.log
      .slice(-12)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }

  return {
    current: () =>
      inTurn(async () => {
        look();
        return service;
      }),
    restart: (signal, pause_ms) =>
      inTurn(async () => {
        look();
        const code = await service.kill(signal);
        if (signal === 'SIGTERM' && code !== 0) ownEnd ??= `SIGTERM: exit code ${code}`;
        await new Promise((resolve) => {
          setTimeout(resolve, pause_ms);
        });
        service = await startService(options);
        starts += 1;
        await started(service);
      }),
    starts: () => starts,
    ownEnd: () => {
      look();
      return ownEnd;
    },
    stop: () => inTurn(() => service.kill('SIGTERM')),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { readFigure } from '../support/metrics.ts';
import { waitFor } from '../support/wait-for.ts';

const waiting = ['store_lag_records', 'rules_lag_records', 'unsaved', 'held_deliveries'] as const;

/** Until nothing waits anywhere: looked at twice, because what one part has done another may take up. */
export async function waitForQuiet(http: string, isOver: () => boolean, max_ms: number): Promise<void> {
  let quiet = 0;
  let last = '';
  await waitFor(
    'the service to be quiet',
    async () => {
      if (isOver()) return true;
      const figures = await Promise.all(
        waiting.map((name) => readFigure(http, name).catch(() => Number.NaN)),
      );
      last = waiting.map((name, index) => `${name} ${figures[index]}`).join(', ');
      quiet = figures.every((figure) => figure === 0) ? quiet + 1 : 0;
      if (quiet < 2) await sleep(150);
      return quiet >= 2;
    },
    max_ms,
  ).catch((error: unknown) => {
    throw new Error(last, { cause: error });
  });
}

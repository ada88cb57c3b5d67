import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultServer, type FaultServer } from './fault-server.ts';
import { drawPlan } from './plan.ts';
import { runPlan } from './run-plan.ts';

/**
 * The short form of `npm run test:faults`: one seed with restarts while the database is away, chosen so that it is
 * quick. What a thousand seeds find becomes a test of its own where it is mended.
 */
const seeds = [17];

describe('nothing acknowledged is lost, no alert lost, doubled or falsely ended', () => {
  let server: FaultServer;

  beforeAll(async () => {
    server = await startFaultServer();
  });
  afterAll(async () => {
    await server?.stop();
  });

  it.each(seeds)(
    'under the faults of seed %i',
    async (seed) => {
      const { account, complaints } = await runPlan(drawPlan(seed), server);
      const wrong = Object.entries(account.differences).filter(([, list]) => list.length > 0);
      expect({ wrong, complaints }).toEqual({ wrong: [], complaints: [] });
      expect(account.acknowledgedReadings).toBeGreaterThan(100);
      expect(account.activations).toBeGreaterThan(0);
    },
    240_000,
  );
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStorm, stormRules, type StormResult } from '../bench/support/storm-run.ts';
import type { StormSize } from '../bench/support/storm-plan.ts';
import { bestEdition, createTestDatabase, type TestDatabase } from './support/databases.ts';
import { createDataDirectory, startService, type Service } from './support/service.ts';

/** 84 devices, 308 alerts, 5 screens: what the benchmark does with 3,000, 10,000 and 50. */
const size: StormSize = {
  gateways: 2,
  devicesPerGateway: 10,
  buildings: 2,
  sitesPerBuilding: 2,
  devicesPerSite: 16,
  duration_s: 3,
  screens: 5,
};

describe('a storm of alerts', () => {
  let database: TestDatabase;
  let directory: Awaited<ReturnType<typeof createDataDirectory>>;
  let service: Service;
  let result: StormResult;

  beforeAll(async () => {
    database = await createTestDatabase(bestEdition());
    directory = await createDataDirectory();
    service = await startService({
      dataDirectory: directory.path,
      databaseUrl: database.url,
      environment: { RULES_DIR: stormRules },
    });
    result = await runStorm({ service, pool: database.pool, size, seed: 1 });
  });

  afterAll(async () => {
    await service?.kill('SIGTERM');
    await database?.drop();
    await directory?.remove();
  });

  it('is on every screen once, whole and nothing else', () => {
    const { lost, doubled, unexpected, reconnects } = result.screens;
    expect(result.alerts).toBe(308);
    expect({ lost, doubled, unexpected, reconnects }).toEqual({
      lost: 0,
      doubled: 0,
      unexpected: 0,
      reconnects: 0,
    });
  });

  it('is in the database once, each alert in one incident', () => {
    expect(result.database).toEqual({ lost: 0, doubled: 0, unexpected: 0, astray: 0 });
  });

  it('is few rows to look at: one for each lost gateway and building, and every fire alarm', () => {
    expect(result.screens).toMatchObject({ incidents: 4, rowsPerCause_max: 1, ownRows: 16, rows: 20 });
  });
});

import { createDataDirectory, startService } from '../test/support/service.ts';
import type { BenchServer } from './support/bench-database.ts';
import type { Figure } from './support/figure.ts';
import { percentile } from './support/median.ts';
import { progress } from './support/progress.ts';
import { openRecipient } from './support/storm-recipient.ts';
import { fullStorm, type StormSize } from './support/storm-plan.ts';
import { runStorm, stormRules } from './support/storm-run.ts';

const seed = 20_261_122;

/** 10,000 alerts of 3,000 devices within a minute on 50 screens: how late, how many rows, what got lost. */
export async function measureStorm(
  server: BenchServer,
  size: StormSize = fullStorm,
): Promise<readonly Figure[]> {
  const database = await server.createDatabase();
  const directory = await createDataDirectory();
  const recipient = await openRecipient(directory.path);
  const service = await startService({
    dataDirectory: directory.path,
    databaseUrl: database.url,
    environment: { RULES_DIR: stormRules, DESK_SETTINGS: recipient.settingsPath },
  });
  try {
    const result = await runStorm({ service, pool: database.database.pool, size, seed });
    const { screens, database: saved, memory_MB: memory, alerts } = result;
    progress(
      `${(screens.bytes / 1e6 / size.screens).toFixed(1)} MB to each screen, ${screens.incidents} incidents`,
    );
    const notices = await recipient.count(database.database.pool);
    const at = (share: number): number => percentile(result.criticalDelays_ms, share);
    const none = { atMost: 0 };
    return [
      { name: `storm: alerts caused in ${size.duration_s} s`, value: alerts, unit: 'alerts' },
      { name: `critical alert → all ${size.screens} screens, p50`, value: at(0.5), unit: 'ms' },
      {
        name: `critical alert → all ${size.screens} screens, p99`,
        value: at(0.99),
        unit: 'ms',
        wanted: { atMost: 1_000 },
      },
      { name: `critical alert → all ${size.screens} screens, longest`, value: at(1), unit: 'ms' },
      { name: 'any alert → all screens, p99', value: percentile(result.delays_ms, 0.99), unit: 'ms' },
      { name: 'taken in → on the wire, p99', value: percentile(result.ownDelays_ms, 0.99), unit: 'ms' },
      { name: 'processor time of the service', value: result.processor_s, unit: 's' },
      { name: 'alerts lost on screens', value: screens.lost, unit: 'alerts', wanted: none },
      { name: 'alerts doubled on screens', value: screens.doubled, unit: 'alerts', wanted: none },
      {
        name: 'alerts that nobody caused',
        value: screens.unexpected + saved.unexpected,
        unit: 'alerts',
        wanted: none,
      },
      { name: 'alerts lost in the database', value: saved.lost, unit: 'alerts', wanted: none },
      { name: 'alerts doubled in the database', value: saved.doubled, unit: 'alerts', wanted: none },
      { name: 'alerts not in exactly one incident', value: saved.astray, unit: 'alerts', wanted: none },
      { name: 'screens that lost their line', value: screens.reconnects, unit: 'times', wanted: none },
      {
        name: 'rows to look at per cause, at most',
        value: screens.rowsPerCause_max,
        unit: 'rows',
        wanted: { atMost: 10 },
      },
      { name: 'life-safety rows of their own', value: screens.ownRows, unit: 'rows' },
      { name: 'rows to look at in all', value: screens.rows, unit: 'rows' },
      { name: 'notices decided for one recipient', value: notices.decided, unit: 'notices' },
      { name: 'of them critical, each told at once', value: notices.urgent, unit: 'notices' },
      {
        name: 'critical notice decided → taken, p99',
        value: percentile(notices.urgentDelays_ms, 0.99),
        unit: 'ms',
      },
      { name: 'critical ones that still wait', value: notices.urgentWaiting, unit: 'notices', wanted: none },
      { name: 'messages that the recipient got', value: notices.messages, unit: 'messages' },
      { name: 'of them digests', value: notices.digests, unit: 'messages' },
      { name: 'notices that came twice', value: notices.doubled, unit: 'notices', wanted: none },
      { name: 'others that wait for the next digests', value: notices.waiting, unit: 'notices' },
      { name: 'memory before the storm', value: memory.before, unit: 'MB' },
      { name: 'memory at the most', value: memory.peak, unit: 'MB' },
      { name: 'memory after the storm', value: memory.after, unit: 'MB' },
    ];
  } finally {
    await service.kill('SIGTERM');
    await recipient.close();
    await database.drop();
    await directory.remove();
  }
}

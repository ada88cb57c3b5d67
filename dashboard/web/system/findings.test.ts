import { describe, expect, it } from 'vitest';
import type { SystemView } from '../../../domain/system.ts';
import { sampleSystem } from '../../server/test-system.ts';
import { partLevel, toFindings } from './findings.ts';

const well = sampleSystem();

function late(name: string, lag: number, lag_s: number | null): Partial<SystemView> {
  const readers = well.journal.readers.map((reader) =>
    reader.name === name ? { ...reader, lag, lag_s } : reader,
  );
  return { journal: { ...well.journal, readers } };
}

const channel = { id: 'sms', type: 'sms', state: 'ok', sent: 3, failed: 1, waiting: 2 } as const;

describe('what is wrong with the service', () => {
  it('is nothing while all is well', () => {
    expect(toFindings(well)).toEqual([]);
    expect(toFindings({ ...well, ...late('rules', 200, 0.4), channels: [channel] })).toEqual([]);
  });

  it.each<[string, Partial<SystemView>, string, string]>([
    ['the rules are late', late('rules', 900, 7.2), 'rulesLate', 'down'],
    ['the desk has been late for longer than is known', late('desk', 9, null), 'deskLate', 'down'],
    ['the screens are late', late('live', 10, 6), 'liveLate', 'down'],
    ['the database is late', late('store', 90_000, 300), 'storeLate', 'degraded'],
    [
      'the database is away',
      { database: { ...well.database, isAvailable: false } },
      'databaseAway',
      'degraded',
    ],
    [
      'the journal is nearly full',
      { journal: { ...well.journal, bytesUsed: 0.9 * well.journal.bytesMax } },
      'journalFilling',
      'degraded',
    ],
    ['the journal refuses', { journal: { ...well.journal, refused: 4 } }, 'journalRefused', 'down'],
    ['the disk is slow', { journal: { ...well.journal, commitP99_ms: 900 } }, 'commitsSlow', 'degraded'],
    ['the disk is full', { disk: { freeBytes: 5, totalBytes: 100 } }, 'diskLow', 'degraded'],
    ['a rule broke', { rules: { ...well.rules, broken: ['smoke-alarm'] } }, 'rulesBroken', 'down'],
    ['a channel is broken', { channels: [{ ...channel, state: 'broken' }] }, 'channelBroken', 'degraded'],
    [
      'much waits to be saved',
      { database: { ...well.database, unsaved: { alerts: 19_000, cases: 2_000 } } },
      'unsavedMany',
      'degraded',
    ],
    ['a part says so itself', { parts: { ...well.parts, broker: 'down' } }, 'partDegraded', 'down'],
  ])('%s', (...[, changes, name, level]) => {
    expect(toFindings({ ...well, ...changes })).toMatchObject([{ name, level }]);
  });

  it('tells what may cost an alarm first, and each part by its worst', () => {
    const findings = toFindings({
      ...well,
      database: { ...well.database, isAvailable: false },
      parts: { ...well.parts, database: 'degraded' },
      rules: { ...well.rules, broken: ['smoke-alarm', 'water-red'] },
    });
    expect(findings.map(({ name }) => name)).toEqual(['rulesBroken', 'databaseAway']);
    expect(findings[0]?.values).toEqual({ rules: 'smoke-alarm, water-red' });
    expect(partLevel('rules', findings)).toBe('down');
    expect(partLevel('database', findings)).toBe('degraded');
    expect(partLevel('broker', findings)).toBe('ok');
  });
});

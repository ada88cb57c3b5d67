import type { SystemView } from '../../../domain/system.ts';

/** The parts of the page. */
export const systemParts = [
  'broker',
  'ingest',
  'journal',
  'database',
  'rules',
  'desk',
  'channels',
  'live',
  'proof',
  'process',
] as const;
export type SystemPart = (typeof systemParts)[number];

/** What is wrong. Each has words for what it is and for what to do. */
export type FindingName =
  | 'rulesLate'
  | 'deskLate'
  | 'liveLate'
  | 'journalRefused'
  | 'journalFilling'
  | 'recordsDamaged'
  | 'somethingDamaged'
  | 'telemetryHeld'
  | 'diskLow'
  | 'commitsSlow'
  | 'databaseAway'
  | 'storeLate'
  | 'unsavedMany'
  | 'rulesBroken'
  | 'channelBroken'
  | 'channelUnusable'
  | 'channelFailing'
  | 'loopSlow'
  | 'messagesUnaccepted'
  | 'auditDropped'
  | 'canaryMissing'
  | 'deadManSilent'
  | 'partDegraded';

export interface Finding {
  readonly name: FindingName;
  readonly part: SystemPart;
  /** `down`: alarms may be late or lost. `degraded`: they go on, something else does not. */
  readonly level: 'down' | 'degraded';
  /** What the words are filled in with. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** From when on something is said to be wrong; each a multiple of what is usual. */
export const findingLimits = {
  /** Rules and desk usually follow within milliseconds; alarms are this late, s. */
  alarmLag_s: 5,
  /** The database may follow slowly: nothing waits for it, s. */
  storeLag_s: 120,
  journalShare: 0.8,
  diskFreeShare: 0.1,
  /** The disk takes a commit in milliseconds; every acknowledgement waits for it, ms. */
  commitP99_ms: 250,
  /** Everything waits while the loop does; ms. */
  loopDelayP99_ms: 250,
  /** The desk's outbox is not bounded while the database is away: a warning in time. */
  unsavedChanges: 20_000,
} as const;

/** Everything that is wrong, the worst first. */
export function toFindings(view: SystemView): readonly Finding[] {
  const findings = [
    ...ofJournal(view),
    ...ofReaders(view),
    ...ofDatabase(view),
    ...ofProof(view),
    ...ofRest(view),
    ...view.channels.flatMap(ofChannel),
  ];
  const unsaid = notSaid(view, findings);
  return [...findings, ...unsaid].toSorted((a, b) => rank(a) - rank(b));
}

function rank({ level }: Finding): number {
  return level === 'down' ? 0 : 1;
}

function ofJournal({ journal, disk, damages }: SystemView): readonly Finding[] {
  const share = journal.bytesUsed / journal.bytesMax;
  const free = disk === null ? 1 : disk.freeBytes / disk.totalBytes;
  const { commitP99_ms } = journal;
  return [
    ...found(journal.refused > 0, 'journalRefused', {
      part: 'journal',
      level: 'down',
      values: { n: journal.refused },
    }),
    ...found(journal.damagedRecords > 0, 'recordsDamaged', {
      part: 'journal',
      level: 'down',
      values: { n: journal.damagedRecords },
    }),
    ...damages.map(({ detail, at }) => ({
      name: 'somethingDamaged' as const,
      part: 'journal' as const,
      level: 'degraded' as const,
      values: { detail, since: at },
    })),
    ...found(journal.room === 'telemetry-held' || journal.room === 'full', 'telemetryHeld', {
      part: 'journal',
      level: 'down',
      values: {},
    }),
    ...found(share > findingLimits.journalShare, 'journalFilling', {
      part: 'journal',
      values: { percent: Math.round(share * 100) },
    }),
    ...found(free < findingLimits.diskFreeShare, 'diskLow', {
      part: 'journal',
      values: { percent: Math.round(free * 100) },
    }),
    ...found(commitP99_ms !== null && commitP99_ms > findingLimits.commitP99_ms, 'commitsSlow', {
      part: 'journal',
      values: { n: Math.round(commitP99_ms ?? 0) },
    }),
  ];
}

const readerParts = {
  rules: { part: 'rules', name: 'rulesLate', level: 'down' },
  desk: { part: 'desk', name: 'deskLate', level: 'down' },
  live: { part: 'live', name: 'liveLate', level: 'down' },
} as const;

function ofReaders({ journal }: SystemView): readonly Finding[] {
  return journal.readers.flatMap(({ name, lag, lag_s }) => {
    const reader = Object.entries(readerParts).find(([each]) => each === name)?.[1];
    // Longer than is remembered is long.
    const isLate = lag > 0 && (lag_s === null || lag_s > findingLimits.alarmLag_s);
    if (reader === undefined || !isLate) return [];
    return [{ ...reader, values: { n: lag, s: lag_s === null ? '?' : Math.round(lag_s) } }];
  });
}

function ofDatabase({ database, journal }: SystemView): readonly Finding[] {
  const store = journal.readers.find(({ name }) => name === 'store');
  const isLate =
    store !== undefined && store.lag > 0 && (store.lag_s === null || store.lag_s > findingLimits.storeLag_s);
  const unsaved = Object.values(database.unsaved).reduce((sum, count) => sum + count, 0);
  return [
    ...found(!database.isAvailable, 'databaseAway', { part: 'database', values: { since: database.since } }),
    ...found(database.isAvailable && isLate, 'storeLate', {
      part: 'database',
      values: { n: store?.lag ?? 0 },
    }),
    ...found(unsaved > findingLimits.unsavedChanges, 'unsavedMany', {
      part: 'database',
      values: { n: unsaved },
    }),
  ];
}

function ofProof({ canary, deadMan }: SystemView): readonly Finding[] {
  return [
    ...found(canary?.state === 'unproven', 'canaryMissing', {
      part: 'proof',
      level: 'down',
      values: { since: canary?.provenAt ?? 0 },
    }),
    ...found(deadMan !== null && deadMan.reason !== null && deadMan.reason !== 'starting', 'deadManSilent', {
      part: 'proof',
      values: { host: deadMan?.host ?? '', reason: deadMan?.reason ?? '' },
    }),
  ];
}

function ofRest({ rules, broker, live, course }: SystemView): readonly Finding[] {
  const loop = course.at(-1)?.loopDelayP99_ms ?? 0;
  return [
    ...found(rules.broken.length > 0, 'rulesBroken', {
      part: 'rules',
      level: 'down',
      values: { rules: rules.broken.join(', ') },
    }),
    ...found(loop > findingLimits.loopDelayP99_ms, 'loopSlow', {
      part: 'process',
      values: { n: Math.round(loop) },
    }),
    ...found(broker.unaccepted > 0, 'messagesUnaccepted', {
      part: 'broker',
      values: { n: broker.unaccepted },
    }),
    ...found(live.auditDropped > 0, 'auditDropped', { part: 'live', values: { n: live.auditDropped } }),
  ];
}

function ofChannel({ id, state, waiting }: SystemView['channels'][number]): readonly Finding[] {
  const about = { part: 'channels', values: { id, n: waiting } } as const;
  return [
    ...found(state === 'broken', 'channelBroken', about),
    ...found(state === 'unusable', 'channelUnusable', about),
    ...found(state === 'failing', 'channelFailing', about),
  ];
}

const partOf: Readonly<Record<string, SystemPart>> = {
  journal: 'journal',
  integrity: 'journal',
  database: 'database',
  store: 'database',
  rules: 'rules',
  alerts: 'desk',
  broker: 'broker',
  channels: 'channels',
};

/** What the service's own readiness says is not well, and nothing above has told already. */
function notSaid({ parts }: SystemView, findings: readonly Finding[]): readonly Finding[] {
  return Object.entries(parts).flatMap(([name, health]) => {
    const part = partOf[name] ?? 'process';
    if (health === 'ok' || findings.some((finding) => finding.part === part)) return [];
    return [{ name: 'partDegraded', part, level: health, values: { name } }];
  });
}

function found(
  isSo: boolean,
  name: FindingName,
  { level = 'degraded', ...rest }: Pick<Finding, 'part' | 'values'> & { readonly level?: Finding['level'] },
): readonly Finding[] {
  return isSo ? [{ name, level, ...rest }] : [];
}

/** How a part is: as its worst finding says. */
export function partLevel(part: SystemPart, findings: readonly Finding[]): 'ok' | 'degraded' | 'down' {
  return findings.find((finding) => finding.part === part)?.level ?? 'ok';
}

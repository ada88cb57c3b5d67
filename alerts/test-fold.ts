import { pino } from 'pino';
import type { AlarmSettings, DeskSettings } from '../domain/desk-settings.ts';
import type { JournalEntry } from '../domain/record.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { createAlertDesk, type AlertDesk } from './desk.ts';
import type { Step } from './life-cycle.ts';
import { createSettingsInForce } from './settings.ts';
import { createTopology } from './topology.ts';

const { alarms } = defaultDeskSettings;
const brisk: AlarmSettings = {
  ...alarms,
  reAlarmAfter_s: { 1: 60, 2: 120, 3: 300, 4: null },
  // What is about lives may not be laid aside by operators, whatever the settings say.
  shelving_s_max: {
    1: { operator: 600, leader: 1_800 },
    2: { operator: 600, leader: 3_600 },
    3: { operator: 600, leader: 3_600 },
    4: { operator: 0, leader: 3_600 },
  },
  suppressions: [
    {
      id: 'gateway',
      cause: { rules: ['lost'] },
      muted: { rules: ['offline', 'stuck', 'fire'] },
      by: 'gateway',
    },
    { id: 'device', cause: { rules: ['offline'] }, muted: { rules: ['stuck', 'leak'] }, by: 'device' },
    { id: 'circle', cause: { rules: ['leak', 'stuck'] }, muted: { rules: ['stuck', 'leak'] }, by: 'site' },
  ],
};
/** For tests: what may be in force; a settings record names one by its number. */
export const mutingSettings: readonly DeskSettings[] = [
  brisk,
  { ...brisk, suppressions: [], chattering: { activations: 2, within_s: 30 } },
  {
    ...brisk,
    reAlarmAfter_s: { 1: null, 2: 600, 3: null, 4: 60 },
    suppressions: [
      { id: 'chain-1', cause: { rules: ['lost'] }, muted: { rules: ['offline'] }, by: 'gateway' },
      { id: 'chain-2', cause: { rules: ['offline'] }, muted: { rules: ['stuck', 'heat'] }, by: 'device' },
      { id: 'chain-3', cause: { rules: ['stuck', 'heat'] }, muted: { rules: ['lost'] }, by: 'site' },
    ],
  } satisfies AlarmSettings,
].map((each) => ({ ...defaultDeskSettings, alarms: each }));
/** For tests: what may be in force, and then the same without anything muted by design; a record names one by its number. */
const variants: readonly DeskSettings[] = [
  ...mutingSettings,
  ...mutingSettings.map((each) => ({ ...each, alarms: { ...each.alarms, suppressions: [] } })),
];
/** For tests: from the number of settings to that of the same without suppression. */
export function withoutSuppressions(text: string): string {
  return String(Number(text) + mutingSettings.length);
}

/** For tests: settings, places and the desk as the alert room folds them; a closed case concludes its alert. */
export interface TestFold {
  readonly desk: AlertDesk;
  /** The settings in force. */
  readonly alarms: () => AlarmSettings;
  readonly apply: (entry: JournalEntry) => readonly Step[];
  readonly snapshot: () => readonly Uint8Array[];
}

/** For tests: a fold that begins anew, or goes on from a snapshot. */
export function createTestFold(pieces?: readonly Uint8Array[]): TestFold {
  const parse = (text: string): DeskSettings => variants[Number(text)]!;
  const settings = createSettingsInForce({ initial: variants[0]!, parse });
  const topology = createTopology();
  const desk = createAlertDesk({
    append: () => Promise.resolve(0),
    alarms: () => settings.current().alarms,
    placeOf: (deviceId) => topology.of(deviceId),
    log,
  });
  let lastOffset = 0;
  if (pieces !== undefined) {
    settings.restore(pieces[0]!);
    topology.restore(pieces[1]!);
    desk.restore(pieces[2]!);
    lastOffset = Number(Buffer.from(pieces[3]!).toString());
  }
  return {
    desk,
    alarms: () => settings.current().alarms,
    apply(entry) {
      if (entry.offset <= lastOffset) return [];
      lastOffset = entry.offset;
      desk.advance(entry);
      settings.apply(entry);
      topology.apply(entry);
      const steps = desk.apply(entry);
      const { record } = entry;
      if (record.type !== 'case' || record.action.finding === null) return steps;
      const { caseId, finding, by, at, comment, role } = record.action;
      return [...steps, ...desk.conclude(caseId, { finding, by, at, comment, role })];
    },
    snapshot: () => [
      settings.snapshot(),
      topology.snapshot(),
      desk.snapshot(),
      Buffer.from(String(lastOffset)),
    ],
  };
}

const log = pino({ level: 'silent' });

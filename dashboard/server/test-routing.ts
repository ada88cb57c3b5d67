import type { ChannelState, Delivery, Escalation } from '../../domain/delivery.ts';
import type { BySeverity, DeskSettings } from '../../domain/desk-settings.ts';
import type { PreviewRequest, SettingsVersion } from '../../domain/settings-view.ts';
import type { FileFault } from '../../domain/yaml-content.ts';
import type { DashboardOptions } from './dependencies.ts';
import type { DashboardDeliveries, DashboardSettings } from './routing-dependencies.ts';

/** Stand-ins for settings and deliveries, for the dashboard's own tests. */
export interface MemorySettings extends DashboardSettings {
  /** What was asked to be previewed. */
  readonly previews: PreviewRequest[];
}

function bySeverity<T>(value: T): BySeverity<T> {
  return { 1: value, 2: value, 3: value, 4: value };
}

/** Nobody to tell, nothing muted, no deadlines. */
const none: DeskSettings = {
  timeZone: 'Asia/Shanghai',
  seats: [],
  channels: [],
  recipients: [],
  shifts: [],
  duties: [],
  routes: [],
  escalations: [],
  alarms: {
    reAlarmAfter_s: bySeverity(null),
    shelving_s_max: bySeverity({ operator: 0, leader: 0 }),
    chattering: { activations: 3, within_s: 60 },
    flood: { alerts: 10, within_s: 600 },
    incidentJoin_s: 1_800,
    commonCause: { devices: 3, within_s: 120 },
    suppressions: [],
  },
  cases: {
    deadlines_s: bySeverity({}),
    whistleAfter_s: null,
    level: 'community',
    sameEvent: { distance_m: 100, within_s: 1_800 },
    trackRetention_days: 30,
  },
};

function errorsOf(text: string): readonly FileFault[] {
  return text.includes('fault')
    ? [{ file: 'desk.yaml', line: 2, message: 'a fault', hint: 'leave it out' }]
    : [];
}

/** Settings that take every text that does not say `fault`. */
export function memorySettings(present: Partial<DeskSettings> = {}): MemorySettings {
  const previews: PreviewRequest[] = [];
  const versions: SettingsVersion[] = [{ revision: 0, at: 0, by: 'files', comment: null, text: '' }];
  const settings: DeskSettings = { ...none, ...present };
  const now = (): SettingsVersion => versions[0]!;
  return {
    previews,
    view: () => ({ ...now(), settings, warnings: [], fileErrors: [] }),
    schema: () => ({
      type: 'object',
      properties: { timeZone: { type: 'string', description: 'IANA name.' } },
    }),
    check: (text) => ({ errors: errorsOf(text), warnings: [] }),
    async change({ text, by, comment, revision }) {
      const errors = errorsOf(text);
      const present = now().revision;
      if (revision !== null && revision !== present)
        return { outcome: 'stale', errors, warnings: [], revision: present };
      if (errors.length > 0) return { outcome: 'refused', errors, warnings: [], revision: present };
      versions.unshift({ revision: present + 1, at: Date.now(), by, comment, text });
      return { outcome: 'done', errors, warnings: [], revision: present + 1 };
    },
    history: async (limit) => versions.slice(0, limit),
    preview(request, text) {
      previews.push(request);
      return text !== null && errorsOf(text).length > 0 ? null : { because: [], tellings: [] };
    },
  };
}

export function memoryDeliveries(
  deliveries: readonly Delivery[] = [],
  rest: { channels?: readonly ChannelState[]; escalation?: Escalation } = {},
): DashboardDeliveries {
  return {
    ofSubject: async (id) => deliveries.filter(({ content }) => content.subject.id === id),
    search: async ({ state, limit, before }) =>
      deliveries
        .filter((one) => state === null || one.state === state)
        .filter(({ createdAt }) => before === null || createdAt < before.createdAt)
        .slice(0, limit),
    channelStates: () => rest.channels ?? [],
    escalationOf: (alertId) => (rest.escalation?.alertId === alertId ? rest.escalation : null),
  };
}

/** Both, with nothing in them. */
export function memoryRouting(): Pick<DashboardOptions, 'settings' | 'deliveries'> {
  return { settings: memorySettings(), deliveries: memoryDeliveries() };
}

import type {
  AlarmSettings,
  CaseSettings,
  DeskSettings,
  EscalationPolicy,
  Route,
} from '../domain/desk-settings.ts';
import { severities, type Severity } from '../domain/severity.ts';
import type { DeskFile, RouteEntry, SeverityCode } from './settings-schema.ts';

/** Messages a minute of a channel that says nothing: what a DingTalk robot takes. */
const perMinute_max = 20;

/**
 * What a file says, completed: lists that it names replace those of `base` whole, everything else one by one.
 * Policies of escalation too, as far as a route names them: those that come with the product go on naming theirs.
 */
export function completeSettings(file: DeskFile, base: DeskSettings): DeskSettings {
  const routes = file.routes?.map(toRoute) ?? base.routes;
  return {
    timeZone: file.timeZone ?? base.timeZone,
    seats:
      file.seats?.map(({ areas = [], kinds = [], ...rest }) => ({ ...rest, areas, kinds })) ?? base.seats,
    channels: file.channels?.map((channel) => ({ perMinute_max, options: {}, ...channel })) ?? base.channels,
    recipients:
      file.recipients?.map(({ reachedBy = [], ...recipient }) => ({
        at: null,
        language: 'zh',
        username: null,
        ...recipient,
        reachedBy: reachedBy.map(({ channel, address = '' }) => ({ channel, address })),
      })) ?? base.recipients,
    shifts: file.shifts ?? base.shifts,
    duties:
      file.duties?.map((duty) => ({ seat: null, days: [], fromDate: null, toDate: null, ...duty })) ??
      base.duties,
    routes,
    escalations: completeEscalations(file.escalations ?? [], base.escalations, policiesOf(routes)),
    alarms: completeAlarms(file.alarms ?? {}, base.alarms),
    cases: completeCases(file.cases ?? {}, base.cases),
  };
}

function completeEscalations(
  file: NonNullable<DeskFile['escalations']>,
  base: readonly EscalationPolicy[],
  named: ReadonlySet<string>,
): readonly EscalationPolicy[] {
  const own = file.map(({ id, steps }) => ({
    id,
    steps: steps.map((step) => ({ tell: [], again: false, whistle: false, ...step })),
  }));
  return [...own, ...base.filter(({ id }) => named.has(id) && !own.some((policy) => policy.id === id))];
}

function policiesOf(routes: readonly Route[]): ReadonlySet<string> {
  const own = routes.flatMap(({ escalation }) => escalation ?? []);
  return new Set([...own, ...routes.flatMap((route) => [...policiesOf(route.routes)])]);
}

function toRoute({ id, match = {}, tell = [], escalation, goOn = false, routes = [] }: RouteEntry): Route {
  const { areas = [], sites = [], kinds = [], rules = [], isForecast = null, hours } = match;
  return {
    id,
    match: {
      areas,
      sites,
      kinds,
      severities: (match.severities ?? []).map(levelOf),
      rules,
      isForecast,
      hours: hours === undefined ? null : { days: [], ...hours },
    },
    tell,
    escalation: escalation ?? null,
    goOn,
    routes: routes.map(toRoute),
  };
}

function completeAlarms(file: NonNullable<DeskFile['alarms']>, base: AlarmSettings): AlarmSettings {
  const { reAlarmAfter_s, shelving_s_max, ...rest } = file;
  return {
    ...base,
    ...rest,
    reAlarmAfter_s: { ...base.reAlarmAfter_s, ...byLevel(reAlarmAfter_s) },
    shelving_s_max: { ...base.shelving_s_max, ...byLevel(shelving_s_max) },
  };
}

function completeCases(file: NonNullable<DeskFile['cases']>, base: CaseSettings): CaseSettings {
  const { deadlines_s, ...rest } = file;
  const deadlines = byLevel(deadlines_s);
  const complete = (level: Severity) => ({ ...base.deadlines_s[level], ...deadlines[level] });
  return {
    ...base,
    ...rest,
    deadlines_s: { 1: complete(1), 2: complete(2), 3: complete(3), 4: complete(4) },
  };
}

function byLevel<T>(byCode: Partial<Record<SeverityCode, T>> = {}): Partial<Record<Severity, T>> {
  return Object.fromEntries(
    severities.flatMap(({ level, code }) => (code in byCode ? [[level, byCode[code]]] : [])),
  );
}

function levelOf(code: SeverityCode): Severity {
  return severities.find((severity) => severity.code === code)?.level ?? 4;
}

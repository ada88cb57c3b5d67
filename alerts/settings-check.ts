import type { DeskSettings, Duty, Route, Tell } from '../domain/desk-settings.ts';
import type { ContentFault, YamlPath } from '../domain/yaml-content.ts';
import { rosterGap } from './routing/roster-gap.ts';
import { toWallTime } from './routing/roster.ts';
import { checkSecrets } from './settings-secrets.ts';

/** A finding about settings: an error keeps them from coming into force, a warning is only shown. */
export interface SettingsFinding extends ContentFault {
  readonly isWarning: boolean;
}

/** What a schema cannot say of settings: what refers to nothing, contradicts itself, or leaves people untold. */
export function checkSettings(settings: DeskSettings): readonly SettingsFinding[] {
  const found: SettingsFinding[] = [];
  const report: Report = (path, message, hint = '') => found.push({ path, message, hint, isWarning: false });
  const warn: Report = (path, message, hint = '') => found.push({ path, message, hint, isWarning: true });
  checkTimeZone(settings, report);
  checkIds(settings, report);
  checkPeople(settings, { report, warn });
  const tells = createTellCheck(settings, { report, warn });
  checkRoutes(settings, { report, warn, tells });
  for (const [index, { id, steps }] of settings.escalations.entries()) {
    checkSteps(steps, ['escalations', index, 'steps'], { id, report, warn, tells });
  }
  checkAlarms(settings, report);
  found.push(...checkSecrets(settings.channels).map((fault) => ({ ...fault, isWarning: false })));
  return found;
}

type Report = (path: YamlPath, message: string, hint?: string) => void;
interface Reports {
  readonly report: Report;
  readonly warn: Report;
}
type TellCheck = (tells: readonly Tell[], path: YamlPath) => void;

function checkTimeZone({ timeZone }: DeskSettings, report: Report): void {
  try {
    toWallTime(0, timeZone);
  } catch {
    report(['timeZone'], `there is no time zone ${timeZone}`, 'an IANA name such as Asia/Shanghai');
  }
}

function checkIds(settings: DeskSettings, report: Report): void {
  const { seats, channels, recipients, shifts, escalations } = settings;
  for (const [list, entries] of Object.entries({ seats, channels, recipients, shifts, escalations })) {
    unique(entries, [list], report);
  }
  unique(settings.alarms.suppressions, ['alarms', 'suppressions'], report);
  const known = new Set<string>();
  for (const { route, path } of everyRoute(settings.routes, ['routes'])) {
    if (known.has(route.id)) report([...path, 'id'], `there are two routes ${route.id}`, 'rename one');
    known.add(route.id);
  }
}

function unique(entries: readonly { readonly id: string }[], path: YamlPath, report: Report): void {
  const known = new Set<string>();
  for (const [index, { id }] of entries.entries()) {
    if (known.has(id)) report([...path, index, 'id'], `${id} is there twice in ${path.at(-1)}`, 'rename one');
    known.add(id);
  }
}

function checkPeople(settings: DeskSettings, { report, warn }: Reports): void {
  const { recipients, channels, duties, shifts, seats } = settings;
  if (recipients.length === 0) {
    warn(['recipients'], 'nobody can be told: there are no recipients', 'only the screens ring; name some');
  } else if (channels.length === 0) {
    warn(['channels'], 'nobody can be told: there are no channels', 'only the screens ring; name some');
  }
  for (const [index, { id, reachedBy }] of recipients.entries()) {
    const path = ['recipients', index, 'reachedBy'];
    if (reachedBy.length === 0) warn(path, `no channel leads to ${id}`, 'telling them will fail');
    for (const [way, { channel }] of reachedBy.entries()) {
      refer(channels, channel, { path: [...path, way, 'channel'], what: 'channel', report });
    }
  }
  for (const [index, duty] of duties.entries()) {
    const at = (key: keyof Duty): YamlPath => ['duties', index, key];
    refer(shifts, duty.shift, { path: at('shift'), what: 'shift', report });
    refer(recipients, duty.recipient, { path: at('recipient'), what: 'recipient', report });
    if (duty.seat !== null) refer(seats, duty.seat, { path: at('seat'), what: 'seat', report });
    for (const key of ['fromDate', 'toDate'] as const) {
      const date = duty[key];
      if (date !== null && !isDate(date)) report(at(key), `there is no day ${date}`);
    }
    if (duty.fromDate !== null && duty.toDate !== null && duty.toDate < duty.fromDate) {
      report(at('toDate'), 'ends before it begins', 'fromDate and toDate are both inclusive');
    }
  }
}

function refer(
  entries: readonly { readonly id: string }[],
  id: string,
  { path, what, report }: { path: YamlPath; what: string; report: Report },
): void {
  if (entries.some((entry) => entry.id === id)) return;
  const known = entries.map((entry) => entry.id).slice(0, 10);
  report(
    path,
    `there is no ${what} ${id}`,
    known.length === 0 ? `there are none` : `known: ${known.join(', ')}`,
  );
}

/** Each missing role is told of once, where it is named first. */
function createTellCheck(settings: DeskSettings, { report, warn }: Reports): TellCheck {
  const { recipients, duties } = settings;
  const told = new Set<string>();
  const once = (key: string, path: YamlPath, [message, hint]: readonly [string, string]): void => {
    if (recipients.length > 0 && !told.has(key)) warn(path, message, hint);
    told.add(key);
  };
  return (tells, path) => {
    for (const [index, tell] of tells.entries()) {
      const here = [...path, index];
      if ('recipient' in tell) refer(recipients, tell.recipient, { path: here, what: 'recipient', report });
      else if ('nearest' in tell && !recipients.some(({ role }) => role === tell.nearest)) {
        once(tell.nearest, here, [
          `there is no ${tell.nearest}`,
          'this tells nobody; name a recipient of that role',
        ]);
      } else if ('onDuty' in tell) {
        if (!duties.some(({ role }) => role === tell.onDuty)) {
          once(tell.onDuty, here, [`no ${tell.onDuty} is ever on duty`, 'this tells nobody; see duties']);
        } else {
          const gap = rosterGap(settings, tell.onDuty);
          if (gap !== null)
            once(`gap ${tell.onDuty}`, here, [`no ${tell.onDuty} on duty ${gap}`, 'see duties']);
        }
      }
    }
  };
}

function checkRoutes(settings: DeskSettings, { report, warn, tells }: Reports & { tells: TellCheck }): void {
  for (const { route, path, above } of everyRoute(settings.routes, ['routes'])) {
    const { id, tell, escalation, match, routes } = route;
    tells(tell, [...path, 'tell']);
    if (escalation !== null) {
      refer(settings.escalations, escalation, { path: [...path, 'escalation'], what: 'escalation', report });
    }
    const { hours } = match;
    if (hours !== null && hours.from === hours.to && hours.days.length === 0) {
      warn([...path, 'match', 'hours'], 'these hours are the whole day', 'leave them out');
    }
    const isCritical = [match, ...above.map((each) => each.match)].every(
      (each) => each.severities.length === 0 || each.severities.includes(1),
    );
    const tellsSomebody = [route, ...above].some((each) => each.tell.length > 0);
    if (isCritical && routes.length === 0 && !tellsSomebody) {
      warn([...path, 'tell'], `${id} takes critical alerts and tells nobody`, 'name whom it tells');
    }
  }
  checkReach(settings.routes, ['routes'], warn);
}

/** What stands behind a route that takes everything is never asked. */
function checkReach(routes: readonly Route[], path: YamlPath, warn: Report): void {
  for (const [index, { id, match, goOn, routes: below }] of routes.entries()) {
    checkReach(below, [...path, index, 'routes'], warn);
    const { areas, sites, kinds, severities, rules, isForecast, hours } = match;
    const asks = [areas, sites, kinds, severities, rules].some((list) => list.length > 0);
    if (asks || isForecast !== null || hours !== null || goOn || index === routes.length - 1) continue;
    warn(
      [...path, index + 1],
      `never reached: ${id} before it takes everything`,
      'order them, or let it goOn',
    );
    return;
  }
}

interface VisitedRoute {
  readonly route: Route;
  readonly path: YamlPath;
  /** From the top down. */
  readonly above: readonly Route[];
}

function everyRoute(
  routes: readonly Route[],
  path: YamlPath,
  above: readonly Route[] = [],
): readonly VisitedRoute[] {
  return routes.flatMap((route, index) => {
    const here = [...path, index];
    return [
      { route, path: here, above },
      ...everyRoute(route.routes, [...here, 'routes'], [...above, route]),
    ];
  });
}

function checkSteps(
  steps: DeskSettings['escalations'][number]['steps'],
  path: YamlPath,
  { id, report, warn, tells }: Reports & { id: string; tells: TellCheck },
): void {
  let before_s = 0;
  for (const [index, { after_s, tell, again, whistle }] of steps.entries()) {
    tells(tell, [...path, index, 'tell']);
    if (after_s < before_s) {
      report(
        [...path, index, 'after_s'],
        `${id}: ${after_s} s comes after ${before_s} s`,
        'steps go forward in time',
      );
    }
    before_s = Math.max(before_s, after_s);
    if (tell.length === 0 && !again && !whistle) {
      warn(
        [...path, index],
        `${id}: a step that does nothing`,
        'tell somebody, again: true, or whistle: true',
      );
    }
  }
}

function checkAlarms({ alarms }: DeskSettings, report: Report): void {
  for (const [index, { id, cause, muted }] of alarms.suppressions.entries()) {
    const both = cause.rules.find((rule) => muted.rules.includes(rule));
    if (both !== undefined) {
      const path = ['alarms', 'suppressions', index, 'muted', 'rules'];
      report(path, `${id}: ${both} is cause and muted`, 'a cause is never muted itself');
    }
  }
  for (const [level, { operator, leader }] of Object.entries(alarms.shelving_s_max)) {
    if (operator > leader) {
      report(['alarms', 'shelving_s_max', level], 'an operator may shelve for longer than a leader');
    }
  }
}

function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

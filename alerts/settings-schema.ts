import { Type } from 'typebox';
import { areaLevels } from '../domain/area.ts';
import { caseSteps } from '../domain/case.ts';
import { channelTypes } from '../domain/delivery.ts';
import { recipientRoles } from '../domain/desk-settings.ts';
import { kindNames } from '../domain/kinds.ts';
import { severities } from '../domain/severity.ts';
import { languages } from '../domain/text.ts';

/**
 * The format of `desk.yaml`, as a schema: types, validation and `desk-settings.schema.json` (for editors) come
 * from it. Everything may be left out: it stays as it comes with the product. What JSON Schema cannot say is in
 * `settings-check.ts`.
 */

const strict = { additionalProperties: false };
const maybe = Type.Optional;

function describe(description: string) {
  return { description };
}

const severityCodes = severities.map(({ code }) => code);
export type SeverityCode = (typeof severities)[number]['code'];

const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$', ...describe('Lower-case, digits, hyphens.') });
const Name = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, strict);
const Place = Type.String({
  pattern: '^[A-Za-z0-9_.:-]{1,64}$',
  ...describe("An area's code or a site's id. Quote codes that are numbers."),
});
const Time = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  ...describe('HH:MM, by the clock on the wall of the time zone.'),
});
const Date = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', ...describe('YYYY-MM-DD, inclusive.') });
const Days = maybe(
  Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    maxItems: 7,
    ...describe(
      '1 (Monday) to 7; every day when left out. Hours over midnight belong to the day they begin.',
    ),
  }),
);
const Severity = Type.Enum([...severityCodes]);
const Kind = Type.Enum([...kindNames]);
const RuleId = Type.String({ pattern: '^[a-z][a-z0-9-]{2,63}$' });
const Rules = Type.Array(RuleId, { minItems: 1, maxItems: 1000 });
const DutyRole = Type.Enum(['operator', 'shiftLeader', 'supervisor']);

function list<T extends Type.TSchema>(items: T, description: string, maxItems = 1000) {
  return maybe(Type.Array(items, { maxItems, ...describe(description) }));
}
function seconds(description: string) {
  return Type.Number({ minimum: 0, maximum: 31_536_000, ...describe(`Seconds: ${description}`) });
}
function bySeverity<T extends Type.TSchema>(schema: T, description: string) {
  const keys = Object.fromEntries(severityCodes.map((code) => [code, maybe(schema)]));
  type Keys = Record<SeverityCode, Type.TOptional<T>>;
  return maybe(Type.Object(keys as Keys, { ...strict, ...describe(description) }));
}

const Seat = Type.Object(
  {
    id: Id,
    name: Name,
    areas: list(Place, 'Each with what lies below it.'),
    kinds: list(Kind, 'Of sensors.'),
  },
  { ...strict, ...describe('A desk in the command centre, and what it watches; empty lists: everything.') },
);

const Channel = Type.Object(
  {
    id: Id,
    type: Type.Enum([...channelTypes]),
    perMinute_max: maybe(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        ...describe('Messages a minute that it takes; more are put together, critical ones never.'),
      }),
    ),
    options: maybe(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        ...describe('By type. Secrets never stand here: secretEnv and the like name environment variables.'),
      }),
    ),
  },
  { ...strict, ...describe('A way to reach people.') },
);

const Recipient = Type.Object(
  {
    id: Id,
    name: Name,
    role: Type.Enum([...recipientRoles]),
    at: maybe(Place),
    language: maybe(Type.Enum([...languages])),
    username: maybe(Type.String({ minLength: 1, maxLength: 64, ...describe('Their staff account.') })),
    reachedBy: list(
      Type.Object({ channel: Id, address: maybe(Type.String({ maxLength: 500 })) }, strict),
      'In the order in which they are tried.',
      20,
    ),
  },
  { ...strict, ...describe('Somebody who can be told; attached to an area or site, for it and all below.') },
);

const Shift = Type.Object(
  { id: Id, name: Name, from: Time, to: Time },
  { ...strict, ...describe('Hours of work; over midnight where they end before they begin.') },
);

const Duty = Type.Object(
  {
    shift: Id,
    role: DutyRole,
    seat: maybe(Id),
    recipient: Id,
    days: Days,
    fromDate: maybe(Date),
    toDate: maybe(Date),
  },
  { ...strict, ...describe('Who is on duty.') },
);

const Match = Type.Object(
  {
    areas: list(Place, 'Codes of any level; each with what lies below it.'),
    sites: list(Place, 'Ids.'),
    kinds: list(Kind, 'Of sensors.'),
    severities: list(Severity, 'The displayed severity.'),
    rules: list(RuleId, 'The rules that speak.'),
    isForecast: maybe(Type.Boolean(describe('True: only early warnings; false: only what has happened.'))),
    hours: maybe(Type.Object({ from: Time, to: Time, days: Days }, strict)),
  },
  { ...strict, ...describe('What an alert must be like; what is left out asks nothing.') },
);

const Tell = Type.Union(
  [
    Type.Object({ recipient: Id }, strict),
    Type.Object({ nearest: Type.Enum([...recipientRoles]) }, strict),
    Type.Object({ onDuty: DutyRole }, strict),
    Type.Object({ levelAbove: Type.Literal(true) }, strict),
  ],
  describe('recipient, nearest (a role), onDuty (a role), or levelAbove: true'),
);
const Tells = list(Tell, 'All of them at once, nobody twice.', 50);

/** Routes by reference, because routes hold routes. */
const Route = Type.Object(
  {
    id: Id,
    match: maybe(Match),
    tell: Tells,
    escalation: maybe(Id),
    goOn: maybe(Type.Boolean(describe('The next route beside it may speak too.'))),
    routes: maybe(Type.Array(Type.Unsafe<RouteEntry>(Type.Ref('Route')), { maxItems: 200 })),
  },
  {
    ...strict,
    ...describe('The first that matches is followed down. What it does not name, it has from the one above.'),
  },
);

const Escalation = Type.Object(
  {
    id: Id,
    steps: Type.Array(
      Type.Object(
        {
          after_s: seconds('since it rang, unless somebody has acknowledged it.'),
          tell: Tells,
          again: maybe(
            Type.Boolean(describe('Those told before are told again, and the screens ring louder.')),
          ),
          whistle: maybe(Type.Boolean(describe('It goes up a level.'))),
        },
        strict,
      ),
      { minItems: 1, maxItems: 20 },
    ),
  },
  strict,
);

const Suppression = Type.Object(
  {
    id: Id,
    cause: Type.Object({ rules: Rules }, strict),
    muted: Type.Object({ rules: Rules }, strict),
    by: Type.Enum(['gateway', 'feeder', 'site', 'device']),
  },
  { ...strict, ...describe('While a cause is open, what hangs on the same is not announced, only shown.') },
);

const Count = Type.Integer({ minimum: 1, maximum: 100_000 });
const Limit_s = Type.Number({ minimum: 0, maximum: 31_536_000 });

const Alarms = Type.Object(
  {
    reAlarmAfter_s: bySeverity(
      Type.Union([Limit_s, Type.Null()]),
      'Acknowledged this long ago, it asks again.',
    ),
    shelving_s_max: bySeverity(
      Type.Object({ operator: Limit_s, leader: Limit_s }, strict),
      'The longest shelving; 0: none.',
    ),
    chattering: maybe(Type.Object({ activations: Count, within_s: Limit_s }, strict)),
    flood: maybe(Type.Object({ alerts: Count, within_s: Limit_s }, strict)),
    incidentJoin_s: maybe(seconds('after its last alert, an incident takes in another of the same cause.')),
    commonCause: maybe(Type.Object({ devices: Count, within_s: Limit_s }, strict)),
    suppressions: list(Suppression, 'Muted while their cause is open.'),
  },
  strict,
);

const Deadlines = Type.Object(
  Object.fromEntries(caseSteps.map((step) => [step, maybe(Limit_s)])) as Record<
    (typeof caseSteps)[number],
    Type.TOptional<typeof Limit_s>
  >,
  strict,
);

const Cases = Type.Object(
  {
    deadlines_s: bySeverity(Deadlines, 'How long each step may take until the next is reached.'),
    whistleAfter_s: maybe(Type.Union([Limit_s, Type.Null()])),
    level: maybe(Type.Enum([...areaLevels])),
    sameEvent: maybe(
      Type.Object({ distance_m: Type.Number({ minimum: 0, maximum: 100_000 }), within_s: Limit_s }, strict),
    ),
    trackRetention_days: maybe(Type.Integer({ minimum: 0, maximum: 3_650 })),
    confidence_min: maybe(
      Type.Number({ minimum: 0, maximum: 1, ...describe("Below this a recogniser's event is uncertain.") }),
    ),
  },
  strict,
);

const File = Type.Object(
  {
    timeZone: maybe(Type.String({ minLength: 1, ...describe('IANA name, such as Asia/Shanghai.') })),
    seats: list(Seat, 'The desks of the centre.'),
    channels: list(Channel, 'The ways to reach people.', 100),
    recipients: list(Recipient, 'Everybody who can be told.', 5000),
    shifts: list(Shift, 'The hours of work.', 50),
    duties: list(Duty, 'Who works when.', 2000),
    routes: maybe(Type.Array(Type.Unsafe<RouteEntry>(Type.Ref('Route')), { maxItems: 200 })),
    escalations: list(Escalation, 'What happens while nobody acknowledges.', 50),
    alarms: maybe(Alarms),
    cases: maybe(Cases),
  },
  { ...strict, ...describe('How the desk is run. What is left out stays as it comes with the product.') },
);

export interface RouteEntry {
  readonly id: string;
  readonly match?: Type.Static<typeof Match>;
  readonly tell?: readonly Type.Static<typeof Tell>[];
  readonly escalation?: string;
  readonly goOn?: boolean;
  readonly routes?: readonly RouteEntry[];
}

export type DeskFile = Type.Static<typeof File>;

export const DeskFile = Type.Unsafe<DeskFile>(Type.Cyclic({ File, Route }, 'File'));

/** The schema as a file for editors, which follow `#/$defs/…` more surely than ids. */
export function toEditorSchema(): unknown {
  const text = JSON.stringify(DeskFile, (key, value: unknown) => {
    if (key === '$id') return undefined;
    return key === '$ref' ? `#/$defs/${String(value)}` : value;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Desk settings',
    ...(JSON.parse(text) as object),
  };
}

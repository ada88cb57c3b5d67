import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import { defaultDeskSettings } from './default-settings.ts';
import { checkChannels } from './notifiers/channel-options.ts';
import { parseSettings } from './settings-parse.ts';
import { toEditorSchema } from './settings-schema.ts';

const here = import.meta.dirname;

async function read(path: string): Promise<string> {
  return readFile(join(here, path), 'utf8');
}

function parse(text: string) {
  return parseSettings({ name: 'desk.yaml', text });
}

/** `line: message` of everything that is wrong. */
function errorsOf(text: string): readonly string[] {
  return parse(text).errors.map(({ line, message }) => `${line}: ${message}`);
}

function warningsOf(text: string): readonly string[] {
  return parse(text).warnings.map(({ line, message }) => `${line}: ${message}`);
}

describe('the settings that come with the product', () => {
  it('are those that hold where a file says nothing', async () => {
    const { settings, errors, warnings } = parse(await read('defaults/desk.yaml'));
    expect(errors).toEqual([]);
    expect(settings).toEqual(defaultDeskSettings);
    expect(warnings.map(({ message }) => message)).toEqual(['nobody can be told: there are no recipients']);
    expect(parse('').settings).toEqual(defaultDeskSettings);
    expect(parse('# nothing\n').settings).toEqual(defaultDeskSettings);
  });

  it('name only rules that are shipped', async () => {
    const { rules } = await loadRules(join(here, '../rules/defaults'));
    const known = rules.map(({ id }) => id);
    const named = defaultDeskSettings.alarms.suppressions.flatMap(({ cause, muted }) => [
      ...cause.rules,
      ...muted.rules,
    ]);
    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });

  it('mute nothing that is critical', async () => {
    const { rules } = await loadRules(join(here, '../rules/defaults'));
    const muted = defaultDeskSettings.alarms.suppressions.flatMap((rule) => rule.muted.rules);
    const critical = rules.filter(({ latching }) => latching).map(({ id }) => id);
    expect(muted.filter((id) => critical.includes(id))).toEqual([]);
  });

  it('have an example with channels and recipients that is sound', async () => {
    const text = await read('../docs/desk-example.yaml');
    const { errors, warnings, settings } = parseSettings({ name: 'desk.yaml', text }, checkChannels);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([]);
    expect(settings?.routes).toEqual(defaultDeskSettings.routes);
    expect(settings?.recipients).toHaveLength(8);
  });

  it('are described for editors by the schema that also checks them', async () => {
    const file: unknown = JSON.parse(await read('desk-settings.schema.json'));
    expect(file, 'write toEditorSchema() to desk-settings.schema.json').toEqual(toEditorSchema());
  });
});

describe('a settings file', () => {
  it('may name a part only', () => {
    const { settings } = parse(
      'alarms: { reAlarmAfter_s: { critical: 60 } }\ncases: { deadlines_s: { major: { taken: 1 } } }',
    );
    expect(settings?.alarms.reAlarmAfter_s).toEqual({ 1: 60, 2: 1800, 3: 7200, 4: null });
    expect(settings?.cases.deadlines_s[2]).toEqual({
      reported: 300,
      accepted: 900,
      dispatched: 600,
      taken: 1,
    });
    expect(settings?.routes).toEqual(defaultDeskSettings.routes);
  });

  it('tells every fault at once, each with its line', () => {
    const text = [
      'timeZone: Mars/Olympus',
      'channels:',
      '  - { id: robot, type: dingtalk, options: { secret: abc } }',
      '  - { id: robot, type: pigeon }',
      'recipients:',
      '  - { id: li, name: { zh: 李, en: Li }, role: staff, at: "a b", reachedBy: [{ channel: text }] }',
      'shifts: [{ id: day, name: { zh: 白, en: Day }, from: "25:00", to: "08:00" }]',
      'typo: 1',
    ].join('\n');
    expect(errorsOf(text)).toEqual([
      '4: type: not one of webhook, email, wecom, dingtalk, feishu, sms, siren',
      '6: at: must match ^[A-Za-z0-9_.:-]{1,64}$',
      '7: from: must match ^([01][0-9]|2[0-3]):[0-5][0-9]$',
      '8: unknown key typo',
    ]);
  });

  it.each([
    ['a time zone', 'timeZone: Mars/Olympus', '1: there is no time zone Mars/Olympus'],
    [
      'a channel',
      'recipients:\n  - { id: li, name: { zh: 李, en: Li }, role: staff, reachedBy: [{ channel: text }] }',
      '2: there is no channel text',
    ],
    ['a recipient', 'routes:\n  - { id: a, tell: [{ recipient: li }] }', '2: there is no recipient li'],
    ['an escalation', 'routes:\n  - id: a\n    escalation: soon', '3: there is no escalation soon'],
    [
      'a shift and a seat',
      'recipients: [{ id: li, name: { zh: 李, en: Li }, role: staff }]\nduties:\n  - { shift: day, role: operator, recipient: li, seat: x }',
      '3: there is no shift day',
    ],
    [
      'a day',
      'recipients: [{ id: li, name: { zh: 李, en: Li }, role: staff }]\nshifts: [{ id: day, name: { zh: 白, en: Day }, from: "08:00", to: "20:00" }]\nduties:\n  - { shift: day, role: operator, recipient: li, fromDate: "2026-02-30" }',
      '4: there is no day 2026-02-30',
    ],
  ])('that names %s which there is not is refused', (_what, text, error) => {
    expect(errorsOf(text)).toContain(error);
  });

  it.each([
    [
      'steps that go back in time',
      'escalations:\n  - id: a\n    steps: [{ after_s: 60, again: true }, { after_s: 30, again: true }]',
    ],
    [
      'two of one id',
      'seats:\n  - { id: a, name: { zh: 甲, en: A } }\n  - { id: a, name: { zh: 乙, en: B } }',
    ],
    ['two routes of one id, one below the other', 'routes:\n  - { id: a, routes: [{ id: a }] }'],
    [
      'a cause that is muted itself',
      'alarms: { suppressions: [{ id: a, cause: { rules: [abc] }, muted: { rules: [abc] }, by: site }] }',
    ],
    [
      'operators who may shelve for longer than leaders',
      'alarms: { shelving_s_max: { minor: { operator: 2, leader: 1 } } }',
    ],
    ['a list where a mapping belongs', '- a'],
    ['broken YAML', 'routes: [\n'],
    ['a tab', 'routes:\n\t- a'],
    ['a text too large', `#${'x'.repeat(256 * 1024)}`],
    ['an unquoted number as code', 'seats: [{ id: a, name: { zh: 甲, en: A }, areas: [310101] }]'],
    ['an unknown way to tell', 'routes: [{ id: a, tell: [{ everybody: true }] }]'],
    [
      'a weekday that there is not',
      'routes: [{ id: a, match: { hours: { from: "08:00", to: "09:00", days: [0] } } }]',
    ],
  ])('with %s is refused', (_what, text) => {
    expect(parse(text)).toMatchObject({ settings: null });
    expect(errorsOf(text)).not.toEqual([]);
  });

  it('whose route holds itself is refused, as is one that unfolds to gigabytes', () => {
    expect(errorsOf('routes: &r\n  - id: a\n    routes: *r')).toEqual([
      expect.stringMatching(/nested deeper|alias/i),
    ]);
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1) {
      const [name, before] = [String.fromCodePoint(97 + level), String.fromCodePoint(96 + level)];
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
    }
    expect(errorsOf(bomb.join('\n'))).toHaveLength(1);
  });

  it.each([
    ['secret: abc', '1: robot: secret holds a secret'],
    ['secretEnv: not a name', '1: robot: secretEnv is not the name of an environment variable'],
    [
      'url: "https://oapi.example/robot/send?access_token=0123"',
      '1: robot: the address in url holds a secret',
    ],
    ['url: "https://me:word@hook.example/"', '1: robot: the address in url holds a secret'],
  ])('holds no secrets: %s', (option, error) => {
    expect(errorsOf(`channels: [{ id: robot, type: webhook, options: { ${option} } }]`)).toEqual([error]);
  });

  it('takes the names of environment variables, and addresses without keys', () => {
    expect(
      errorsOf(
        'channels: [{ id: a, type: webhook, options: { url: "https://hook.example/?area=1", secretEnv: A_B } }]',
      ),
    ).toEqual([]);
  });

  it('tells what is wrong with the options of a channel', () => {
    const text = 'channels:\n  - { id: robot, type: dingtalk, options: { colour: red } }';
    const { errors } = parseSettings({ name: 'desk.yaml', text }, checkChannels);
    expect(errors.map(({ line, message }) => `${line}: ${message}`)).toContain(
      '2: robot: colour: a dingtalk channel has no such option',
    );
  });

  it('is warned about whom it leaves untold', () => {
    const people =
      'recipients: [{ id: li, name: { zh: 李, en: Li }, role: staff }]\nchannels: [{ id: a, type: siren }]';
    expect(warningsOf(`${people}\nescalations: []\nroutes: [{ id: all }]`)).toEqual([
      '1: no channel leads to li',
      '4: all takes critical alerts and tells nobody',
    ]);
    const routes =
      'escalations: [{ id: e, steps: [{ after_s: 1 }] }]\nroutes:\n  - { id: all, tell: [{ onDuty: operator }] }\n  - { id: behind }';
    expect(warningsOf(`${people}\n${routes}`)).toEqual([
      '1: no channel leads to li',
      '3: e: a step that does nothing',
      '5: no operator is ever on duty',
      '6: behind takes critical alerts and tells nobody',
      '6: never reached: all before it takes everything',
    ]);
  });

  it('is warned about hours when nobody is on duty', () => {
    const text = [
      'channels: [{ id: a, type: siren }]',
      'recipients: [{ id: li, name: { zh: 李, en: Li }, role: staff, reachedBy: [{ channel: a }] }]',
      'shifts: [{ id: night, name: { zh: 夜, en: Night }, from: "20:00", to: "08:00" }, { id: day, name: { zh: 白, en: Day }, from: "08:00", to: "20:00" }]',
      'duties: [{ shift: night, role: shiftLeader, recipient: li }, { shift: day, role: shiftLeader, recipient: li, days: [1, 2, 3, 4, 5, 7] }]',
      'escalations: [{ id: e, steps: [{ after_s: 1, tell: [{ onDuty: shiftLeader }] }] }]',
      'routes: []',
    ].join('\n');
    expect(warningsOf(text)).toEqual(['5: no shiftLeader on duty on Saturday at 08:00']);
  });
});

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../../domain/alert.ts';
import { createTestDesk, toAction, toChange, toForecastChange, toOutcome } from '../../test-changes.ts';
import { toCapTime, toCapXml } from './cap-alert.ts';
import { createCapFeed } from './cap-feed.ts';
import { toCapMessage } from './cap-messages.ts';
import { createPublicArea } from './public-area.ts';

const schema = XmlDocument.fromBuffer(readFileSync(new URL('cap-1.2.rng', import.meta.url)));
const validator = RelaxNGValidator.fromDoc(schema);
afterAll(() => {
  validator.dispose();
  schema.dispose();
});

const fire = 'a'.repeat(20);
const water = 'f'.repeat(20);
const site = {
  id: 'flat-402',
  areaCode: 'b-3',
  nameZh: '李阿姨家',
  nameEn: "Auntie Li's flat",
  longitude_deg: 114.057_868,
  latitude_deg: 22.543_099,
};
const areas = new Map(
  [
    {
      code: 's-1',
      level: 'street' as const,
      parentCode: null,
      nameZh: '幸福街道',
      nameEn: 'Happiness Street',
    },
    { code: 'b-3', level: 'building' as const, parentCode: 's-1', nameZh: '3号楼', nameEn: 'Building 3' },
  ].map((area) => [area.code, area]),
);
const areaOf = createPublicArea({
  device: (id) => (id === 'lost' ? undefined : { siteId: site.id }),
  site: (id) => (id === site.id ? site : undefined),
  area: (code) => areas.get(code),
});

function createTest(now = 1_800_000_020_000) {
  const test = createTestDesk();
  const feed = createCapFeed({
    desk: test.desk,
    areaOf,
    incidentOf: (id) => (id === fire ? 'incident-1' : null),
    sender: 'centre.example',
    timeZone: () => 'Asia/Shanghai',
    now: () => now,
  });
  const press = async (action: Parameters<typeof toAction>[0], rest: Parameters<typeof toAction>[1] = {}) => {
    const { version } = test.desk.find(rest.alertId ?? fire)!;
    const outcome = await test.desk.act(
      toAction(action, { version, idempotencyKey: `${action}${version}`, ...rest }),
    );
    expect(outcome.outcome).toBe('done');
  };
  return { ...test, feed, press };
}

/** Throws with every fault. */
function check(xml: string | null): string {
  using document = XmlDocument.fromString(xml ?? '');
  validator.validate(document);
  return xml ?? '';
}

const textsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'gu'))].map(([, text]) => text ?? '');

it('an alert is a valid message in both languages', () => {
  const { say, feed } = createTest();
  say(toChange('raise'));
  const xml = check(feed.message(fire));
  const values = {
    identifier: [`${fire}.1`],
    sender: ['centre.example'],
    sent: ['2027-01-15T16:00:00+08:00'],
    status: ['Actual'],
    msgType: ['Alert'],
    references: [],
    incidents: ['incident-1'],
    language: ['zh-CN', 'en-US'],
    category: ['Fire', 'Fire'],
    event: ['火警', 'Fire alarm'],
    urgency: ['Immediate', 'Immediate'],
    severity: ['Extreme', 'Extreme'],
    certainty: ['Observed', 'Observed'],
    expires: ['2027-01-16T16:00:00+08:00', '2027-01-16T16:00:00+08:00'],
    headline: ['【紧急】火警，幸福街道 3号楼', '[Critical] Fire alarm, Happiness Street, Building 3'],
    instruction: ['核实', 'Call'],
    areaDesc: ['幸福街道 3号楼', 'Happiness Street, Building 3'],
    circle: ['22.543,114.058 0.2', '22.543,114.058 0.2'],
    value: ['b-3', 'b-3'],
  };
  expect(Object.fromEntries(Object.keys(values).map((name) => [name, textsOf(xml, name)]))).toEqual(values);
});

it('nothing of flats, devices, people or comments goes out', async () => {
  const { say, feed, press } = createTest();
  say(toChange('raise'));
  await press('comment', { comment: '住户电话 13800000000' });
  await press('assign', { assignee: 'wang' });
  const text = feed.message(fire) + feed.feed('https://centre.example');
  expect(text).not.toMatch(/李阿姨|Auntie|flat-402|smoke-1|13800000000|wang|\bli\b|22\.5430/u);
});

it('a street that floods is named, because everybody may know it', () => {
  expect(
    areaOf({ kind: 'water', deviceId: 'w', scope: { type: 'device', id: 'w' } } as Alert).description.zh,
  ).toBe('幸福街道 3号楼 李阿姨家');
});

describe('what goes on is told with references to what it replaces', () => {
  it('worse, acknowledged, over and closed', async () => {
    const { say, feed, press } = createTest();
    say(toChange('raise', { severity: 2 }));
    say(toChange('worsen', { severity: 1, receivedAt: 1_800_000_001_000 }));
    const worse = check(feed.message(fire));
    const first = `centre.example,${fire}.1,2027-01-15T16:00:00+08:00`;
    expect(textsOf(worse, 'msgType')).toEqual(['Update']);
    expect(textsOf(worse, 'references')).toEqual([first]);
    await press('acknowledge');
    expect(feed.message(fire)).toBe(worse);
    say(toChange('return', { receivedAt: 1_800_000_005_000 }));
    const over = check(feed.message(fire));
    // It latches: nobody has looked yet, so it has not ended.
    expect([textsOf(over, 'msgType')[0], textsOf(over, 'urgency')[0]]).toEqual(['Update', 'Past']);
    await press('reset', { role: 'shiftLeader' });
    await press('close', { finding: 'drill', at: 1_800_000_011_000 });
    const end = check(feed.message(fire));
    expect(textsOf(end, 'msgType')).toEqual(['Cancel']);
    expect(textsOf(end, 'references')[0]?.split(' ')).toHaveLength(3);
    expect(textsOf(end, 'references')[0]).toContain(first);
    expect(textsOf(end, 'responseType')).toEqual(['AllClear', 'AllClear']);
  });

  it('a forecast says when and how likely, and is cancelled when it is withdrawn', () => {
    const { say, feed } = createTest();
    say(toForecastChange('raise'));
    const warning = check(feed.message(water));
    expect(textsOf(warning, 'certainty')).toEqual(['Likely', 'Likely']);
    expect(textsOf(warning, 'urgency')[0]).toBe('Expected');
    expect(textsOf(warning, 'onset')[0]).toBe('2027-01-15T16:10:00+08:00');
    expect(textsOf(warning, 'headline')[0]).toMatch(/^【预警·一般】积水预警，/u);
    expect(textsOf(warning, 'description')[1]).toBe('Ponding expected. Expected at 16:10, probability 72 %.');
    say(toForecastChange('return', { outcome: toOutcome({ result: 'withdrawn' }) }));
    const end = check(feed.message(water));
    expect([textsOf(end, 'msgType')[0], textsOf(end, 'references')[0]]).toEqual([
      'Cancel',
      `centre.example,${water}.1,2027-01-15T16:00:00+08:00`,
    ]);
    say(toForecastChange('reactivate', { receivedAt: 1_800_000_100_000 }));
    expect(textsOf(check(feed.message(water)), 'msgType')).toEqual(['Alert']);
  });

  it('what memory has forgotten of the history is its beginning', () => {
    const { say, desk } = createTest();
    say(toChange('raise'));
    say(toChange('worsen', { severity: 1 }));
    const alert = { ...desk.find(fire)!, closedAt: 1_800_000_050_000, version: 9 };
    expect(toCapMessage(alert, [])).toEqual({
      version: 9,
      at: 1_800_000_050_000,
      type: 'Cancel',
      references: [{ version: 1, at: alert.raisedAt }],
    });
  });
});

describe('what is not for others', () => {
  it.each([
    ['minor alerts', toChange('raise', { severity: 3 })],
    ['the past', toChange('raise', { retrospective: true })],
  ])('%s', (_name, change) => {
    const { say, feed } = createTest();
    say(change);
    expect(feed.message(fire)).toBeNull();
    expect(feed.feed('http://x')).not.toContain('<entry>');
  });

  it('an end of long ago, and what nobody knows', () => {
    const { say, feed } = createTest(1_800_000_000_000 + 7 * 3_600_000);
    say(toForecastChange('raise'));
    say(toForecastChange('return', { outcome: toOutcome({ result: 'withdrawn' }) }));
    expect([feed.message(water), feed.message('nobody')]).toEqual([null, null]);
  });
});

it('the feed is Atom, the latest first, with a link to each message', () => {
  const { say, feed } = createTest();
  say(toForecastChange('raise', { receivedAt: 1_800_000_000_000 }));
  say(toChange('raise', { receivedAt: 1_800_000_009_000 }));
  const xml = feed.feed('https://centre.example');
  using document = XmlDocument.fromString(xml);
  const atom = { a: 'http://www.w3.org/2005/Atom' };
  const read = (path: string): string[] => document.find(path, atom).map((node) => node.content);
  expect(read('//a:entry/a:id')).toEqual([
    `urn:negative-one:cap:${fire}.1`,
    `urn:negative-one:cap:${water}.1`,
  ]);
  expect(read('//a:entry/a:link/@href')[0]).toBe(`https://centre.example/api/cap/${fire}.xml`);
  expect(read('/a:feed/a:updated')).toEqual(['2027-01-15T08:00:09Z']);
  expect(read('/a:feed/a:author/a:name')).toEqual(['centre.example']);
});

it('whatever stands in titles and names, a message stays valid', () => {
  const { say, desk } = createTest();
  say(toChange('raise'));
  const alert = desk.find(fire)!;
  const anyText = fc.record({
    zh: fc.string({ unit: 'binary', minLength: 1 }),
    en: fc.constantFrom('</event><x>', ']]>', '&amp;', '\u0000\u0007\ufffe', '"\'<!--', '\ud800'),
  });
  fc.assert(
    fc.property(anyText, anyText, (title, place) => {
      const named = { ...alert, title: { zh: `火${title.zh}`, en: `x${title.en}` }, advice: alert.advice };
      const description = { zh: `地${place.zh}`, en: `y${place.en}` };
      const context = { sender: 's', timeZone: 'UTC', incidentId: null };
      const area = { description, circle: null, areaCode: null };
      const message = { version: 1, at: alert.raisedAt, type: 'Alert', references: [] } as const;
      expect(check(toCapXml(named, message, { ...context, area }))).toContain('<alert ');
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['Asia/Shanghai', '2027-01-15T16:00:00+08:00'],
  ['UTC', '2027-01-15T08:00:00-00:00'],
  ['America/New_York', '2027-01-15T03:00:00-05:00'],
  ['Asia/Kolkata', '2027-01-15T13:30:00+05:30'],
])('a time in %s has its offset', (timeZone, expected) => {
  expect(toCapTime(1_800_000_000_000, timeZone)).toBe(expected);
});

it('the rules are strict: what is out of order or has a word of its own is refused', () => {
  const { say, feed } = createTest();
  say(toChange('raise'));
  const xml = feed.message(fire)!;
  expect(() => check(xml.replace('Immediate', 'Soon'))).toThrow(/urgency/u);
  expect(() => check(xml.replace(/(<sender>.*?<\/sender>)(<sent>.*?<\/sent>)/u, '$2$1'))).toThrow(/sen/u);
  expect(() => check(xml.replaceAll('+08:00</sent>', 'Z</sent>'))).toThrow(/sent/u);
});

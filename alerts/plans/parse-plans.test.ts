import { describe, expect, it } from 'vitest';
import { kindNames } from '../../domain/kinds.ts';
import { loadPlans } from './load-plans.ts';
import { plansFor } from './match-plans.ts';
import { parsePlans, toPlanSetId } from './parse-plans.ts';

const shipped = new URL('../defaults/plans', import.meta.url).pathname;

const small = `plan: small
title: { zh: 小, en: Small }
summary: { zh: 小, en: Small }
for: { kinds: [smoke], areas: [b1, '440305'] }
steps:
  - id: one
    text: { zh: 一, en: One }
    role: operator
    within_s: 60
`;

const places = `{
  "type": "FeatureCollection",
  "features": [
    { "type": "Feature", "geometry": { "type": "Point", "coordinates": [114.05, 22.54] },
      "properties": { "id": "h1", "kind": "hydrant", "name_zh": "栓", "name_en": "Hydrant", "colour": "red" } },
    { "type": "Feature", "geometry": { "type": "Point", "coordinates": [114.06, 22.55] },
      "properties": { "id": "p1", "kind": "pump", "name_zh": "泵", "name_en": "Pump", "demo": true } }
  ]
}`;

describe('the plans that come with the product', () => {
  it('have no fault, no invented place, and one for every kind of sensor', async () => {
    const { files, errors } = await loadPlans(shipped);
    expect(errors).toEqual([]);
    const { plans, places } = parsePlans(files);
    expect(plans.map(({ id }) => id)).toEqual([
      'area-closure',
      'electrical-fire',
      'entrapment',
      'fire-shared-kitchen',
      'fire-small-premises',
      'flooded-underpass',
    ]);
    expect(places).toEqual([]);
    for (const kind of kindNames) {
      const [best] = plansFor(plans, { kinds: [kind], severity: 1, path: [] });
      expect(best?.match.kinds).toContain(kind);
    }
  });
});

describe('a set of plan files', () => {
  it('is read, with places from GeoJSON, whatever the order of its files', () => {
    const files = [
      { name: 'small.yaml', text: small },
      { name: 'places.geojson', text: places },
    ];
    const parsed = parsePlans(files);
    expect(parsed.errors).toEqual([]);
    expect(parsed.plans).toMatchObject([
      { id: 'small', steps: [{ id: 'one', within_s: 60, opensCase: false }], calls: [], resources: [] },
    ]);
    expect(parsed.places).toMatchObject([
      { id: 'h1', kind: 'hydrant', isDemo: false, note: null },
      { id: 'p1', position: { longitude_deg: 114.06, latitude_deg: 22.55 }, isDemo: true },
    ]);
    expect(toPlanSetId(files)).toBe(toPlanSetId(files.toReversed()));
  });

  it('tells every fault of all files at once, each with its file and line', () => {
    const bad = small
      .replace('role: operator', 'role: wizard')
      .replace('kinds: [smoke]', 'kinds: [smoke, dragon]')
      .replace('within_s: 60', 'within_s: -1');
    const unknownArea = small.replace('plan: small', 'plan: other');
    const badPlaces = places.replace('"pump"', '"palace"').replace('22.54', '122.54');
    const { errors } = parsePlans(
      [
        { name: 'a.yaml', text: bad },
        { name: 'b.yaml', text: unknownArea },
        { name: 'c.geojson', text: badPlaces },
        { name: 'd.yaml', text: 'plan: [' },
        { name: 'e.txt', text: '' },
      ],
      (code) => code === 'b1',
    );
    const lines = errors.map(({ file, line }) => `${file}:${line}`);
    expect(new Set(lines)).toEqual(
      new Set(['a.yaml:4', 'a.yaml:8', 'a.yaml:9', 'b.yaml:4', 'c.geojson:7', 'd.yaml:1', 'e.txt:1']),
    );
    expect(errors.find(({ file }) => file === 'b.yaml')?.message).toContain('440305');
  });

  it.each([
    ['two plans of one id', [small, small.replace('Small', 'Other')], 'there is a plan small'],
    [
      'two steps of one id',
      [`${small}  - { id: one, role: operator, text: { zh: 又, en: Again } }\n`],
      'there is a step one',
    ],
    ['an unknown key', [`${small}colour: red\n`], 'unknown key colour'],
    ['no steps', [small.replace(/steps:[^]*/, 'steps: []\n')], 'steps'],
    ['a text in one language', [small.replace('{ zh: 一, en: One }', '{ zh: 一 }')], 'en missing'],
  ])('refuses %s', (_what, texts, message) => {
    const files = texts.map((text, index) => ({ name: `${index}.yaml`, text }));
    expect(
      parsePlans(files)
        .errors.map((error) => error.message)
        .join('\n'),
    ).toContain(message);
  });

  it.each([
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${bomb(12)}`],
    ['itself', `plan: &p\n  - *p\n`],
    ['a well without a bottom', `plan: ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['more than anybody writes', `plan: small # ${'x'.repeat(300_000)}`],
  ])('refuses %s without unfolding it', (_what, text) => {
    const { errors, plans } = parsePlans([{ name: 'bomb.yaml', text }]);
    expect(plans).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('which plan fits', () => {
  const { plans } = parsePlans(
    Object.entries({
      everything: '{}',
      street: '{ areas: [st1] }',
      building: '{ areas: [b1] }',
      smoke: '{ kinds: [smoke] }',
      critical: '{ kinds: [smoke], severities: [critical] }',
      elsewhere: '{ areas: [b2] }',
      water: '{ kinds: [water] }',
    }).map(([id, match]) => ({ name: `${id}.yaml`, text: toPlan(id, match) })),
  );
  const path = ['site:s1', 'building:b1', 'street:st1'] as const;

  it.each([
    ['smoke', 1, path, ['building', 'street', 'critical', 'smoke', 'everything']],
    ['smoke', 2, path, ['building', 'street', 'smoke', 'everything']],
    ['smoke', 1, [], ['critical', 'smoke', 'everything']],
    ['elevator', 1, path.slice(2), ['street', 'everything']],
  ] as const)(
    'for %s of severity %i: nearest area, kind, severity',
    (...[kind, severity, where, expected]) => {
      const found = plansFor(plans, { kinds: [kind], severity, path: where });
      expect(found.map(({ id }) => id)).toEqual(expected);
    },
  );
});

function toPlan(id: string, match: string): string {
  return small.replace('plan: small', `plan: ${id}`).replace(/for:.*/, `for: ${match}`);
}

function bomb(levels: number): string {
  const lines = [];
  for (let level = 1; level <= levels; level += 1) {
    const [name, inner] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
    lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${inner}`).join(',')}]`);
  }
  return `${lines.join('\n')}\n`;
}

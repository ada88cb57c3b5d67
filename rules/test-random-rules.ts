import type { RulesRecord } from '../domain/record.ts';
import type { Random } from '../simulators/random.ts';
import { parseRuleSet } from './load-rules.ts';

type Files = RulesRecord['files'];
type Entry = Readonly<Record<string, unknown>>;

/** For tests: rules as they are written, by kind. */
interface Drafts {
  readonly [kind: string]: readonly Entry[];
}

/** What the sensors of a random history say, with the range that it lies in. */
const metrics: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  smoke: { temperature_c: [20, 80], obscuration_pct_m: [0, 9], co_ppm: [0, 400], battery_pct: [40, 60] },
  electrical: {
    residual_current_ma: [40, 440],
    cable_temperature_l1_c: [30, 110],
    current_l1_a: [10, 40],
    arc_count: [0, 20],
  },
  water: { depth_m: [0, 0.6], rain_mm_h: [0, 60], battery_pct: [10, 20] },
  elevator: { floor: [1, 9], fault_code: [0, 41] },
};
const switches: Readonly<Record<string, readonly string[]>> = {
  smoke: ['alarm', 'test', 'fault'],
  electrical: ['fault'],
  water: ['pump_running', 'fault'],
  elevator: ['door_zone', 'door_closed', 'occupied', 'alarm_button'],
};
const forecasts: Readonly<Record<string, readonly [metric: string, model: string]>> = {
  smoke: ['temperature_c', 'heat'],
  electrical: ['cable_temperature_l1_c', 'cable'],
  water: ['depth_m', 'ponding'],
};
const kindsOfRules = ['smoke', 'electrical', 'water', 'elevator'] as const;
const places: readonly Entry[] = [
  { site: 'kitchen' },
  { site: 'shaft' },
  { site: 'underpass' },
  { area: 'g1' },
  { area: 'b1' },
  { device: 'smoke-0' },
  { device: 'water-3' },
  { device: 'electrical-2' },
];

function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[random.integer(0, list.length - 1)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

function metricOf(kind: string, random: Random): readonly [string, readonly [number, number]] {
  return pick(random, Object.entries(metrics[kind] ?? {}));
}

/** Seconds, hardly ever whole ones: their milliseconds need not be whole either. */
function seconds(random: Random, most: number): number {
  const about = random.between(0.3, 1) * most;
  return random.chance(0.5) ? Math.ceil(about) : Math.ceil(about * 10_000) / 10_000 + 0.0003;
}

function comparison(kind: string, random: Random): Entry {
  if (random.chance(0.35)) {
    return { metric: pick(random, switches[kind] ?? []), equals: random.integer(0, 1) };
  }
  const [metric, [low, high]] = metricOf(kind, random);
  const value = (share: number): number => Math.round((low + share * (high - low)) * 100) / 100;
  const share = random.between(0.1, 0.7);
  const deadband = random.chance(0.4) ? { deadband: value(0.05) - low } : {};
  if (random.chance(0.2)) return { metric, at_most: value(share), ...deadband };
  if (random.chance(0.05)) return { metric, one_of: [low, high, value(0.5)] };
  if (random.chance(0.05)) return { metric, not_equals: low };
  return { metric, at_least: value(share), ...deadband };
}

function levels(kind: string, random: Random): Entry {
  const [metric, [low, high]] = metricOf(kind, random);
  const codes = ['notice', 'minor', 'major', 'critical'].slice(-random.integer(2, 4));
  return {
    metric,
    levels: codes.map((severity, index) => ({
      at_least: low + ((index + 1) / (codes.length + 1)) * (high - low),
      severity,
    })),
  };
}

function randomMachine(kind: string, random: Random, depth: number): Entry {
  const when = (): Entry => condition(kind, random, depth - 1);
  return {
    machine: {
      initial: 'a',
      transitions: [
        { from: 'a', to: 'b', when: when() },
        { from: 'b', to: 'c', after_s: seconds(random, 90), ...(random.chance(0.5) ? { when: when() } : {}) },
        { from: 'c', to: 'a', ...(random.chance(0.7) ? { when: when() } : { after_s: seconds(random, 60) }) },
        ...(random.chance(0.5) ? [{ from: 'b', to: 'a', when: when() }] : []),
      ],
      alarm: random.chance(0.3) ? ['b', 'c'] : ['c'],
    },
  };
}

function condition(kind: string, random: Random, depth: number): Entry {
  if (depth <= 0 || random.chance(0.25)) return comparison(kind, random);
  const inner = (): Entry => condition(kind, random, depth - 1);
  const [metric, [low, high]] = metricOf(kind, random);
  const range = high - low;
  const within_s = seconds(random, 400);
  const makers: readonly (() => Entry)[] = [
    () => ({ all: Array.from({ length: random.integer(2, 3) }, inner) }),
    () => ({ any: Array.from({ length: random.integer(2, 3) }, inner) }),
    () => ({ not: inner() }),
    () => ({ rate: { metric, over_s: within_s + 60, at_least: range / 20 } }),
    () => ({ count: { of: inner(), at_least: random.integer(1, 3), within_s } }),
    () => ({
      // oxlint-disable-next-line unicorn/no-thenable -- the word that rule files have for it
      sequence: { first: inner(), then: inner(), within_s },
    }),
    () => ({
      sequence: {
        first: inner(),
        missing: inner(),
        within_s,
        ...(random.chance(0.4) ? { without: inner() } : {}),
      },
    }),
    () => ({
      duration: { of: inner(), over_s: within_s, share: pick(random, [1, 0.7, 0.3]), coverage: 0.4 },
    }),
    () => ({ absence: { after_s: 60 + within_s } }),
    () => ({ stuck: { metric, for_s: within_s, tolerance: range / 10, samples_min: 2 } }),
    () => ({ relation: { metric, to: metricOf(kind, random)[0], as: 'ratio', at_least: 2, minimum: 0.1 } }),
    () => ({ change: { metric, at_least: range / 4, within_s } }),
    () => ({ during: { from: '07:00', to: '16:10', utc_offset_h: random.chance(0.5) ? 8 : 8.01 } }),
    () => ({ deviation: { metric, at_least: 4, minimum: range / 10, baseline: 'all_day', warm_up_h: 1 } }),
    () => randomMachine(kind, random, depth),
  ];
  return pick(random, makers)();
}

function randomRule(kind: string, id: string, random: Random): Entry {
  const depth = random.integer(0, 3);
  const isLeveled = random.chance(0.2);
  const when = isLeveled ? levels(kind, random) : condition(kind, random, depth);
  return {
    id,
    ...(isLeveled ? {} : { severity: pick(random, ['critical', 'major', 'minor']) }),
    latching: random.chance(0.2),
    title: { zh: '测试', en: 'Test' },
    advice: { zh: '看', en: 'Look' },
    reason: 'a test',
    source: 'a test',
    when,
    on_delay_s: pick(random, [0, 0, 20, seconds(random, 200)]),
    off_delay_s: pick(random, [0, 0, 30, seconds(random, 200)]),
    ...(random.chance(0.2) ? { and: [condition(kind, random, 1)] } : {}),
    ...(random.chance(0.2) ? { unless: [condition(kind, random, 1)] } : {}),
    ...(random.chance(0.1) ? { announce: false } : {}),
    ...(random.chance(0.15) ? { only: { areas: ['g1'] } } : {}),
    ...(random.chance(0.25)
      ? {
          overrides: [
            {
              ...pick(random, places),
              reason: 'a test',
              when: isLeveled ? when : condition(kind, random, depth),
              on_delay_s: pick(random, [0, 60]),
            },
          ],
        }
      : {}),
  };
}

function randomForecast(kind: string, random: Random): readonly Entry[] {
  const named = forecasts[kind];
  if (named === undefined) return [];
  const [metric, model] = named;
  const [low, high] = metrics[kind]?.[metric] ?? [0, 1];
  const plain = { ...randomRule(kind, 'x', random), only: undefined, overrides: undefined, and: undefined };
  const breach = low + random.between(0.4, 0.7) * (high - low);
  const forecast = {
    metric,
    model,
    breach: `${kind}-breach`,
    within_s: Math.max(1, seconds(random, 300)),
    min_probability: random.between(0.2, 0.6),
    keep_probability: 0.05,
  };
  return [
    { ...plain, severity: 'major', announce: true, id: `${kind}-breach`, when: { metric, at_least: breach } },
    {
      ...plain,
      severity: 'minor',
      id: `${kind}-ahead`,
      when: { forecast },
      ...(random.chance(0.2) ? { and: [condition(kind, random, 1)] } : {}),
    },
  ];
}

function randomQuorum(random: Random): Entry {
  return {
    id: 'test-together',
    severity: 'critical',
    latching: false,
    title: { zh: '测试', en: 'Test' },
    advice: { zh: '看', en: 'Look' },
    reason: 'a test',
    source: 'a test',
    on_delay_s: 0,
    off_delay_s: 0,
    when: {
      quorum: {
        rules: random.chance(0.5) ? ['smoke-*', 'water-*'] : ['smoke-*', 'electrical-1', 'water-breach'],
        at_least: random.integer(1, 3),
        of: pick(random, ['site', 'building']),
        within_s: seconds(random, 300),
      },
    },
  };
}

function toFiles(drafts: Drafts): Files {
  return Object.entries(drafts)
    .filter(([, rules]) => rules.length > 0)
    .map(([kind, rules]) => ({ name: `${kind}.yaml`, text: JSON.stringify({ kind, rules }) }));
}

function isSound(drafts: Drafts): boolean {
  return parseRuleSet(toFiles(drafts)).errors.length === 0;
}

/** Chance writes rules until one passes the checks. */
function soundRule(kind: string, id: string, random: Random): Entry {
  for (;;) {
    const rule = randomRule(kind, id, random);
    if (isSound({ [kind]: [rule] })) return rule;
  }
}

function soundForecast(kind: string, random: Random): readonly Entry[] {
  for (;;) {
    const rules = randomForecast(kind, random);
    if (isSound({ [kind]: rules })) return rules;
  }
}

function randomDrafts(random: Random): Drafts {
  const drafts: Record<string, readonly Entry[]> = {};
  for (const kind of kindsOfRules) {
    drafts[kind] = [
      ...Array.from({ length: 3 }, (_, index) => soundRule(kind, `${kind}-${index}`, random)),
      ...soundForecast(kind, random),
    ];
  }
  return isQuorumSound(drafts) ? { ...drafts, any: [randomQuorum(random)] } : drafts;
}

function isQuorumSound(drafts: Drafts): boolean {
  const ids = kindsOfRules.flatMap((kind) => (drafts[kind] ?? []).map(({ id }) => id));
  return ['electrical-1', 'water-breach'].every((id) => ids.includes(id));
}

/** One edit, as people make them: words, delays, thresholds, places; rules that come, go, and turn into others. */
function edit(drafts: Drafts, random: Random): Drafts {
  const kind = pick(random, kindsOfRules);
  const rules = drafts[kind] ?? [];
  const at = random.integer(0, Math.max(0, rules.length - 1));
  const one = rules[at];
  const replace = (entry: Entry): Drafts => ({ ...drafts, [kind]: rules.with(at, entry) });
  const edits: readonly (() => Drafts)[] = [
    () => drafts,
    () => ({ ...drafts, [kind]: rules.filter((_, index) => index !== at) }),
    () => ({ ...drafts, [kind]: [...rules, soundRule(kind, `${kind}-${random.integer(0, 5)}`, random)] }),
    () => (one === undefined ? drafts : replace(soundRule(kind, String(one['id']), random))),
    () => (one === undefined ? drafts : replace({ ...one, on_delay_s: pick(random, [0, 10, 90]) })),
    () => (one === undefined ? drafts : replace({ ...one, announce: one['announce'] === false })),
    () => (one === undefined ? drafts : replace({ ...one, severity: pick(random, ['critical', 'minor']) })),
    () => (one === undefined ? drafts : replace({ ...one, only: { areas: [pick(random, ['g1', 'g2'])] } })),
    () => (one === undefined ? drafts : replace({ ...one, only: undefined, overrides: undefined })),
    () => ({
      ...drafts,
      [kind]: [...rules.filter(({ id }) => !/breach|ahead/.test(String(id))), ...soundForecast(kind, random)],
    }),
    () => ({ ...drafts, any: random.chance(0.2) ? [] : [randomQuorum(random)] }),
  ];
  return pick(random, edits)();
}

/** For tests: sets of rules, each an edit of the one before. The first is what a history begins with. */
export function randomRuleSets(random: Random, count: number): readonly Files[] {
  let drafts = randomDrafts(random);
  const sets = [toFiles(drafts)];
  while (sets.length < count) {
    const next = edit(drafts, random);
    if (!isSound(next)) continue;
    drafts = next;
    sets.push(toFiles(drafts));
  }
  return sets;
}

import type { Random } from '../../simulators/random.ts';
import { pick } from './mutate.ts';

/** As much of JSON Schema as our routes use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const texts = [
  '',
  'a',
  'smoke-1',
  'alert-1',
  '2026-11-21',
  '一号楼',
  '\u0000',
  '\ud800',
  '<b>',
  '{{id}}',
  'x'.repeat(300),
];
const numbers = [0, 1, -1, 0.5, 1e9, 1e308, -1e308, 1_795_248_000_000, Number.MAX_SAFE_INTEGER];

/** A body that a schema describes, mostly, with something at odds with it here and there. */
export function createBody(schema: Schema, random: Random, depth = 0): unknown {
  if (random.chance(0.03) || depth > 6)
    return pick([null, 0, '', [], {}, true, -1, 'x'] as unknown[], random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(schema.enum, random);
  if (schema.anyOf !== undefined) return createBody(pick(schema.anyOf, random), random, depth + 1);
  const type = typeof schema.type === 'object' ? pick(schema.type, random) : schema.type;
  switch (type) {
    case 'object':
      return createObject(schema, random, depth);
    case 'array':
      return Array.from({ length: random.integer(0, 4) }, () =>
        createBody(schema.items ?? {}, random, depth + 1),
      );
    case 'integer':
    case 'number':
      return random.chance(0.6) ? inRange(schema, random) : pick(numbers, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return pick(texts, random);
    default:
      return pick([...texts, ...numbers], random);
  }
}

function createObject({ properties = {} }: Schema, random: Random, depth: number): unknown {
  const entries = Object.entries(properties)
    .filter(() => random.chance(0.85))
    .map(([name, schema]) => [name, createBody(schema, random, depth + 1)] as const);
  if (random.chance(0.05)) entries.push(['unknown', 1]);
  return Object.fromEntries(entries);
}

function inRange({ minimum = 0, maximum = 100 }: Schema, random: Random): number {
  return random.integer(Math.ceil(minimum), Math.floor(Math.min(maximum, 1e12)));
}

/** A JSON schema as the service serves it: references, properties, items, alternatives and enumerations are read. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Path = readonly (string | number)[];

/** A key that may be written, or a value. */
export interface SchemaWord {
  readonly word: string;
  readonly description: string;
  /** What may follow, in short: `number`, `text`, `list`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** Whether lines of its own follow: a map or a list. */
  readonly isNested: boolean;
}

/** The keys of the map at a path; empty where there is no map. */
export function keysAt(schema: JsonSchema, path: Path): readonly SchemaWord[] {
  const found = new Map<string, SchemaWord>();
  for (const node of nodesAt(schema, path)) {
    const required = Array.isArray(node['required']) ? (node['required'] as readonly string[]) : [];
    for (const [word, property] of Object.entries(propertiesOf(node))) {
      if (found.has(word)) continue;
      const type = typeOf(schema, property);
      found.set(word, {
        word,
        description: descriptionOf(schema, property),
        type,
        isRequired: required.includes(word),
        isNested: type === 'map' || type === 'list',
      });
    }
  }
  return [...found.values()];
}

/** The values that may stand at a path, where there are few: enumerations and switches. */
export function valuesAt(schema: JsonSchema, path: Path): readonly string[] {
  const found = new Set<string>();
  for (const node of nodesAt(schema, path)) {
    if (Array.isArray(node['enum'])) for (const value of node['enum']) found.add(toWord(value));
    if ('const' in node) found.add(toWord(node['const']));
    if (node['type'] === 'boolean') for (const value of ['true', 'false']) found.add(value);
  }
  return [...found];
}

/** What is known of the value at a path: what it is for, and in `facts` what it may be. Null: nothing. */
export function helpAt(
  schema: JsonSchema,
  path: Path,
): { readonly description: string; readonly facts: readonly string[] } | null {
  const last = path.at(-1);
  if (typeof last !== 'string') return null;
  const property = nodesAt(schema, path.slice(0, -1))
    .map((node) => propertiesOf(node)[last])
    .find((each) => each !== undefined);
  if (property === undefined) return null;
  return { description: descriptionOf(schema, property), facts: factsOf(schema, property) };
}

function factsOf(schema: JsonSchema, property: JsonSchema): readonly string[] {
  const [node = property] = expand(schema, property);
  const { minimum, maximum, exclusiveMinimum, pattern } = node;
  const facts: string[] = [typeOf(schema, property)];
  if (Array.isArray(node['enum'])) facts.push(node['enum'].join(' · '));
  if (exclusiveMinimum !== undefined) facts.push(`> ${toWord(exclusiveMinimum)}`);
  if (minimum !== undefined) facts.push(`≥ ${toWord(minimum)}`);
  if (maximum !== undefined) facts.push(`≤ ${toWord(maximum)}`);
  if (pattern !== undefined) facts.push(toWord(pattern));
  return facts;
}

function nodesAt(schema: JsonSchema, path: Path): readonly JsonSchema[] {
  let nodes = expand(schema, schema);
  for (const part of path) {
    nodes = nodes.flatMap((node) => {
      const { items, additionalProperties } = node;
      const inner: unknown =
        typeof part === 'number'
          ? items
          : (propertiesOf(node)[part] ?? additionalProperties ?? patternOf(node));
      return isSchema(inner) ? expand(schema, inner) : [];
    });
  }
  return nodes;
}

/** Follows references and takes alternatives apart; a schema that refers to itself ends. */
function expand(schema: JsonSchema, node: JsonSchema, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return [];
  const reference = node['$ref'];
  if (typeof reference === 'string') {
    const target = resolve(schema, reference);
    return target === null ? [] : expand(schema, target, depth + 1);
  }
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((name) =>
    Array.isArray(node[name]) ? (node[name] as readonly unknown[]).filter(isSchema) : [],
  );
  return [node, ...alternatives.flatMap((each) => expand(schema, each, depth + 1))];
}

function resolve(schema: JsonSchema, reference: string): JsonSchema | null {
  let node: unknown = schema;
  for (const part of reference.replace(/^#\/?/, '').split('/')) {
    if (part !== '') node = isSchema(node) ? node[part] : null;
  }
  return isSchema(node) ? node : null;
}

function patternOf(node: JsonSchema): unknown {
  const patterns = node['patternProperties'];
  return isSchema(patterns) ? Object.values(patterns)[0] : undefined;
}

function propertiesOf(node: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (isSchema(node['properties']) ? node['properties'] : {}) as Readonly<Record<string, JsonSchema>>;
}

function descriptionOf(schema: JsonSchema, property: JsonSchema): string {
  if (typeof property['description'] === 'string') return property['description'];
  const found = expand(schema, property).find((node) => typeof node['description'] === 'string');
  return typeof found?.['description'] === 'string' ? found['description'] : '';
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'map',
  array: 'list',
  string: 'text',
  integer: 'whole number',
  boolean: 'true / false',
};

function typeOf(schema: JsonSchema, property: JsonSchema): string {
  for (const node of expand(schema, property)) {
    const { type } = node;
    if (typeof type === 'string') return typeNames[type] ?? type;
    if (Array.isArray(node['enum'])) return 'word';
  }
  return '';
}

function toWord(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

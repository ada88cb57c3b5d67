import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { LineCounter, parseDocument, type Document, type Node } from 'yaml';

export type YamlPath = readonly (string | number)[];

/** What is wrong in a file that people write. */
export interface FileFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** What to do about it; empty when the message says it all. */
  readonly hint: string;
}

/** A fault of a part of the content. */
export interface ContentFault {
  readonly path: YamlPath;
  readonly message: string;
  readonly hint: string;
}

/** A YAML file as data, with the lines on which its parts are written. */
export interface YamlContent<T> {
  /** Null when it does not fit its schema: then there are errors. */
  readonly content: T | null;
  readonly errors: readonly FileFault[];
  /** The line of the part at `path`, or of the nearest one above it that exists. */
  readonly lineAt: (path: YamlPath) => number;
}

interface YamlOptions {
  readonly schema: TSchema;
  /** The schema's file, for hints. */
  readonly help: string;
  /** What must hold before content is compared with the schema: neither too deep nor too much. */
  readonly checkShape: (content: unknown) => ContentFault | null;
  /** A larger file is refused unread; more aliases too; errors beyond are left out. */
  readonly limits: {
    readonly fileBytes_max: number;
    readonly yamlAliases_max: number;
    readonly errorsPerFile_max: number;
  };
}

/** Text of a YAML file → its content, or everything that is wrong with its form. Pure. */
export function parseYamlContent<T>(
  { name: file, text }: { readonly name: string; readonly text: string },
  { schema, help, checkShape, limits }: YamlOptions,
): YamlContent<T> {
  const errors: FileFault[] = [];
  const report = (line: number, message: string, hint: string): void => {
    const isKnown = errors.some((other) => other.line === line && other.message === message);
    if (!isKnown && errors.length < limits.errorsPerFile_max) errors.push({ file, line, message, hint });
  };
  if (new TextEncoder().encode(text).length > limits.fileBytes_max) {
    report(1, `larger than ${limits.fileBytes_max} bytes`, 'split it');
    return { content: null, errors, lineAt: () => 1 };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (path: YamlPath): number => findLine(document, lines, path);
  for (const error of [...document.errors, ...document.warnings]) {
    report(lines.linePos(error.pos[0]).line, error.message, 'the file is not well-formed YAML');
  }
  if (errors.length > 0) return { content: null, errors, lineAt };
  const content = toContent(document, limits.yamlAliases_max);
  if (content instanceof Error) {
    report(1, content.message, `at most ${limits.yamlAliases_max} aliases; write it out`);
    return { content: null, errors, lineAt };
  }
  const misshapen = checkShape(content);
  if (misshapen !== null) report(lineAt(misshapen.path), misshapen.message, misshapen.hint);
  else if (!Value.Check(schema, content)) {
    for (const { path, message, hint } of schemaErrors(schema, content, help)) {
      report(lineAt(path), message, hint);
    }
  }
  return { content: errors.length > 0 ? null : (content as T), errors, lineAt };
}

/** At most `parts_max` parts (with what aliases unfold to), nested at most `depth_max` deep; the first fault. */
export function checkContentShape(
  content: unknown,
  { depth_max, parts_max, hint }: { depth_max: number; parts_max: number; hint: string },
): ContentFault | null {
  const waiting: { readonly value: unknown; readonly path: YamlPath }[] = [{ value: content, path: [] }];
  for (let parts = 0; parts < parts_max; parts += 1) {
    const next = waiting.pop();
    if (next === undefined) return null;
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= depth_max) return { path, message: `nested deeper than ${depth_max}`, hint };
    for (const [key, inner] of Object.entries(value)) {
      waiting.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return { path: [], message: `more than ${parts_max} parts`, hint: 'split the file' };
}

function toContent(document: Document, aliases_max: number): unknown {
  try {
    return document.toJS({ maxAliasCount: aliases_max });
  } catch (error) {
    // The parser's way of refusing an alias bomb or a dangling alias.
    return error instanceof Error ? error : new Error(String(error));
  }
}

function schemaErrors(schema: TSchema, content: unknown, help: string): readonly ContentFault[] {
  const found: ContentFault[] = [];
  for (const error of Value.Errors(schema, content)) {
    const path = toPath(error.instancePath);
    const last = path.at(-1);
    const name = last === undefined ? '' : `${last}: `;
    // The same again, told once per property that is too many.
    if (error.keyword === 'additionalProperties') continue;
    if (error.keyword === 'boolean') {
      found.push({ path, message: `unknown key ${last}`, hint: `see ${help} for the keys` });
    } else if (error.keyword === 'required') {
      const missing = error.params.requiredProperties.join(', ');
      found.push({ path, message: `${missing} missing`, hint: `see ${help} for the keys` });
    } else if (error.keyword === 'enum') {
      found.push({ path, message: `${name}not one of ${error.params.allowedValues.join(', ')}`, hint: '' });
    } else if (error.keyword === 'pattern') {
      found.push({ path, message: `${name}must match ${error.params.pattern.toString()}`, hint: '' });
    } else {
      const hint = error.message === 'must be string' ? 'quote it: times and codes are texts here' : '';
      found.push({ path, message: `${name}${error.message}`, hint });
    }
  }
  return found;
}

function toPath(pointer: string): YamlPath {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function findLine(document: Document, lines: LineCounter, path: YamlPath): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const start = (node as Node | undefined | null)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

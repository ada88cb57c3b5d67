import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { Value } from 'typebox/value';
import { checkRule } from './check-rule.ts';
import { checkShape } from './check-shape.ts';
import { rulesLimits } from './limits.ts';
import { toRule, type Rule, type RuleError } from './rule.ts';
import { RuleFile } from './rule-file.ts';

type Path = readonly (string | number)[];

/** Text of a rule file → its rules, or everything that is wrong with it at once. Pure. */
export function parseRuleFile(
  file: string,
  text: string,
): { rules: readonly Rule[]; errors: readonly RuleError[] } {
  if (Buffer.byteLength(text) > rulesLimits.fileBytes_max) {
    const message = `larger than ${rulesLimits.fileBytes_max} bytes`;
    return { rules: [], errors: [{ file, line: 1, message, hint: 'split it: one file a kind' }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const found: RuleError[] = [];
  const report = (line: number, message: string, hint: string): void => {
    const known = found.some((other) => other.line === line && other.message === message);
    if (!known && found.length < rulesLimits.errorsPerFile_max) found.push({ file, line, message, hint });
  };
  const lineAt = (path: Path): number => findLine(document, lines, path);

  for (const error of [...document.errors, ...document.warnings]) {
    report(lines.linePos(error.pos[0]).line, error.message, 'the file is not well-formed YAML');
  }
  if (found.length > 0) return { rules: [], errors: found };

  const content = toContent(document);
  if (content instanceof Error) {
    report(1, content.message, `at most ${rulesLimits.yamlAliases_max} aliases; write it out`);
    return { rules: [], errors: found };
  }
  const misshapen = checkShape(content);
  if (misshapen !== null) {
    report(lineAt(misshapen.path), misshapen.message, misshapen.hint);
    return { rules: [], errors: found };
  }
  if (!Value.Check(RuleFile, content)) {
    for (const { path, message, hint } of schemaErrors(content)) report(lineAt(path), message, hint);
    return { rules: [], errors: found };
  }
  const rules: Rule[] = [];
  for (const [index, entry] of content.rules.entries()) {
    const findings = checkRule(entry, content.kind);
    for (const { path, message, hint } of findings) {
      report(lineAt(['rules', index, ...path]), `${entry.id}: ${message}`, hint);
    }
    if (findings.length === 0) {
      rules.push(toRule(entry, { kind: content.kind, file, line: lineAt(['rules', index]) }));
    }
  }
  return { rules, errors: found };
}

function toContent(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: rulesLimits.yamlAliases_max });
  } catch (error) {
    // The parser's way of refusing an alias bomb or a dangling alias.
    return error instanceof Error ? error : new Error(String(error));
  }
}

function schemaErrors(content: unknown): { path: Path; message: string; hint: string }[] {
  const errors = [];
  for (const error of Value.Errors(RuleFile, content)) {
    const path = toPath(error.instancePath);
    // The same again, told once per property that is too many.
    if (error.keyword === 'additionalProperties') continue;
    if (error.keyword === 'boolean') {
      errors.push({
        path,
        message: `unknown key ${path.at(-1)}`,
        hint: 'see rule-file.schema.json for the keys',
      });
    } else if (error.keyword === 'required') {
      const missing = error.params.requiredProperties.join(', ');
      errors.push({ path, message: `${missing} missing`, hint: 'see rule-file.schema.json for the keys' });
    } else if (error.keyword === 'enum') {
      const values = error.params.allowedValues.join(', ');
      errors.push({ path, message: `${named(path)}not one of ${values}`, hint: '' });
    } else if (error.keyword === 'pattern') {
      const message = `${named(path)}must match ${error.params.pattern.toString()}`;
      errors.push({ path, message, hint: '' });
    } else {
      const hint =
        error.message === 'must be string' ? 'quote it: numbers, times and codes are texts here' : '';
      errors.push({ path, message: `${named(path)}${error.message}`, hint });
    }
  }
  return errors;
}

function named(path: Path): string {
  const last = path.at(-1);
  return last === undefined ? '' : `${last}: `;
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** The line of the node at `path`, or of the nearest one above it that exists. */
function findLine(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const start = (node as Node | undefined | null)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

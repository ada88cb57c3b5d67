/**
 * Where in the content of a YAML text a position is, from the text before it alone: what somebody is just typing
 * is seldom well-formed. Block style by indentation, flow style by brackets; anchors and documents are not looked
 * at.
 */
export interface YamlPlace {
  /** Of the value that is being written, or of the map (or the item) whose key is. */
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  /** Where the word that is being written begins. */
  readonly from: number;
  /** Keys that the map has already, before the position. */
  readonly taken: readonly string[];
}

interface Frame {
  readonly kind: 'map' | 'list';
  /** The column of its keys or dashes; −1 in flow style. */
  readonly indent: number;
  readonly taken: string[];
  key: string | null;
  index: number;
}

interface Scan {
  readonly block: Frame[];
  readonly flow: Frame[];
  /** The column of the key whose text goes over several lines; null when none does. */
  textIndent: number | null;
  /** What is being read in flow style, and where it begins. */
  word: string;
  wordFrom: number;
}

const keyPattern = /^("[^"]*"|'[^']*'|[^\s#:{}[\],&*!|>'"%@`-][^:#{}[\],]*?|-[^\s:][^:]*?)\s*:(?=\s|$)/;

/** Pure; in the length of the text before the position. */
export function yamlPlaceAt(text: string, position: number): YamlPlace {
  const scan: Scan = { block: [], flow: [], textIndent: null, word: '', wordFrom: position };
  const before = text.slice(0, position);
  let offset = 0;
  const lines = before.split('\n');
  for (const line of lines.slice(0, -1)) {
    readLine(scan, line, offset);
    offset += line.length + 1;
  }
  return readLast(scan, lines.at(-1) ?? '', offset);
}

function readLine(scan: Scan, line: string, offset: number): void {
  if (scan.flow.length > 0) return readFlow(scan, line, offset);
  const indent = indentOf(line);
  const isBlank = line.trim() === '' || line.trim().startsWith('#');
  if (scan.textIndent !== null) {
    if (line.trim() === '' || indent > scan.textIndent) return;
    scan.textIndent = null;
  }
  if (isBlank) return;
  const { column, rest } = openItems(scan, line, indent);
  const key = keyPattern.exec(rest);
  if (key?.[1] === undefined) {
    if (/^[{[]/.test(rest)) readFlow(scan, rest, offset + column);
    return;
  }
  enterKey(scan, unquote(key[1]), column);
  const value = rest.slice(key[0].length);
  const lead = value.length - value.trimStart().length;
  if (/^[{[]/.test(value.trimStart())) {
    readFlow(scan, value.trimStart(), offset + column + key[0].length + lead);
  } else if (/^[|>][+-]?\d*\s*(#.*)?$/.test(value.trim())) scan.textIndent = column;
}

/** The line that the position is on, up to it. */
function readLast(scan: Scan, line: string, offset: number): YamlPlace {
  if (scan.flow.length === 0 && scan.textIndent !== null && indentOf(line) > scan.textIndent) {
    // Within a longer text nothing can be said.
    return { path: pathOf(scan.block), at: 'value', from: offset + line.length, taken: [] };
  }
  scan.textIndent = null;
  let rest = line;
  let column = 0;
  if (scan.flow.length > 0) {
    readFlow(scan, line, offset);
  } else {
    ({ column, rest } = openItems(scan, line, indentOf(line)));
    const key = keyPattern.exec(rest);
    const value = key === null ? rest : rest.slice(key[0].length);
    const start = value.length - value.trimStart().length;
    if (key?.[1] !== undefined) enterKey(scan, unquote(key[1]), column);
    const valueFrom = offset + column + (key?.[0].length ?? 0) + start;
    if (/^[{[]/.test(value.trimStart())) readFlow(scan, value.trimStart(), valueFrom);
    else if (key !== null) return { path: pathOf(scan.block), at: 'value', from: valueFrom, taken: [] };
  }
  if (scan.flow.length > 0) return placeInFlow(scan, offset + line.length);
  const map = scan.block.at(-1);
  const from = offset + column + (rest.length - rest.trimStart().length);
  if (map?.kind === 'map' && map.indent === column) {
    return { path: pathOf(scan.block.slice(0, -1)), at: 'key', from, taken: map.taken };
  }
  return { path: pathOf(scan.block), at: 'key', from, taken: [] };
}

/** Leaves what the indentation has left, and takes the dashes at the beginning. */
function openItems(scan: Scan, line: string, indent: number): { column: number; rest: string } {
  let column = indent;
  let rest = line.slice(indent);
  const { block } = scan;
  const isItem = /^-(\s|$)/.test(rest);
  for (let top = block.at(-1); top !== undefined; top = block.at(-1)) {
    const isLeft = top.indent > indent || (top.indent === indent && top.kind === 'list' && !isItem);
    // A list may stand in the column of its key.
    if (!isLeft) break;
    block.pop();
  }
  while (/^-(\s|$)/.test(rest)) {
    const top = block.at(-1);
    if (top?.kind === 'list' && top.indent === column) top.index += 1;
    else block.push({ kind: 'list', indent: column, taken: [], key: null, index: 0 });
    const dash = /^-\s*/.exec(rest)?.[0] ?? '-';
    column += dash.length;
    rest = rest.slice(dash.length);
  }
  return { column, rest };
}

function enterKey({ block }: Scan, key: string, column: number): void {
  const top = block.at(-1);
  const map: Frame =
    top?.kind === 'map' && top.indent === column
      ? top
      : { kind: 'map', indent: column, taken: [], key: null, index: 0 };
  if (map !== top) block.push(map);
  map.key = key;
  map.taken.push(key);
}

function readFlow(scan: Scan, line: string, offset: number): void {
  const { flow } = scan;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    const top = flow.at(-1);
    if (quote !== null) {
      if (char === quote) quote = null;
      scan.word += char;
    } else if (char === '{' || char === '[') {
      flow.push({ kind: char === '{' ? 'map' : 'list', indent: -1, taken: [], key: null, index: 0 });
      beginWord(scan);
    } else if (char === '}' || char === ']') {
      flow.pop();
      beginWord(scan);
      if (flow.length === 0) return;
    } else if (char === ',' && top !== undefined) {
      top.key = null;
      top.index += 1;
      beginWord(scan);
    } else if (
      char === ':' &&
      top?.kind === 'map' &&
      top.key === null &&
      /^(\s|$)/.test(line.slice(at + 1))
    ) {
      top.key = unquote(scan.word.trim());
      top.taken.push(top.key);
      beginWord(scan);
    } else if (char === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) {
      return;
    } else {
      if (char === '"' || char === "'") quote = char;
      if (scan.word === '' && /\s/.test(char)) continue;
      if (scan.word === '') scan.wordFrom = offset + at;
      scan.word += char;
    }
  }
}

function beginWord(scan: Scan): void {
  scan.word = '';
}

function placeInFlow({ block, flow, word, wordFrom }: Scan, end: number): YamlPlace {
  const top = flow.at(-1);
  const from = word === '' ? end : wordFrom;
  const outer = [...pathOf(block), ...pathOf(flow.slice(0, -1))];
  if (top?.kind === 'map' && top.key === null) return { path: outer, at: 'key', from, taken: top.taken };
  return { path: [...pathOf(block), ...pathOf(flow)], at: 'value', from, taken: [] };
}

function pathOf(frames: readonly Frame[]): readonly (string | number)[] {
  return frames.map(({ kind, key, index }) => (kind === 'list' ? index : (key ?? '')));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function unquote(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}

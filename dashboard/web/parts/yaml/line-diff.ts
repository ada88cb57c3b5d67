/** What became of a line between two texts. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** From 1; null where the text does not have it. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Steps that are tried in the middle part; beyond it that part counts as changed from end to end. */
const steps_max = 4_000_000;

/** Two texts, line by line, with as few changes as possible (longest common subsequence). Pure. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const old = toLines(before);
  const now = toLines(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  const lines: DiffLine[] = [];
  const add = (kind: DiffLine['kind'], i: number, j: number): void => {
    const text = (kind === 'added' ? now[j] : old[i]) ?? '';
    lines.push({
      kind,
      text,
      before: kind === 'added' ? null : i + 1,
      after: kind === 'removed' ? null : j + 1,
    });
  };
  for (let i = 0; i < head; i += 1) add('same', i, i);
  const middle = { old: old.slice(head, old.length - tail), now: now.slice(head, now.length - tail) };
  let [i, j] = [head, head];
  for (const kind of walk(middle.old, middle.now)) {
    add(kind, i, j);
    if (kind !== 'added') i += 1;
    if (kind !== 'removed') j += 1;
  }
  for (; i < old.length; i += 1, j += 1) add('same', i, j);
  return lines;
}

/** Changed lines with so many unchanged ones around them; `null` stands for what is left out between. */
export function toHunks(lines: readonly DiffLine[], around: number): readonly (DiffLine | null)[] {
  const isShown = lines.map(() => false);
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let near = Math.max(0, index - around); near <= index + around && near < lines.length; near += 1) {
      isShown[near] = true;
    }
  }
  const shown: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (isShown[index] === true) shown.push(line);
    else if (shown.at(-1) !== null) shown.push(null);
  }
  return shown;
}

/** For an editor: which lines of the later text are new, and before which some are gone; from 1. */
export function changedLines(
  before: string,
  after: string,
): { readonly added: ReadonlySet<number>; readonly removedBefore: ReadonlySet<number> } {
  const added = new Set<number>();
  const removedBefore = new Set<number>();
  let next = 1;
  for (const line of diffLines(before, after)) {
    if (line.kind === 'removed') removedBefore.add(next);
    if (line.kind === 'added') added.add(next);
    if (line.after !== null) next = line.after + 1;
  }
  for (const line of added) removedBefore.delete(line);
  return { added, removedBefore };
}

/** From the table of longest common tails. */
function walk(old: readonly string[], now: readonly string[]): readonly DiffLine['kind'][] {
  const kinds: DiffLine['kind'][] = [];
  if (old.length * now.length > steps_max) {
    return [...old.map(() => 'removed' as const), ...now.map(() => 'added' as const)];
  }
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        old[i] === now[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      kinds.push('same');
      i += 1;
      j += 1;
    } else if (
      j >= now.length ||
      (i < old.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      kinds.push('removed');
      i += 1;
    } else {
      kinds.push('added');
      j += 1;
    }
  }
  return kinds;
}

function toLines(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

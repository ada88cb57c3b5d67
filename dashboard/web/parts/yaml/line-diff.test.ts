import { expect, it } from 'vitest';
import * as fc from 'fast-check';
import { changedLines, diffLines, toHunks } from './line-diff.ts';

const marks = { same: ' ', added: '+', removed: '-' } as const;

function show(before: string, after: string): string {
  return diffLines(before, after)
    .map(({ kind, text }) => `${marks[kind]}${text}`)
    .join('\n');
}

it.each([
  ['nothing', 'a\nb\n', 'a\nb\n', ' a\n b'],
  ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', ' a\n-b\n+B\n c'],
  ['a line put in', 'a\nc', 'a\nb\nc', ' a\n+b\n c'],
  ['a line taken out', 'a\nb\nc', 'a\nc', ' a\n-b\n c'],
  ['all new', '', 'a\nb', '+a\n+b'],
  ['all gone', 'a', '', '-a'],
])('tells %s', (...[, before, after, expected]) => {
  expect(show(before, after)).toBe(expected);
});

function trimmed(part: readonly string[]): readonly string[] {
  return diffLines('', part.join('\n')).map((line) => line.text);
}

it('always leads from the one text to the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const lines = diffLines(one.join('\n'), other.join('\n'));
      expect(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text)).toEqual(trimmed(one));
      expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text)).toEqual(trimmed(other));
      expect(lines.flatMap(({ after }) => after ?? [])).toEqual(trimmed(other).map((_text, i) => i + 1));
    }),
  );
});

it('leaves out what is far from any change', () => {
  const many = Array.from({ length: 20 }, (_each, index) => String(index));
  const changed = many.with(10, 'x');
  const shown = toHunks(diffLines(many.join('\n'), changed.join('\n')), 1);
  expect(shown.map((line) => line?.text ?? '…')).toEqual(['…', '9', '10', 'x', '11', '…']);
});

it('marks lines for an editor', () => {
  const { added, removedBefore } = changedLines('a\nb\nc\nd', 'a\nB\nc\ne\nf');
  expect([...added]).toEqual([2, 4, 5]);
  expect([...removedBefore]).toEqual([]);
  expect([...changedLines('a\nb\nc', 'a\nc').removedBefore]).toEqual([2]);
});

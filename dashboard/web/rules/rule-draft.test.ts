import { expect, it } from 'vitest';
import { changedNames, rebase } from './rule-draft.ts';

it('tells which files of a set are changed, new or gone', () => {
  const before = [
    { name: 'a.yaml', text: '1' },
    { name: 'b.yaml', text: '2' },
    { name: 'gone.yaml', text: '3' },
  ];
  const after = [
    { name: 'new.yaml', text: '' },
    { name: 'b.yaml', text: '2 ' },
    { name: 'a.yaml', text: '1' },
  ];
  expect(changedNames(before, after)).toEqual(['b.yaml', 'gone.yaml', 'new.yaml']);
  expect(changedNames(before, before)).toEqual([]);
});

it('carries the changes of a draft over to what somebody else has put in force meanwhile', () => {
  const began = ['a', 'b', 'c'].map((name) => ({ name, text: '1' }));
  const draft = [
    { name: 'a', text: 'mine' },
    { name: 'b', text: '1' },
    { name: 'new', text: 'mine' },
  ];
  const present = [
    { name: 'a', text: 'theirs' },
    { name: 'b', text: 'theirs' },
    { name: 'c', text: '1' },
    { name: 'd', text: 'theirs' },
  ];
  expect(rebase(draft, began, present)).toEqual([
    { name: 'a', text: 'mine' },
    { name: 'b', text: 'theirs' },
    { name: 'd', text: 'theirs' },
    { name: 'new', text: 'mine' },
  ]);
});

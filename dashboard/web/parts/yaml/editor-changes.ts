import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { gutter, GutterMarker } from '@codemirror/view';
import { changedLines } from './line-diff.ts';

/** The text that runs now, against which changes are marked; null: nothing to compare with. */
export const setOriginal = StateEffect.define<string | null>();

interface Changes {
  readonly original: string | null;
  readonly added: ReadonlySet<number>;
  readonly removedBefore: ReadonlySet<number>;
}

const none: Changes = { original: null, added: new Set(), removedBefore: new Set() };

const changes = StateField.define<Changes>({
  create: () => none,
  update(value, transaction) {
    let { original } = value;
    let isNew = transaction.docChanged;
    for (const effect of transaction.effects) {
      if (!effect.is(setOriginal)) continue;
      original = effect.value;
      isNew = true;
    }
    if (!isNew) return value;
    if (original === null) return none;
    return { original, ...changedLines(original, transaction.state.doc.toString()) };
  },
});

class LineMark extends GutterMarker {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  override toDOM(): Node {
    const mark = document.createElement('div');
    mark.className = this.name;
    return mark;
  }
}

const added = new LineMark('cm-line-added');
const removed = new LineMark('cm-line-removed');

/** A narrow gutter in which lines that differ from the original are marked. */
export const changeMarks: Extension = [
  changes,
  gutter({
    class: 'cm-changes',
    lineMarker(view, block) {
      const found = view.state.field(changes);
      const { number } = view.state.doc.lineAt(block.from);
      if (found.added.has(number)) return added;
      return found.removedBefore.has(number) ? removed : null;
    },
    lineMarkerChange: (update) => update.startState.field(changes) !== update.state.field(changes),
  }),
];

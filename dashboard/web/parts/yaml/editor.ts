import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter } from '@codemirror/view';
import { keymap, lineNumbers } from '@codemirror/view';
import type { FileFault } from '../../../../domain/yaml-content.ts';
import { changeMarks, setOriginal } from './editor-changes.ts';
import { completeYaml, explainYaml, type YamlHelp } from './editor-help.ts';
import { editorTheme } from './editor-theme.ts';
import { faultRange } from './fault-range.ts';

/** A fault of the text that is shown; `isWarning`: it may stay. */
export type EditorFault = Pick<FileFault, 'line' | 'message' | 'hint'> & { readonly isWarning?: boolean };

export interface YamlEditorHandle {
  /** Puts another text in; one that is there already is left alone. */
  setText(text: string): void;
  /** Against which changes are marked; null: against nothing. */
  setOriginal(text: string | null): void;
  setFaults(faults: readonly EditorFault[]): void;
  /** Goes to a line, from 1, and puts the cursor there. */
  reveal(line: number): void;
  destroy(): void;
}

const fromOutside = Annotation.define<boolean>();

/**
 * An editor in a shadow of `host`: there the editor's styles are adopted sheets, which the page's policy (no
 * inline styles) lets pass. Tab leaves it; Ctrl-] and Ctrl-[ indent.
 */
export function createYamlEditor(
  host: HTMLElement,
  options: {
    readonly text: string;
    readonly label: string;
    readonly isReadOnly: boolean;
    readonly phrases: Readonly<Record<string, string>>;
    readonly help: () => YamlHelp;
    readonly changed: (text: string) => void;
  },
): YamlEditorHandle {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        changeMarks,
        lintGutter(),
        history(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        yaml(),
        autocompletion({ override: [completeYaml(options.help)], icons: false }),
        explainYaml(options.help),
        search({ top: true }),
        highlightSelectionMatches(),
        keymap.of([...searchKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorState.readOnly.of(options.isReadOnly),
        EditorState.phrases.of(options.phrases),
        EditorView.contentAttributes.of({ 'aria-label': options.label }),
        EditorView.updateListener.of((update) => {
          const isOurs = update.transactions.some((each) => each.annotation(fromOutside) === true);
          if (update.docChanged && !isOurs) options.changed(update.state.doc.toString());
        }),
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        editorTheme,
      ],
    }),
  });
  return {
    setText(text) {
      if (view.state.doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: fromOutside.of(true),
      });
    },
    setOriginal: (text) => view.dispatch({ effects: setOriginal.of(text) }),
    setFaults(faults) {
      view.dispatch(
        setDiagnostics(
          view.state,
          faults.map((fault) => toDiagnostic(view.state, fault)),
        ),
      );
    },
    reveal(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/**
 * What is typed over a selection is put in by us: a browser would keep the look of what was there by an inline
 * style, which the page's policy refuses.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { state } = view;
  const isOurs = event.inputType === 'insertText' && !event.isComposing && event.data !== null;
  if (!isOurs || state.selection.main.empty || state.readOnly) return false;
  event.preventDefault();
  view.dispatch(state.replaceSelection(event.data ?? ''), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

function toDiagnostic(state: EditorState, { line, message, hint, isWarning }: EditorFault): Diagnostic {
  const found = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
  const { from, to } = faultRange(found.text, message);
  return {
    from: found.from + from,
    to: found.from + to,
    severity: isWarning === true ? 'warning' : 'error',
    message: hint === '' ? message : `${message} — ${hint}`,
  };
}

import { syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** By the names of Lezer's tags; what is not named stays in the text's colour. */
const classes: Readonly<Record<string, string>> = {
  'definition(propertyName)': 'tok-key',
  string: 'tok-text',
  lineComment: 'tok-comment',
  labelName: 'tok-key',
  typeName: 'tok-comment',
  meta: 'tok-comment',
  separator: 'tok-mark',
  squareBracket: 'tok-mark',
  brace: 'tok-mark',
};

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--ground)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
    lineHeight: '1.6',
  },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--dim)',
    border: 'none',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--raised) 60%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panel input, .cm-panel button': {
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    backgroundColor: 'var(--raised)',
    backgroundImage: 'none',
    color: 'inherit',
  },
  '.cm-searchMatch': { backgroundColor: 'transparent', outline: '1px solid var(--severity-3)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--line-strong)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--line-strong)',
  },
  '.cm-content ::selection': { backgroundColor: 'var(--line-strong)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-strong)',
  },
  '.tok-key': { color: 'var(--text)', fontWeight: '600' },
  '.tok-text': { color: 'var(--trace)' },
  '.tok-comment': { color: 'var(--dim)', fontStyle: 'italic' },
  '.tok-mark': { color: 'var(--dim)' },
  '.cm-changes': { width: '5px' },
  '.cm-changes .cm-gutterElement': { padding: '0' },
  '.cm-line-added': { width: '4px', height: '100%', backgroundColor: 'var(--accent)' },
  '.cm-line-removed': {
    width: '0',
    height: '0',
    borderTop: '5px solid transparent',
    borderBottom: '5px solid transparent',
    borderLeft: '5px solid var(--accent)',
    marginTop: '-5px',
  },
  '.cm-tooltip': {
    maxWidth: '34rem',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    boxShadow: '0 4px 18px rgb(0 0 0 / 25%)',
    font: '13px/1.5 var(--font)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { marginLeft: '1em', fontStyle: 'normal', opacity: '0.75' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '24rem' },
  '.cm-yaml-help': { padding: '6px 10px' },
  '.cm-yaml-help strong': { marginRight: '0.8em' },
  '.cm-yaml-help p': { margin: '2px 0 0' },
  '.cm-yaml-help .facts': { color: 'var(--dim)' },
  '.cm-diagnostic': { padding: '5px 10px', borderLeft: '4px solid var(--severity-2)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--severity-3)' },
  '.cm-lintRange-error, .cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--severity-2)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--severity-3)' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--severity-2)' },
  '.cm-gutter-lint': { width: '1.2em' },
});

/** How the editor looks, in the tokens of the page: they are inherited into its shadow. */
export const editorTheme: Extension = [
  look,
  syntaxHighlighting({
    style: (tags) => {
      const found = tags.map((tag) => classes[String(tag)]).filter((name) => name !== undefined);
      return found.length === 0 ? null : found.join(' ');
    },
  }),
];

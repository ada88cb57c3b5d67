import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { hoverTooltip, type EditorView, type Tooltip } from '@codemirror/view';
import { helpAt, keysAt, valuesAt, type JsonSchema, type SchemaWord } from './json-schema.ts';
import { yamlPlaceAt } from './yaml-place.ts';

/** What an editor of one kind of file knows beside its schema. */
export interface YamlHelp {
  readonly schema: JsonSchema | null;
  /** What a key is for, in the reader's language; what the schema says where this is undefined. */
  readonly words?: ((key: string) => string | undefined) | undefined;
  /** Values that no schema lists, such as the metrics of a kind or the ids of recipients. */
  readonly values?: ((path: readonly (string | number)[], text: string) => readonly KnownValue[]) | undefined;
}

export interface KnownValue {
  readonly value: string;
  readonly words: string;
}

/** What may be written at the cursor. */
export function completeYaml(help: () => YamlHelp): (context: CompletionContext) => CompletionResult | null {
  return ({ state, pos, explicit }) => {
    const { schema, values, words } = help();
    if (schema === null) return null;
    const text = state.sliceDoc();
    const { path, at, from, taken } = yamlPlaceAt(text, pos);
    const typed = state.sliceDoc(from, pos);
    if (typed === '' && !explicit) return null;
    const keys = at === 'key' ? keysAt(schema, path).filter(({ word }) => !taken.includes(word)) : [];
    const options =
      keys.length > 0
        ? keys.map((key) => toKey(key, words?.(key.word)))
        : [
            ...valuesAt(schema, path).map((label): Completion => ({ label, type: 'enum' })),
            ...(values?.(path, text) ?? []).map(({ value, words: detail }): Completion => ({
              label: value,
              detail,
              type: 'constant',
            })),
          ];
    return options.length === 0 ? null : { from, options, validFor: /^[\w-]*$/ };
  };
}

function toKey({ word, description, type, isRequired, isNested }: SchemaWord, own: string | undefined) {
  const info = own ?? description;
  return {
    label: word,
    detail: isRequired ? `${type} *` : type,
    type: 'property',
    apply: isNested ? `${word}:` : `${word}: `,
    boost: isRequired ? 1 : 0,
    ...(info === '' ? {} : { info }),
  };
}

/** What the key under the pointer is for. */
export function explainYaml(help: () => YamlHelp) {
  return hoverTooltip((view, position) => explain(view, position, help()));
}

function explain(view: EditorView, position: number, { schema, words }: YamlHelp): Tooltip | null {
  if (schema === null) return null;
  const line = view.state.doc.lineAt(position);
  for (const match of line.text.matchAll(/[\w-]*\w(?=\s*:(\s|$))/g)) {
    const from = line.from + match.index;
    const key = match[0];
    if (position < from || position > from + key.length) continue;
    const { path, at } = yamlPlaceAt(view.state.sliceDoc(0, from), from);
    const known = at === 'key' ? helpAt(schema, [...path, key]) : null;
    if (known === null) return null;
    const description = words?.(key) ?? known.description;
    return {
      pos: from,
      end: from + key.length,
      above: true,
      create: () => ({ dom: toHelp(key, description, known.facts) }),
    };
  }
  return null;
}

function toHelp(key: string, description: string, facts: readonly string[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-yaml-help';
  const head = document.createElement('strong');
  head.textContent = key;
  const about = document.createElement('span');
  about.className = 'facts';
  about.textContent = facts.filter((fact) => fact !== '').join('  ');
  box.append(head, about);
  if (description !== '') {
    const words = document.createElement('p');
    words.textContent = description;
    box.append(words);
  }
  return box;
}

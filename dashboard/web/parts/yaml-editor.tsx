import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { language, phrasesOf } from '../shell/language.ts';
import './yaml-editor.css';
import type { YamlHelp } from './yaml/editor-help.ts';
import type { EditorFault, YamlEditorHandle } from './yaml/editor.ts';

/** Texts that are told before the page has followed: it does so every frame. */
const toldMax = 500;

export interface YamlEditorProps extends YamlHelp {
  readonly text: string;
  readonly changed: (text: string) => void;
  /** What the text is, for those who do not see it. */
  readonly label: string;
  /** What runs now: lines that differ are marked. */
  readonly original?: string | null;
  readonly faults: readonly EditorFault[];
  readonly isReadOnly?: boolean;
  /** A line to go to, from 1; another object goes there again. */
  readonly reveal?: { readonly line: number } | null;
}

const t = phrasesOf({
  loading: { zh: '编辑器载入中…', en: 'Loading the editor…' },
  keys: {
    zh: 'Ctrl+空格 提示 · Ctrl+F 查找 · Ctrl+] 缩进 · Tab 离开编辑器',
    en: 'Ctrl+Space suggests · Ctrl+F finds · Ctrl+] indents · Tab leaves the editor',
  },
});

/** CodeMirror's own words, where they are not to be in English. */
const phrases = {
  zh: {
    Completions: '补全',
    Diagnostics: '检查结果',
    'No diagnostics': '没有问题',
    'Selection deleted': '已删除所选内容',
    'current match': '当前匹配',
    'Go to line': '转到行',
    'Control character': '控制字符',
    Find: '查找',
    Replace: '替换为',
    next: '下一个',
    previous: '上一个',
    all: '全部选中',
    'match case': '区分大小写',
    regexp: '正则表达式',
    'by word': '整词',
    replace: '替换',
    'replace all': '全部替换',
    close: '关闭',
    'on line': '在第几行',
    'replaced match on line $': '已替换第 $ 行',
    'replaced $ matches': '已替换 $ 处',
  },
  en: {},
} as const;

/**
 * A YAML file in CodeMirror, whose code is loaded when the first one is shown. Keys and values are suggested and
 * explained by `schema`; faults stand at their lines. Where the editor's code does not come, a plain text field
 * does the same work.
 */
export function YamlEditor(props: YamlEditorProps) {
  const { text, label, isReadOnly = false, original = null, faults, reveal = null } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<YamlEditorHandle | null>(null);
  const state = useSignal<'loading' | 'there' | 'plain'>('loading');
  const latest = useRef(props);
  latest.current = props;
  /** What the editor told and has not come back yet: putting it in again would undo what was typed since. */
  const told = useRef<string[]>([]);

  useEffect(() => {
    let isCurrent = true;
    async function start(): Promise<void> {
      try {
        const { createYamlEditor } = await import('./yaml/editor.ts');
        if (!isCurrent || host.current === null) return;
        editor.current = createYamlEditor(host.current, {
          text: latest.current.text,
          label,
          isReadOnly,
          phrases: phrases[language.peek()],
          help: () => latest.current,
          changed(next) {
            told.current = [...told.current, next].slice(-toldMax);
            latest.current.changed(next);
          },
        });
        state.value = 'there';
      } catch {
        if (isCurrent) state.value = 'plain';
      }
    }
    void start();
    return () => {
      isCurrent = false;
      editor.current?.destroy();
      editor.current = null;
    };
  }, [label, isReadOnly]);

  const isThere = state.value === 'there';
  useEffect(() => {
    const known = told.current.lastIndexOf(text);
    told.current = known < 0 ? [] : told.current.slice(known + 1);
    if (known < 0) editor.current?.setText(text);
  }, [text, isThere]);
  useEffect(() => editor.current?.setOriginal(original), [original, isThere]);
  useEffect(() => editor.current?.setFaults(faults), [faults, isThere]);
  useEffect(() => {
    if (reveal !== null) editor.current?.reveal(reveal.line);
  }, [reveal, isThere]);

  if (state.value === 'plain') {
    return (
      <textarea
        class="yaml-editor is-plain"
        aria-label={label}
        spellcheck={false}
        readOnly={isReadOnly}
        value={text}
        onInput={(event) => props.changed(event.currentTarget.value)}
      />
    );
  }
  return (
    <div class="yaml-editor-box">
      {state.value === 'loading' && <p class="dim loading">{t('loading')}</p>}
      <div class="yaml-editor" ref={host} />
      {!isReadOnly && <p class="dim yaml-editor-keys">{t('keys')}</p>}
    </div>
  );
}

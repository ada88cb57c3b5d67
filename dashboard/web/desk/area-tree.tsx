import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { kinds } from '../../../domain/kinds.ts';
import { openAlerts } from '../live/live-store.ts';
import { Icon } from '../parts/icon.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useShortcut } from '../shell/keyboard/shortcuts.ts';
import { language, say } from '../shell/language.ts';
import { setQuery } from '../shell/router.ts';
import { areasAround, countFigures, keepSame, noFigures, type DeskFigures, type Figures } from './areas.ts';
import type { DeskFilters } from './desk-filters.ts';
import { createPaced, type Paced } from '../parts/paced.ts';
import { t } from './phrases.ts';
import { areaCounts, areaIndex } from './places-store.ts';
import {
  allId,
  areaId,
  findTyped,
  firstExpanded,
  parentIndex,
  visibleNodes,
  type TreeNode,
} from './tree-nodes.ts';

const none = noFigures();

/** The list comes first. */
const figuresRest_ms = 150;

/** Letters typed with longer pauses begin a new search. */
const typing_ms = 700;

export interface AreaTreeProps {
  readonly filters: DeskFilters;
  /** After something was chosen, for where the tree covers the list. */
  readonly onChoose: () => void;
}

/** District to building, and the kinds, with what is the matter in each; choosing one filters list and map. */
export function AreaTree({ filters, onChoose }: AreaTreeProps) {
  const figures = useFigures();
  const expanded = useSignal<ReadonlySet<string> | null>(null);
  const current = useSignal(allId);
  const root = useRef<HTMLUListElement>(null);
  const typed = useRef({ words: '', at: 0 });
  const wantsFocus = useRef(false);

  const nodes = useComputed(() =>
    visibleNodes(areaIndex.value, expanded.value ?? firstExpanded(areaIndex.value)),
  );
  const lines = nodes.value;
  const currentNode = lines.find(({ id }) => id === current.value) ?? lines[0];

  // The chosen area is in sight, wherever the address was made.
  useEffect(() => {
    const around = areasAround(areaIndex.value, filters.area).slice(1);
    if (around.length === 0) return;
    const open = expanded.peek() ?? firstExpanded(areaIndex.value);
    if (around.every(({ code }) => open.has(areaId(code)))) return;
    expanded.value = new Set([...open, ...around.map(({ code }) => areaId(code))]);
  }, [filters.area, areaIndex.value]);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    root.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });

  function focus(index: number): void {
    const node = lines[index];
    if (node === undefined) return;
    wantsFocus.current = true;
    if (current.value === node.id) root.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    current.value = node.id;
  }

  useShortcut('tree', () =>
    focus(
      Math.max(
        0,
        lines.findIndex(({ id }) => id === current.value),
      ),
    ),
  );

  function setExpanded(node: TreeNode, isExpanded: boolean): void {
    const next = new Set(expanded.value ?? firstExpanded(areaIndex.value));
    if (isExpanded) next.add(node.id);
    else next.delete(node.id);
    expanded.value = next;
  }

  /** Chosen once more, it is chosen no longer. */
  function choose(node: TreeNode): void {
    current.value = node.id;
    if (node.type === 'all') setQuery({ area: null });
    else if (node.type === 'area')
      setQuery({ area: filters.area === node.area.code ? null : node.area.code });
    else if (node.type === 'kind') setQuery({ kind: filters.kind === node.kind ? null : node.kind });
    else setExpanded(node, node.isExpanded !== true);
    if (node.type !== 'kinds') onChoose();
  }

  function click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const id = target?.closest<HTMLElement>('[data-node]')?.dataset['node'];
    const node = lines.find((each) => each.id === id);
    if (node === undefined) return;
    if (node.isExpanded !== null && target?.closest('.tree-toggle') !== null)
      setExpanded(node, !node.isExpanded);
    else choose(node);
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = lines.findIndex(({ id }) => id === currentNode?.id);
    const node = lines[index];
    if (node === undefined) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(Math.min(lines.length - 1, index + 1)),
      ArrowUp: () => focus(Math.max(0, index - 1)),
      Home: () => focus(0),
      End: () => focus(lines.length - 1),
      ArrowRight: () => (node.isExpanded === false ? setExpanded(node, true) : focus(index + 1)),
      ArrowLeft: () =>
        node.isExpanded === true ? setExpanded(node, false) : focus(parentIndex(lines, index)),
      Enter: () => choose(node),
      ' ': () => choose(node),
    };
    const act = keys[event.key];
    if (act !== undefined) act();
    else if (event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key)) type(event.key, index);
    else return;
    event.preventDefault();
    // What is typed here searches the tree; it is no shortcut.
    event.stopPropagation();
  }

  function type(letter: string, index: number): void {
    const now = performance.now();
    const before = now - typed.current.at < typing_ms ? typed.current.words : '';
    typed.current = { words: before + letter, at: now };
    focus(findTyped(lines.map(nameOf), index, typed.current.words));
  }

  return (
    <nav class="areas" aria-label={t('areasAndKinds')}>
      <p class="areas-head" aria-hidden="true">
        <span>{t('areas')}</span>
        <span>{t('waitingShort')}</span>
        <span>{t('devicesShort')}</span>
      </p>
      <ul
        class="tree"
        role="tree"
        aria-label={t('areasAndKinds')}
        ref={root}
        onKeyDown={press}
        onClick={click}
      >
        {lines.map((node) => (
          <TreeLine
            key={node.id}
            node={node}
            figures={figuresOf(node, figures.value)}
            isCurrent={node.id === currentNode?.id}
            isChosen={isChosen(node, filters)}
          />
        ))}
      </ul>
    </nav>
  );
}

function useFigures(): ReadonlySignal<DeskFigures> {
  const paced = useRef<Paced<DeskFigures> | null>(null);
  const before = useRef<DeskFigures | null>(null);
  paced.current ??= createPaced({
    urgent: () => [areaIndex.value, areaCounts.value],
    eventual: () => openAlerts.value,
    restMin_ms: figuresRest_ms,
    work: () =>
      (before.current = keepSame(
        before.current,
        countFigures(areaIndex.value, areaCounts.value, openAlerts.value),
      )),
  });
  const { value, stop } = paced.current;
  useEffect(() => stop, [stop]);
  return value;
}

interface TreeLineProps {
  readonly node: TreeNode;
  readonly figures: Readonly<Figures> | null;
  readonly isCurrent: boolean;
  readonly isChosen: boolean;
}

/** Drawn anew only when its properties or the language changed: there may be hundreds. */
function TreeLine({ node, figures, isCurrent, isChosen }: TreeLineProps) {
  const name = nameOf(node);
  return (
    <li
      class={`tree-line is-${node.type}`}
      role="treeitem"
      tabIndex={isCurrent ? 0 : -1}
      aria-level={node.depth}
      aria-posinset={node.place}
      aria-setsize={node.siblings}
      aria-expanded={node.isExpanded ?? undefined}
      aria-selected={isChosen}
      title={node.type === 'area' ? `${t(node.area.level)} · ${name}` : undefined}
      data-node={node.id}
      style={{ '--depth': node.depth }}
    >
      <span class={node.isExpanded === true ? 'tree-toggle is-expanded' : 'tree-toggle'}>
        {node.isExpanded !== null && <Icon name="expand" />}
      </span>
      <span class="tree-name">{name}</span>
      {figures !== null && (
        <>
          <span class="visually-hidden">{figureWords(figures)}</span>
          <TreeFigures figures={figures} />
        </>
      )}
    </li>
  );
}

function TreeFigures({ figures }: { figures: Readonly<Figures> }) {
  const { open, unacknowledged, worst, worstWaiting, silent, devices } = figures;
  const severity = worstWaiting ?? worst;
  return (
    <>
      {silent > 0 && (
        <span class="tree-silent" aria-hidden="true">
          {silent}
        </span>
      )}
      <span class="tree-alerts" aria-hidden="true" title={figureWords(figures)}>
        {severity !== null && open > 0 && (
          <>
            <SeverityMark severity={severity} hollow={worstWaiting === null} />
            <strong>{unacknowledged}</strong>
          </>
        )}
      </span>
      <span class="tree-devices" aria-hidden="true">
        {devices}
      </span>
    </>
  );
}

function figureWords({ devices, silent, open, unacknowledged }: Readonly<Figures>): string {
  return t('figures', { devices, silent, open, unacknowledged });
}

function nameOf(node: TreeNode): string {
  if (node.type === 'all') return t('allAreas');
  if (node.type === 'kinds') return t('byKind');
  if (node.type === 'kind') return say(kinds[node.kind].label);
  return language.value === 'zh' ? node.area.nameZh : node.area.nameEn;
}

function figuresOf(node: TreeNode, figures: DeskFigures): Readonly<Figures> | null {
  if (node.type === 'kinds') return null;
  if (node.type === 'all') return figures.all;
  if (node.type === 'kind') return figures.byKind.get(node.kind) ?? none;
  return figures.byArea.get(node.area.code) ?? none;
}

function isChosen(node: TreeNode, { area, kind }: DeskFilters): boolean {
  if (node.type === 'all') return area === null;
  if (node.type === 'area') return node.area.code === area;
  return node.type === 'kind' && node.kind === kind;
}

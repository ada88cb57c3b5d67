import { computed, signal } from '@preact/signals';
import type { RuleFile } from '../../../domain/rule-set.ts';
import { keepDraft, readDraft } from '../parts/kept-draft.ts';
import { ruleApi, type RuleFiles } from './rule-api.ts';
import { changedNames, rebase } from './rule-draft.ts';

/**
 * The files in force and somebody's changes to them, outside of the components: the draft stays while one looks at
 * a rule, a trial or the history, and over a reload.
 */
interface Draft {
  /** What the changes began with. */
  readonly base: RuleFiles;
  readonly files: readonly RuleFile[];
}

const keptName = 'rules';
const keepAfterMs = 800;

export const inForce = signal<RuleFiles | null>(null);
const kept = signal<Draft | null>(toDraft(readDraft(keptName)));

/** The files as somebody has changed them; those in force where nothing is changed. */
export const draftFiles = computed(() => kept.value?.files ?? inForce.value?.files ?? []);
/** What the draft began with. */
export const baseFiles = computed(() => kept.value?.base.files ?? inForce.value?.files ?? []);
export const changedFiles = computed(() => changedNames(baseFiles.value, draftFiles.value));
/** Whether other rules have come into force since the draft was begun. */
export const isOutdated = computed(
  () => kept.value !== null && inForce.value !== null && kept.value.base.setId !== inForce.value.setId,
);

let timer: ReturnType<typeof setTimeout> | undefined;

function put(draft: Draft | null): void {
  kept.value = draft;
  clearTimeout(timer);
  timer = setTimeout(() => keepDraft(keptName, draft), keepAfterMs);
}

function toDraft(kept: unknown): Draft | null {
  const draft = kept as Partial<Draft> | null;
  const isDraft = Array.isArray(draft?.files) && Array.isArray(draft.base?.files);
  return isDraft ? (draft as Draft) : null;
}

export async function loadFiles() {
  const answer = await ruleApi.files();
  if (!answer.ok) return answer;
  inForce.value = answer.value;
  const draft = kept.value;
  // What was not changed follows what is in force.
  if (draft !== null && changedNames(draft.base.files, draft.files).length === 0) put(null);
  return answer;
}

/** Changes the draft to these files; the same as those it began with: nothing is changed any more. */
export function changeFiles(files: readonly RuleFile[]): void {
  const base = kept.value?.base ?? inForce.value;
  if (base === null) return;
  put(changedNames(base.files, files).length === 0 ? null : { base, files });
}

export function changeFile(name: string, text: string): void {
  changeFiles(draftFiles.value.map((file) => (file.name === name ? { name, text } : file)));
}

export function dropDraft(): void {
  put(null);
}

/** Carries the changes over to what is in force now. */
export function followInForce(): void {
  const draft = kept.value;
  const present = inForce.value;
  if (draft === null || present === null) return;
  const files = rebase(draft.files, draft.base.files, present.files);
  put(changedNames(present.files, files).length === 0 ? null : { base: present, files });
}

/** Files of which both the draft and what came into force since changed something. */
export function contestedNames(): readonly string[] {
  const theirs = changedNames(baseFiles.value, inForce.value?.files ?? []);
  return changedFiles.value.filter((name) => theirs.includes(name));
}

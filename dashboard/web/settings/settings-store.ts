import { computed, signal } from '@preact/signals';
import { keepDraft, readDraft } from '../parts/kept-draft.ts';
import { settingsApi, type SettingsAnswer } from './settings-api.ts';

/** The settings in force and somebody's changes to their text, which stay while one looks at other tabs. */
interface Draft {
  readonly revision: number;
  /** What the changes began with. */
  readonly base: string;
  readonly text: string;
}

const keptName = 'settings';
const keepAfterMs = 800;

export const present = signal<SettingsAnswer | null>(null);
const kept = signal<Draft | null>(toDraft(readDraft(keptName)));

export const draftText = computed(() => kept.value?.text ?? present.value?.text ?? '');
export const baseText = computed(() => kept.value?.base ?? present.value?.text ?? '');
export const isChanged = computed(() => kept.value !== null);
/** Whether other settings have come into force since the draft was begun. */
export const isOutdated = computed(
  () => kept.value !== null && present.value !== null && kept.value.revision !== present.value.revision,
);

let timer: ReturnType<typeof setTimeout> | undefined;

function put(draft: Draft | null): void {
  kept.value = draft;
  clearTimeout(timer);
  timer = setTimeout(() => keepDraft(keptName, draft), keepAfterMs);
}

function toDraft(value: unknown): Draft | null {
  const draft = value as Partial<Draft> | null;
  return typeof draft?.text === 'string' && typeof draft.base === 'string' ? (draft as Draft) : null;
}

export async function loadSettings() {
  const answer = await settingsApi.settings();
  if (answer.ok) present.value = answer.value;
  return answer;
}

/** Changes the draft to this text; the same as it began with: nothing is changed any more. */
export function changeText(text: string): void {
  const base = kept.value?.base ?? present.value?.text ?? '';
  const revision = kept.value?.revision ?? present.value?.revision ?? 0;
  put(text === base ? null : { revision, base, text });
}

export function dropDraft(): void {
  put(null);
}

/** Keeps the draft's text, to be compared with what is in force now. */
export function followPresent(): void {
  const draft = kept.value;
  const { text, revision } = present.value ?? {};
  if (draft === null || typeof text !== 'string' || revision === undefined) return;
  put(draft.text === text ? null : { revision, base: text, text: draft.text });
}

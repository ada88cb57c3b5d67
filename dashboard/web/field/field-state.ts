import { signal } from '@preact/signals';
import type { Role } from '../../../domain/roles.ts';
import { isAllowed } from '../../../domain/roles.ts';
import { idempotencyKey } from '../shell/http.ts';
import { type Me, sessionApi } from '../shell/session-api.ts';
import { fieldApi, type Task } from './field-api.ts';
import { type FieldStore, openFieldStore } from './field-store.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** Whose app it is. Kept on the phone, so that it opens without a connection. */
export interface Person {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
}

/** The tasks as the centre told them last. */
export interface SeenTasks {
  readonly tasks: readonly Task[];
  /** When they were asked for, by the phone's clock, ms. */
  readonly askedAt: number;
}

/** Undefined: not known yet; null: nobody. */
export const person = signal<Person | null | undefined>(undefined);
/** The session has ended; the person is still known. */
export const needsLogIn = signal(false);
export const seenTasks = signal<SeenTasks | null>(null);
/** Whether the centre answered the last time. */
export const isConnected = signal(true);
export const isAsking = signal(false);
/** The phone's clock, once a second while the page is in front. */
export const now = signal(Date.now());
export const isLasting = signal(true);
/** Acts of other people who used this phone. */
export const othersWaiting = signal(0);

const refreshMs = 20_000;
const personNote = 'person';
const tasksNote = (username: string): string => `tasks ${username}`;

let store: FieldStore | null = null;
let box: Outbox | null = null;
let isAskedAgain = false;
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('negative-one-field') : null;

/** The outbox; there from `startField` on. */
export function outbox(): Outbox {
  if (box === null) throw new Error('the field app has not started');
  return box;
}

/** What is kept on the phone; there from `startField` on. */
export function fieldStore(): FieldStore {
  if (store === null) throw new Error('the field app has not started');
  return store;
}

/** Opens what is kept on the phone, and asks the centre who this is. */
export async function startField(): Promise<void> {
  store = await openFieldStore();
  isLasting.value = store.isLasting;
  box = createOutbox({
    store,
    sendPicture: (picture) => fieldApi.sendPicture(picture),
    send: (act) => fieldApi.send(act),
    alone,
    changed: tellOtherPages,
    // What the centre says of the task now, whether it took the act or not.
    settled: () => void refresh(),
    loggedOut: () => (needsLogIn.value = true),
    newKey: () => idempotencyKey()['idempotency-key'] ?? '',
  });
  channel?.addEventListener('message', () => void box?.reload());
  const known = (await store.noted(personNote)) as Person | undefined;
  if (known !== undefined) await become(known);
  await findPerson();
  watch();
}

function tellOtherPages(): void {
  // The rule is about windows: a channel of our own origin has no target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel?.postMessage('changed');
}

/** One page of the app at a time: without locks (plain http) two may, and the keys make that harmless. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return await work();
  return await navigator.locks.request('negative-one-field-outbox', work);
}

async function findPerson(): Promise<void> {
  const answer = await sessionApi.me();
  if (answer.ok) await enter(answer.value);
  else if (answer.problem.status !== 401) isConnected.value = false;
  else if (person.value === undefined) person.value = null;
  else needsLogIn.value = true;
}

/** Somebody has logged in, or is. */
export async function enter({ username, name, role }: Me): Promise<void> {
  isConnected.value = true;
  needsLogIn.value = false;
  const isKnown = person.value?.username === username;
  const entered: Person = { username, name, role };
  await store?.note(personNote, entered);
  if (isKnown) {
    person.value = entered;
    void box?.flush();
  } else {
    await become(entered);
  }
  void refresh();
}

async function become(next: Person): Promise<void> {
  seenTasks.value = ((await store?.noted(tasksNote(next.username))) as SeenTasks | undefined) ?? null;
  await box?.open(next.username);
  const all = (await store?.acts()) ?? [];
  othersWaiting.value = all.filter(({ by, state }) => by !== next.username && state !== 'sent').length;
  person.value = next;
}

/** Logs out. What was seen is forgotten; what is not sent yet stays until its person comes back. */
export async function leave(): Promise<void> {
  const username = person.value?.username;
  if (username !== undefined) await store?.forget(tasksNote(username));
  await store?.forget(personNote);
  await box?.open(null);
  await sessionApi.logOut();
  seenTasks.value = null;
  needsLogIn.value = false;
  person.value = null;
}

export function mayDoTasks(): boolean {
  const { value } = person;
  return value !== null && value !== undefined && isAllowed(value.role, 'task');
}

/** Asks for the tasks anew. */
export async function refresh(): Promise<void> {
  const username = person.value?.username;
  if (username === undefined || needsLogIn.value || !mayDoTasks()) return;
  // An answer that is under way may be from before what has just been done.
  isAskedAgain = isAsking.value;
  if (isAskedAgain) return;
  isAsking.value = true;
  const askedAt = Date.now();
  const answer = await fieldApi.tasks();
  isAsking.value = false;
  if (person.value?.username !== username) return;
  if (answer.ok) {
    isConnected.value = true;
    seenTasks.value = { tasks: answer.value.tasks, askedAt };
    await store?.note(tasksNote(username), seenTasks.value);
  } else if (answer.problem.status === 401) needsLogIn.value = true;
  else isConnected.value = false;
  if (isAskedAgain) await refresh();
}

/** Back in front or back on the line: what waits goes, and what is new comes. Nothing relies on being woken. */
async function wake(): Promise<void> {
  if (document.visibilityState !== 'visible') return;
  now.value = Date.now();
  if (person.value === undefined) await findPerson();
  await box?.flush();
  await refresh();
}

function watch(): void {
  document.addEventListener('visibilitychange', () => void wake());
  addEventListener('online', () => void wake());
  addEventListener('offline', () => (isConnected.value = false));
  addEventListener('pageshow', () => void wake());
  setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    now.value = Date.now();
  }, 1_000);
  setInterval(() => {
    if (document.visibilityState === 'visible') void (isConnected.value ? refresh() : wake());
  }, refreshMs);
}

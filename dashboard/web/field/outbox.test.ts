import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Answer } from '../shell/http.ts';
import type { Act, TaskAct } from './act.ts';
import type { Sent } from './field-api.ts';
import { openFieldStore, type FieldStore } from './field-store.ts';
import { createOutbox, type Outbox } from './outbox.ts';

const offline: Answer<never> = problem(0, 'no-connection');
const stale = problem(409, 'stale');

function problem(status: number, code: string): Answer<never> {
  return { ok: false, problem: { status, code, title: code } };
}

function toDo(action: TaskAct['action'], seen: number, caseId = 'c1'): TaskAct {
  return { type: 'task', caseId, title: 'Smoke', action, seen, comment: null, finding: null, position: null };
}

/** A centre that answers as it is told, and notes what came. */
interface Centre {
  readonly came: { action: string; seen: number; key: string; pictureUrl: string | null }[];
  /** What it answers to everything until further notice; null: as usual. */
  always: Answer<never> | null;
  tries: number;
  /** How often it was told that something was settled. */
  settled: number;
  answers: Answer<Sent>[];
  pictureAnswers: Answer<{ url: string }>[];
  readonly pictures: Blob[];
}

let store: FieldStore;
let centre: Centre;
let outbox: Outbox;
let isLoggedOut = false;

/** In Node there is no IndexedDB: what is kept lasts as long as the store. */
async function start(person = 'sun'): Promise<void> {
  let keys = 0;
  outbox = createOutbox({
    store,
    sendPicture: async (picture) => {
      centre.pictures.push(picture);
      return centre.pictureAnswers.shift() ?? { ok: true, value: { url: '/api/pictures/1' } };
    },
    send: async ({ content, key, pictureUrl }: Act) => {
      const { action, seen } = content.type === 'task' ? content : { action: 'report', seen: 0 };
      centre.tries += 1;
      if (centre.always !== null) return centre.always;
      centre.came.push({ action, seen, key, pictureUrl });
      return centre.answers.shift() ?? { ok: true, value: { version: seen + 1 } };
    },
    alone: (work) => work(),
    changed: () => {},
    settled: () => (centre.settled += 1),
    loggedOut: () => (isLoggedOut = true),
    newKey: () => `${person}-${(keys += 1)}-${centre.came.length}`,
  });
  await outbox.open(person);
}

beforeEach(async () => {
  vi.useFakeTimers();
  isLoggedOut = false;
  centre = { came: [], always: null, tries: 0, settled: 0, answers: [], pictureAnswers: [], pictures: [] };
  store = await openFieldStore();
  await start();
});
afterEach(() => {
  outbox.stop();
  vi.useRealTimers();
});

const states = () =>
  outbox.acts.value.map(({ state, fault }) => (fault === null ? state : `${state}: ${fault.code}`));

it('keeps what was done without a connection, and sends it in order, each on what the one before made', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5)], null);
  await outbox.add([toDo('arrive', 5)], null);
  await outbox.flush();
  expect([centre.came, states()]).toEqual([[], ['waiting', 'waiting']]);
  centre.always = null;
  await outbox.flush();
  expect(centre.came).toMatchObject([
    { action: 'take', seen: 5 },
    { action: 'arrive', seen: 6 },
  ]);
  expect(centre.settled).toBe(1);
  expect(states()).toEqual(['sent', 'sent']);
});

it('sends the same key again after an answer was lost on the way', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5)], null);
  await outbox.flush();
  const [{ key }] = outbox.acts.value as [Act];
  centre.always = null;
  await outbox.flush();
  expect(centre.came.map((one) => one.key)).toEqual([key]);
});

it('tries by itself with growing pauses, and at once when something new is done', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5)], null);
  await outbox.flush();
  const first = centre.tries;
  await vi.advanceTimersByTimeAsync(60_000);
  const inAMinute = centre.tries - first;
  expect(inAMinute).toBeGreaterThan(3);
  expect(inAMinute).toBeLessThan(8);
  centre.always = null;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states()).toEqual(['sent']);
});

it('gives back what was refused, with what rested on it; comments and other tasks go on', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5), toDo('arrive', 5), toDo('comment', 5), toDo('take', 2, 'c2')], null);
  await outbox.flush();
  centre.always = null;
  centre.answers = [stale];
  await outbox.flush();
  expect(states()).toEqual(['refused: stale', 'refused: rests-on-refused', 'sent', 'sent']);
  expect(centre.came.map(({ action }) => action)).toEqual(['take', 'comment', 'take']);
});

it('sends what was refused anew as something new, on what its person sees now', async () => {
  centre.answers = [stale];
  await outbox.add([toDo('take', 5)], null);
  await outbox.flush();
  const [refused] = outbox.acts.value as [Act];
  await outbox.retry(refused, { seen: 9 });
  await outbox.flush();
  expect(centre.came).toMatchObject([{ seen: 5 }, { seen: 9 }]);
  expect(centre.came[0]?.key).not.toBe(centre.came[1]?.key);
  expect(states()).toEqual(['sent']);
});

it('sends a picture first and once, however often what it belongs to fails', async () => {
  centre.always = offline;
  await outbox.add([toDo('comment', 5)], new Blob(['picture']));
  await outbox.flush();
  await outbox.flush();
  centre.always = null;
  await outbox.flush();
  expect(centre.pictures).toHaveLength(1);
  expect(centre.came).toMatchObject([{ pictureUrl: '/api/pictures/1' }]);
  expect(outbox.acts.value).toMatchObject([{ state: 'sent', picture: null }]);
});

it('asks its person when there is no room for the picture, and sends without it if they say so', async () => {
  centre.pictureAnswers = [problem(507, 'pictures-full')];
  await outbox.add([toDo('comment', 5)], new Blob(['picture']));
  await outbox.flush();
  expect(states()).toEqual(['refused: pictures-full']);
  await outbox.retry(outbox.acts.value[0] as Act, { withoutPicture: true });
  await outbox.flush();
  expect(centre.came).toMatchObject([{ pictureUrl: null }]);
});

it('waits for a log-in without giving up, and never sends under another name', async () => {
  centre.always = problem(401, 'not-logged-in');
  await outbox.add([toDo('take', 5)], null);
  await outbox.flush();
  expect([isLoggedOut, states()]).toEqual([true, ['waiting']]);
  centre.always = null;
  await outbox.open('zhou');
  await outbox.flush();
  expect([centre.came, outbox.acts.value]).toEqual([[], []]);
  await outbox.open('sun');
  await outbox.flush();
  expect(centre.came).toMatchObject([{ action: 'take' }]);
});

it('is not held up for ever by one that the service fails over', async () => {
  centre.answers = Array.from({ length: 5 }, () => problem(500, 'internal'));
  await outbox.add([toDo('take', 5), toDo('take', 1, 'c2')], null);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(states()).toEqual(['refused: internal', 'sent']);
});

it('goes on after a restart where it was', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5), toDo('arrive', 5)], null);
  await outbox.flush();
  outbox.stop();
  centre.always = null;
  await start();
  await outbox.flush();
  expect(centre.came.map(({ action }) => action)).toEqual(['take', 'arrive']);
});

it('forgets what its person gave up', async () => {
  centre.always = offline;
  await outbox.add([toDo('take', 5)], null);
  await outbox.flush();
  await outbox.discard(outbox.acts.value[0] as Act);
  centre.always = null;
  await outbox.flush();
  expect([centre.came, outbox.acts.value, await store.acts()]).toEqual([[], [], []]);
});

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answer } from '../shell/http.ts';
import { type Act, type ActFault, isDecision, type ReportAct, type TaskAct } from './act.ts';
import type { Sent } from './field-api.ts';
import type { FieldStore } from './field-store.ts';
import { toVerdict } from './verdict.ts';

/**
 * What a person did goes here first, with its idempotency key and the version that they saw, and from here to the
 * centre: one after the other, in the order in which it was done, as soon as there is a connection. What the
 * centre refuses stays here with the reason until the person has dealt with it.
 */
export interface Outbox {
  /** The present person's acts, oldest first; those sent lately among them. */
  readonly acts: ReadonlySignal<readonly Act[]>;
  /** The one that is under way. */
  readonly underWay: ReadonlySignal<number | null>;
  /** From now on it is this person's; null: nobody's, and nothing is sent. */
  open(username: string | null): Promise<void>;
  /** Resolves once they are kept; they are then sent without being waited for. */
  add(contents: readonly (TaskAct | ReportAct)[], picture: Blob | null): Promise<void>;
  /** Sends again what was refused, as something new; `seen`: the version of the case that the person sees now. */
  retry(act: Act, changes: { readonly seen?: number; readonly withoutPicture?: boolean }): Promise<void>;
  /** Gives up what waits or was refused. */
  discard(act: Act): Promise<void>;
  /** Sends what waits, now. Resolves when nothing more can be done for the moment. */
  flush(): Promise<void>;
  /** Reads anew what another page of this app may have changed. */
  reload(): Promise<void>;
  stop(): void;
}

export interface OutboxOptions {
  readonly store: FieldStore;
  readonly sendPicture: (picture: Blob) => Promise<Answer<{ readonly url: string }>>;
  readonly send: (act: Act) => Promise<Answer<Sent>>;
  /** Runs one at a time among all pages of the app. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Something was kept, sent or refused. */
  readonly changed: () => void;
  /** The centre has taken or refused something, and nothing more can be sent for the moment. */
  readonly settled: () => void;
  /** The session has ended: what waits goes on once its person has logged in again. */
  readonly loggedOut: () => void;
  readonly newKey: () => string;
}

const firstWaitMs = 2_000;
const longestWaitMs = 60_000;
/** Sent ones that are still shown. */
const sentMax = 20;

export function createOutbox(options: OutboxOptions): Outbox {
  const { store, sendPicture, send, alone, changed, settled, loggedOut, newKey } = options;
  const acts = signal<readonly Act[]>([]);
  const underWay = signal<number | null>(null);
  let person: string | null = null;
  let flushing: Promise<void> | null = null;
  let isAskedAgain = false;
  let waitMs = firstWaitMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function reload(): Promise<void> {
    const all = await store.acts();
    acts.value = all.filter(({ by }) => by === person);
  }

  async function change(changedActs: readonly Act[]): Promise<void> {
    await store.change(changedActs);
    await reload();
    changed();
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    if (flushing !== null) {
      isAskedAgain = true;
      return await flushing;
    }
    let hasSettled = false;
    flushing = alone(async () => {
      do {
        isAskedAgain = false;
        hasSettled = (await sendAll()) || hasSettled;
      } while (isAskedAgain);
    }).finally(() => {
      flushing = null;
      underWay.value = null;
      if (acts.value.some(({ state }) => state === 'waiting')) rest();
      if (hasSettled) settled();
    });
    await flushing;
  }

  /** The page's own timer, for as long as it is there: no phone promises to wake it later. */
  function rest(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), waitMs);
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }

  /** Whether the centre said anything. */
  async function sendAll(): Promise<boolean> {
    for (let count = 0; ; count += 1) {
      await reload();
      const next = acts.value.find(({ state }) => state === 'waiting');
      if (next === undefined) return count > 0;
      underWay.value = next.id;
      const goesOn = await sendOne(next);
      if (!goesOn) return count > 0;
      waitMs = firstWaitMs;
    }
  }

  async function sendOne(act: Act): Promise<boolean> {
    if (act.picture !== null && act.pictureUrl === null) {
      const verdict = toVerdict(await sendPicture(act.picture), act.failures);
      if (verdict.type !== 'done') return await settle(act, verdict);
      const withPicture = { ...act, pictureUrl: verdict.value.url };
      await change([withPicture]);
      return await sendOne(withPicture);
    }
    const verdict = toVerdict(await send(act), act.failures);
    if (verdict.type !== 'done') return await settle(act, verdict);
    const made = verdict.value.version;
    const sent: Act = { ...act, state: 'sent', picture: null, settledAt: Date.now(), made };
    await change([sent, ...restingOn(act).map((later) => rebase(later, made))]);
    await dropOldSent();
    return true;
  }

  /** Whether the next one may go. */
  async function settle(
    act: Act,
    verdict: Exclude<ReturnType<typeof toVerdict>, { readonly type: 'done' }>,
  ): Promise<boolean> {
    if (verdict.type === 'log-in') loggedOut();
    if (verdict.type === 'later' && verdict.isServiceFailing) {
      await change([{ ...act, failures: act.failures + 1 }]);
    }
    if (verdict.type !== 'refused') return false;
    const after = isDecision(act) ? restingOn(act).filter(isDecision) : [];
    const because = { code: 'rests-on-refused', reason: null };
    await change([refuse(act, verdict.fault), ...after.map((later) => refuse(later, because))]);
    return true;
  }

  /** What was done to the same task afterwards, by what was on the screen then. */
  function restingOn({ id, content }: Act): readonly Act[] {
    if (content.type !== 'task') return [];
    const { caseId, seen } = content;
    return acts.value.filter(
      (later) =>
        later.id > id &&
        later.state === 'waiting' &&
        later.content.type === 'task' &&
        later.content.caseId === caseId &&
        later.content.seen === seen,
    );
  }

  async function dropOldSent(): Promise<void> {
    const sent = acts.value.filter(({ state }) => state === 'sent');
    if (sent.length <= sentMax) return;
    await store.remove(sent.slice(0, -sentMax).map(({ id }) => id));
    await reload();
  }

  return {
    acts,
    underWay,
    reload,
    flush,
    async open(username) {
      person = username;
      clearTimeout(timer);
      await reload();
      if (username !== null) void flush();
    },
    async add(contents, picture) {
      if (person === null) throw new Error('an act needs its person');
      for (const [index, content] of contents.entries()) {
        await store.add({
          key: newKey(),
          by: person,
          madeAt: Date.now(),
          content,
          picture: index === 0 ? picture : null,
          pictureUrl: null,
          state: 'waiting',
          fault: null,
          failures: 0,
          settledAt: null,
          made: null,
        });
      }
      await reload();
      changed();
      waitMs = firstWaitMs;
      void flush();
    },
    async retry(act, { seen, withoutPicture = false }) {
      const { content } = act;
      const again = content.type === 'task' && seen !== undefined ? { ...content, seen } : content;
      const picture = withoutPicture ? { picture: null, pictureUrl: null } : {};
      // The centre remembers that it refused this key.
      const fresh = { key: newKey(), state: 'waiting', fault: null, failures: 0, settledAt: null } as const;
      await change([{ ...act, ...picture, ...fresh, content: again }]);
      waitMs = firstWaitMs;
      void flush();
    },
    async discard(act) {
      if (underWay.value === act.id) return;
      await store.remove([act.id]);
      await reload();
      changed();
    },
    stop() {
      clearTimeout(timer);
      person = null;
    },
  };
}

function refuse(act: Act, fault: ActFault): Act {
  return { ...act, state: 'refused', fault, settledAt: Date.now() };
}

/**
 * What the person saw when they went on was the task as their own act would make it. Had anybody else decided
 * something in between, the centre would have refused that act.
 */
function rebase(later: Act, version: number | null): Act {
  if (version === null || later.content.type !== 'task') return later;
  return { ...later, content: { ...later.content, seen: version } };
}

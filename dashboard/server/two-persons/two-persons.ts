import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyRequest, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { HeldAct, TwoPersonAct } from '../../../domain/two-person-acts.ts';
import type { Account } from '../accounts.ts';
import type { Audit } from '../audit/audit.ts';
import { may } from '../may.ts';
import { ProblemError } from '../problem.ts';
import type { Scope, Scopes } from '../scope.ts';
import type { Session } from '../sessions.ts';
import { isSubject, type Subjects } from '../subjects.ts';
import type { HeldActs, Kept, KeptRequest } from './held-acts.ts';

export interface TwoPersons {
  /** Which acts need a second person here. */
  readonly configured: readonly TwoPersonAct[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Who asks, where a request is carried out for somebody: they as they are now; undefined: it is no such request. */
  askerOf(request: FastifyRequest): Session | null | undefined;
  /** Keeps a request that needs a second person; null: it may go on. Throws where it cannot be kept. */
  hold(request: FastifyRequest): Promise<HeldAct | null>;
  /** What somebody asked themselves, and what they may agree to. */
  seenBy(session: Session): Promise<readonly Kept[]>;
  /** One of these, with the long fields of its body; null: none that they see. */
  look(id: string, session: Session): Promise<{ readonly kept: Kept; readonly whole: object } | null>;
  /** Whether somebody is the person who asked. */
  isOwn(kept: Kept, session: Session): boolean;
  /** Carries it out. Throws where the person asked for it themselves, or it does not wait any more. */
  agree(kept: Kept, by: Session): Promise<Kept>;
  /** Ends it; by whoever asked: withdraws it. Throws where it does not wait any more. */
  decline(kept: Kept, by: Session): Kept;
  count(): number;
}

export interface TwoPersonsOptions {
  readonly configured: readonly TwoPersonAct[];
  readonly acts: HeldActs;
  readonly accounts: () => readonly Account[];
  readonly scopes: Pick<Scopes, 'of'>;
  readonly subjects: Pick<Subjects, 'isSeen'>;
  /** The person behind a session: of a token, its owner. */
  readonly personOf: (session: Session) => string;
  /** The same session or token as it is now; null when it is over. */
  readonly present: (session: KeptRequest['session']) => Session | null;
  readonly inject: (request: InjectOptions) => Promise<LightMyRequestResponse>;
  readonly audit: Pick<Audit, 'write'>;
  /** Told whenever one comes, moves on or ends. */
  readonly changed: () => void;
  readonly now: () => number;
}

/** What of a request its handlers look at. */
const keptHeaders = ['content-type', 'idempotency-key', 'if-match'] as const;

/**
 * Acts that take effect only when a second person agrees. The request goes through validation and permission as
 * ever and is then kept; when somebody else agrees it goes through the same route again, as asked by the asker as
 * they are by then. That it is such a request is known by the asynchronous context that it runs in, which nothing
 * that comes over a socket can have.
 */
export function createTwoPersons(options: TwoPersonsOptions): TwoPersons {
  const { acts, scopes, subjects, personOf, present, audit, now } = options;
  const configured = new Set(options.configured);
  const carrying = new AsyncLocalStorage<{ readonly session: KeptRequest['session']; isTaken: boolean }>();
  const carried = new WeakSet<FastifyRequest>();

  function record(action: string, kept: Kept, by: { readonly who: string; readonly detail?: object }): void {
    const { id, act, askedBy } = kept;
    const detail = { act, askedBy, id, ...by.detail };
    audit.write({ at: now(), who: by.who, action, target: kept.subject ?? act, detail, address: null });
  }

  /** Whether somebody may do what was asked for, there where it was asked for. */
  async function mayAgree(kept: Kept, session: Pick<Session, 'account' | 'permissions'>): Promise<boolean> {
    if (!may(session, kept.access)) return false;
    const scope = scopes.of(session.account.areas);
    return await reaches(kept, scope);
  }

  async function reaches({ scope: reach, subject, areas }: Kept, scope: Scope): Promise<boolean> {
    if (scope.isEverywhere || reach === 'none') return true;
    if (isSubject(reach)) return subject !== null && (await subjects.isSeen(reach, subject, scope));
    return reach === 'seen' && scopes.of(areas).key === scope.key;
  }

  async function sees(kept: Kept, session: Session): Promise<boolean> {
    return isOwn(kept, session) || (await mayAgree(kept, session));
  }

  const isOwn = (kept: Kept, session: Session): boolean => kept.person === personOf(session);

  async function somebodyElse(kept: Kept): Promise<boolean> {
    for (const account of options.accounts()) {
      const isOther = !account.disabled && account.username !== kept.person;
      if (isOther && (await mayAgree(kept, { account }))) return true;
    }
    return false;
  }

  return {
    configured: options.configured,
    async start() {
      acts.onExpired((kept) => {
        record('second person: expired', kept, { who: 'service' });
        options.changed();
      });
      for (const kept of await acts.start()) {
        record('second person: ended by a restart', kept, { who: 'service' });
      }
    },
    stop: () => acts.stop(),
    askerOf(request) {
      const mark = carrying.getStore();
      if (mark === undefined || mark.isTaken) return undefined;
      mark.isTaken = true;
      carried.add(request);
      return present(mark.session);
    },
    async hold(request) {
      const { twoPersons: rule, access, scope } = request.routeOptions.config;
      const { session } = request;
      if (rule === undefined || configured.size === 0 || carried.has(request)) return null;
      if (session === null || access === undefined || access === 'anyone' || scope === undefined) return null;
      const meant = (await rule.of?.(request)) ?? rule.acts;
      const act = meant.find((one) => configured.has(one));
      if (act === undefined) return null;
      const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
      const asked = {
        act,
        subject: subjectOf(request),
        about: (await rule.about?.(request)) ?? null,
        detail: pick(body, rule.tells),
        askedBy: session.account.username,
        askedByName: session.account.name,
        askedAt: now(),
        person: personOf(session),
        areas: session.account.areas,
        access,
        scope,
      };
      const ended = { id: '', expiresAt: 0, state: 'waiting', settledBy: null, settledAt: null } as const;
      if (!(await somebodyElse({ ...asked, ...ended, problem: null }))) {
        throw new ProblemError(409, 'nobody-to-agree', {
          detail: 'This needs a second person, and nobody else may do it here.',
        });
      }
      const key = request.headers['idempotency-key'];
      const held = acts.keep({
        kept: asked,
        request: keep(request, session),
        whole: pick(body, rule.tellsAlone ?? []),
        key: typeof key === 'string' ? key : null,
      });
      if (held === null) {
        throw new ProblemError(429, 'too-many-waiting', {
          detail: 'Too many acts wait for a second person: have some agreed to or declined first.',
        });
      }
      // A repeat is no further act.
      request.isAudited = true;
      if (held.isNew) {
        record('second person: asked', held.kept, { who: asked.askedBy, detail: { asked: asked.detail } });
        options.changed();
      }
      return toView(held.kept);
    },
    async seenBy(session) {
      const seen: Kept[] = [];
      for (const kept of acts.all()) if (await sees(kept, session)) seen.push(kept);
      return seen;
    },
    async look(id, session) {
      const kept = acts.find(id);
      if (kept === undefined || !(await sees(kept, session))) return null;
      return { kept, whole: acts.whole(id) };
    },
    isOwn,
    async agree(kept, by) {
      if (isOwn(kept, by)) {
        throw new ProblemError(403, 'same-person', { detail: 'Somebody else has to agree.' });
      }
      const request = acts.request(kept.id);
      if (request === undefined || !acts.begin(kept.id)) throw settledAlready();
      options.changed();
      const who = by.account.username;
      record('second person: agreed', kept, { who });
      const mark = { session: request.session, isTaken: false };
      const { method, url, headers, payload, address: remoteAddress } = request;
      const problem = await carrying
        .run(mark, async () => {
          const asked = { method, url, headers: { ...headers }, remoteAddress } as InjectOptions;
          return await options.inject(payload === undefined ? asked : { ...asked, payload });
        })
        .then(problemIn, () => ({ status: 500, code: 'internal' }));
      const state = problem === null ? 'done' : 'failed';
      const ended = acts.settle(kept.id, { state, settledBy: who, problem });
      record(`second person: ${problem === null ? 'carried out' : 'refused'}`, ended, {
        who: kept.askedBy,
        detail: {
          agreedBy: who,
          ...(problem === null ? {} : { reason: problem.code, status: problem.status }),
        },
      });
      options.changed();
      return ended;
    },
    decline(kept, by) {
      if (!acts.begin(kept.id)) throw settledAlready();
      const state = isOwn(kept, by) ? 'withdrawn' : 'declined';
      const ended = acts.settle(kept.id, { state, settledBy: by.account.username });
      record(`second person: ${state}`, ended, { who: by.account.username });
      options.changed();
      return ended;
    },
    count: () => acts.count(),
  };
}

/** As people see it. */
export function toView(kept: Kept): HeldAct {
  const { person: _person, areas: _areas, access: _access, scope: _scope, ...view } = kept;
  return view;
}

function settledAlready(): ProblemError {
  return new ProblemError(409, 'settled-already', { detail: 'It does not wait any more.' });
}

function subjectOf({ params }: FastifyRequest): string | null {
  const { id, username } = (params ?? {}) as Readonly<Record<string, string | undefined>>;
  return id ?? username ?? null;
}

function pick(body: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]] as const),
  );
}

function keep({ method, url, headers, body, ip }: FastifyRequest, session: Session): KeptRequest {
  const given = keptHeaders.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const isBare = typeof body === 'string' || Buffer.isBuffer(body);
  return {
    method,
    url,
    headers: Object.fromEntries(given),
    payload: body === undefined || body === null ? undefined : isBare ? body : JSON.stringify(body),
    address: ip,
    session: { id: session.id, isMachine: session.isMachine === true },
  };
}

/** Why a request was refused; null: it was carried out. */
function problemIn({ statusCode, payload }: LightMyRequestResponse): HeldAct['problem'] {
  if (statusCode < 400) return null;
  // Whoever asked is not there any more: to those who agreed it is no refusal of theirs.
  if (statusCode === 401) return { status: statusCode, code: 'asker-gone' };
  try {
    const { code, detail } = JSON.parse(payload) as { readonly code?: string; readonly detail?: string };
    return { status: statusCode, code: code ?? 'refused', ...(detail === undefined ? {} : { detail }) };
  } catch {
    return { status: statusCode, code: 'refused' };
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Area } from '../../domain/area.ts';
import type { Case } from '../../domain/case.ts';
import { createRandom, type Random } from '../random.ts';
import { caseStories, type CaseStory } from './case-stories.ts';
import { people } from './people.ts';
import type { ServiceSession } from './service-session.ts';

type Known = Pick<Case, 'id' | 'version' | 'step'>;

/** Who does what in the demo's centre: each act by somebody who may do it. */
export interface Crew {
  readonly leader: ServiceSession;
  readonly operator: ServiceSession;
  readonly gridWorkers: readonly { readonly username: string; readonly session: ServiceSession }[];
}

interface Act {
  readonly action: string;
  readonly as: 'leader' | 'operator' | 'gridWorker';
  /** The step that it leads from. */
  readonly from: Case['step'];
}

/** The way of a case, an act each. */
const way: readonly Act[] = [
  { action: 'accept', as: 'operator', from: 'reported' },
  { action: 'dispatch', as: 'operator', from: 'accepted' },
  { action: 'take', as: 'gridWorker', from: 'dispatched' },
  { action: 'arrive', as: 'gridWorker', from: 'taken' },
  { action: 'handle', as: 'gridWorker', from: 'arrived' },
  { action: 'check', as: 'operator', from: 'handled' },
  { action: 'close', as: 'leader', from: 'checked' },
];

/** Between two acts on a case, and how many turns bring a new one, on average. */
const act_s = 25;
const turnsPerStory = 3;

/**
 * People report things, the desk passes them on, grid workers see to them. Whoever acts on such a case on the page
 * goes first: what was changed by others is left to them. Resolves when the signal says so.
 */
export async function playDesk(options: {
  readonly crew: Crew;
  readonly areas: readonly Area[];
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { crew, areas, signal } = options;
  const random = createRandom(options.seed, 3);
  const open: { readonly story: CaseStory; readonly worker: number; known: Known }[] = [];
  const told = await crew.leader.get<{ cases: readonly Known[] }>('/api/cases?state=all&limit=1');
  // At the first start a morning has already passed.
  const stories = told.cases.length === 0 ? caseStories : [];
  for (const [index, story] of stories.entries()) {
    await begin(story);
    for (let step = 0; step < way.length - index && !signal.aborted; step += 1) await goOn(open.length - 1);
  }
  for (let turn = 0; !signal.aborted; turn += 1) {
    await sleep(act_s * 1_000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const next = caseStories[random.integer(0, caseStories.length - 1)];
    if (turn % turnsPerStory === 0 && next !== undefined && open.length < caseStories.length)
      await begin(next);
    else if (open.length > 0) await goOn(random.integer(0, open.length - 1));
  }

  async function begin(story: CaseStory): Promise<void> {
    const { category, source, severity, title, description } = story;
    const areaCode = placeOf(story, areas, random);
    const body = { category, source, severity, title, description, areaCode };
    const { caseId } = await crew.operator.send<{ caseId: string }>('POST', '/api/events', body);
    const worker = random.integer(0, crew.gridWorkers.length - 1);
    const { case: known } = await crew.operator.get<{ case: Known }>(`/api/cases/${caseId}`);
    open.push({ story, worker, known });
  }

  async function goOn(index: number): Promise<void> {
    const one = open[index];
    const act = way.find(({ from }) => from === one?.known.step);
    if (one === undefined || act === undefined) return void open.splice(index, 1);
    const worker = crew.gridWorkers[one.worker];
    const actor = act.as === 'gridWorker' ? worker?.session : crew[act.as];
    const said = act.action === 'handle' ? { comment: one.story.result, finding: one.story.finding } : {};
    const whom = act.action === 'dispatch' ? { assignee: worker?.username } : {};
    const { id, version } = one.known;
    const body = { version, ...said, ...whom };
    const answer = await actor?.post(`/api/cases/${id}/${act.action}`, body, `${act.action}-${id}`);
    if (answer?.ok === true) one.known = ((await answer.json()) as { case: Known }).case;
    else open.splice(index, 1);
  }
}

function placeOf({ at }: CaseStory, areas: readonly Area[], random: Random): string | undefined {
  const possible = areas.filter(({ level }) => level === at);
  return possible[random.integer(0, possible.length - 1)]?.code;
}

/** Logs the crew in; all have the same password. */
export async function gather(open: (username: string) => Promise<ServiceSession>): Promise<Crew> {
  const [leader, operator] = await Promise.all([
    open(people.leader.username),
    open(people.operators[0].username),
  ]);
  const gridWorkers = await Promise.all(
    people.gridWorkers.map(async ({ username }) => ({ username, session: await open(username) })),
  );
  return { leader, operator, gridWorkers };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SensorKind } from '../domain/kinds.ts';
import type { Reading } from '../domain/reading.ts';
import type { RuleFile, TrialRequest, TrialView } from '../domain/rule-set.ts';
import { createBacktest, type Backtest, type Placement } from './backtest.ts';
import { checkTogether } from './check-together.ts';
import { knownEventsOf, type KnownEvent } from './known-events.ts';
import { rulesLimits } from './limits.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { Rule, RuleError } from './rule.ts';
import { toTrialResult } from './trial-result.ts';

/** The stretch of the past that a trial is about. */
export interface TrialQuery {
  readonly kind: SensorKind;
  readonly deviceId: string | null;
  /** On the devices' clocks, ms since 1970; `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

interface TrialsOptions {
  /** What is on record, in batches, in the order of arrival. Throws while nobody can say. */
  readonly readHistory: (query: TrialQuery, signal: AbortSignal) => AsyncIterable<readonly Reading[]>;
  /** What staff found to be real. */
  readonly confirmedEvents: (query: TrialQuery) => Promise<readonly KnownEvent[]>;
  /** Null for a device that nobody knows. */
  readonly kindOf: (deviceId: string) => SensorKind | null;
  readonly placements: () => Iterable<Placement>;
  readonly inForce: () => { readonly rules: readonly Rule[]; readonly files: readonly RuleFile[] };
  readonly log: Logger;
  readonly now?: () => number;
  readonly limits?: Partial<TrialLimits>;
}

/** Those of `rulesLimits` that trials meet. */
export type TrialLimits = Record<Extract<keyof typeof rulesLimits, `trial${string}`>, number>;

/** Back-tests that staff ask for, in the process that also rings the alarms: slowly, one after the other. */
export interface Trials {
  startTrial(request: TrialRequest): { readonly id: string } | { readonly refused: string };
  /** Null when there is none, or it has been forgotten. */
  trial(id: string): TrialView | null;
  /** Ends what runs; what waits is not begun. */
  stop(): Promise<void>;
}

type Trial = { -readonly [K in keyof TrialView]: TrialView[K] };

export function createTrials(options: TrialsOptions): Trials {
  const { log, now = Date.now } = options;
  const limits: TrialLimits = { ...rulesLimits, ...options.limits };
  const stopping = new AbortController();
  /** In the order in which they were asked for. */
  const trials = new Map<string, Trial>();
  const waiting: { readonly trial: Trial; readonly request: TrialRequest }[] = [];
  let running: Promise<void> | null = null;

  function startTrial(request: TrialRequest): { readonly id: string } | { readonly refused: string } {
    if (stopping.signal.aborted) return { refused: 'the service is stopping' };
    if (waiting.length >= limits.trialsWaiting_max) {
      return { refused: `${waiting.length} trials are waiting already` };
    }
    const kind = request.kind ?? (request.deviceId === null ? null : options.kindOf(request.deviceId));
    if (kind === null) return { refused: 'nobody knows which kind of device that is' };
    const { by, deviceId, from, to } = request;
    const trial: Trial = {
      id: randomUUID(),
      state: 'waiting',
      progress: 0,
      requestedAt: now(),
      by,
      deviceId,
      kind,
      from,
      to,
      reason: null,
      result: null,
    };
    trials.set(trial.id, trial);
    waiting.push({ trial, request });
    running ??= work();
    return { id: trial.id };
  }

  async function work(): Promise<void> {
    // After the request that started it was answered.
    await sleep(0);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (stopping.signal.aborted) break;
      await run(next.trial, next.request);
      forget();
    }
    running = null;
  }

  function forget(): void {
    const over = [...trials.values()].filter(({ state }) => state === 'done' || state === 'failed');
    for (const { id } of over.slice(0, Math.max(0, over.length - limits.trialsKept_max))) trials.delete(id);
  }

  async function run(trial: Trial, request: TrialRequest): Promise<void> {
    trial.state = 'running';
    try {
      trial.result = await compute(trial, await parse(request.files));
      trial.progress = 1;
      trial.state = 'done';
    } catch (error) {
      trial.state = 'failed';
      trial.reason = stopping.signal.aborted ? 'the service was stopped' : toReason(error);
      if (!stopping.signal.aborted) log.warn({ err: error, trial: trial.id }, 'a trial of rules failed');
    }
  }

  /** File by file: a large set takes a tenth of a second, which is too long at a stretch. */
  async function parse(files: readonly RuleFile[]): Promise<readonly Rule[]> {
    const slice = createSlices(limits, stopping.signal);
    const present = options.inForce();
    const rules: Rule[] = [];
    for (const { name, text } of files) {
      const isSame = present.files.some((file) => file.name === name && file.text === text);
      const parsed = isSame
        ? { rules: present.rules.filter(({ file }) => file === name), errors: [] }
        : parseRuleFile(name, text);
      refuse(parsed.errors);
      rules.push(...parsed.rules);
      await slice.pause();
    }
    refuse(checkTogether(rules, { isComplete: true }));
    return rules;
  }

  async function compute(trial: Trial, rules: readonly Rule[]): Promise<TrialView['result']> {
    const { kind, deviceId, from, to } = trial;
    if (kind === null) throw new Error('a trial without a kind');
    const query: TrialQuery = { kind, deviceId, from, to };
    const presentRules = options.inForce().rules;
    const knownEvents = knownEventsOf(await options.confirmedEvents(query));
    const sets = [rules, presentRules].map((set) =>
      createBacktest({ rules: set, knownEvents, alerts_max: limits.trialAlerts_max }),
    );
    const slice = createSlices(limits, stopping.signal);
    for (const placement of options.placements()) {
      for (const set of sets) set.place(placement);
      if (slice.isOver()) await slice.pause();
    }
    await feed(trial, { query, sets, slice });
    const [tried, present] = sets.map((set) => set.finish());
    if (tried === undefined || present === undefined) throw new Error('a trial has two sets');
    return toTrialResult({ rules, result: tried }, { rules: presentRules, result: present }, { from, to });
  }

  async function feed(
    trial: Trial,
    { query, sets, slice }: { query: TrialQuery; sets: readonly Backtest[]; slice: Slices },
  ): Promise<void> {
    const { from, to } = query;
    let count = 0;
    for await (const batch of options.readHistory(query, stopping.signal)) {
      slice.begin();
      for (const reading of batch) {
        for (const set of sets) set.take(reading);
        count += 1;
        if (count % readingsPerLook === 0 && slice.isOver()) await slice.pause();
      }
      if (count > limits.trialReadings_max) {
        throw new Error(
          `more than ${limits.trialReadings_max} readings: choose a shorter time or one device`,
        );
      }
      const last = batch.at(-1)?.time ?? from;
      trial.progress = Math.max(trial.progress, Math.min((last - from) / (to - from), 0.99));
      await slice.pause();
    }
  }

  return {
    startTrial,
    trial: (id) => trials.get(id) ?? null,
    async stop() {
      stopping.abort(new Error('the service was stopped'));
      for (const { trial } of waiting.splice(0)) {
        trial.state = 'failed';
        trial.reason = 'the service was stopped';
      }
      await running;
    },
  };
}

/** How many readings are judged between two looks at the clock: some hundred microseconds. */
const readingsPerLook = 16;

/** Work in slices, so that an alarm waits for one of them at most. */
interface Slices {
  begin(): void;
  isOver(): boolean;
  /** Leaves the process to others for a while. Rejects when the service stops. */
  pause(): Promise<void>;
}

function createSlices(
  { trialSlice_ms, trialPause_ms }: Pick<TrialLimits, 'trialSlice_ms' | 'trialPause_ms'>,
  signal: AbortSignal,
): Slices {
  let since = performance.now();
  return {
    begin() {
      since = performance.now();
    },
    isOver: () => performance.now() - since >= trialSlice_ms,
    async pause() {
      await sleep(trialPause_ms, undefined, { signal });
      since = performance.now();
    },
  };
}

/** Whoever asked has had them checked; a slip on the way must not pass for a result. */
function refuse([error]: readonly RuleError[]): void {
  if (error !== undefined) throw new Error(`${error.file}, line ${error.line}: ${error.message}`);
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

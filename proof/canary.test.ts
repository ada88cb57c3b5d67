import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCanary } from './canary.ts';

let clock = 0;
let states: string[] = [];
let sent: number[] = [];
let delays: number[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  clock = 0;
  [states, sent, delays] = [[], [], []];
});
afterEach(() => void vi.useRealTimers());

function create() {
  return createCanary({
    everyMs: 10_000,
    publish: (seq) => sent.push(seq) > 0,
    changed: (state) => states.push(state),
    measured: (delay_ms) => delays.push(delay_ms),
    now: () => clock,
    wallNow: () => 1_000_000 + clock,
  });
}

/** Lets time pass in small steps, as it does. */
function pass(ms: number): void {
  for (const end = clock + ms; clock < end;) {
    clock += 100;
    vi.advanceTimersByTime(100);
  }
}

it('is proven by the first that arrives, and measures from its turn', () => {
  const canary = create();
  canary.start();
  expect(canary.view().state).toBe('starting');
  pass(300);
  canary.arrived(sent[0]!);
  expect(canary.view()).toMatchObject({ state: 'proven', provenAt: 1_000_300, sent: 1, arrived: 1 });
  expect(canary.beat()).toMatchObject({ p50_ms: 300, p99_ms: 300, count: 1, missed: 0 });
  expect(delays).toEqual([300]);
  canary.stop();
});

it('is unproven after three in a row that did not arrive in time, and proven by the next that does', () => {
  const canary = create();
  canary.start();
  canary.arrived(sent[0]!);
  pass(34_900);
  expect(canary.view()).toMatchObject({ state: 'proven', missed: 2 });
  pass(1_000);
  expect(canary.view()).toMatchObject({ state: 'unproven', provenAt: 1_000_000, missed: 3 });
  // Too late is not in time.
  canary.arrived(sent[3]!);
  expect(canary.view().state).toBe('unproven');
  pass(5_000);
  canary.arrived(sent.at(-1)!);
  expect(canary.view().state).toBe('proven');
  expect(states).toEqual(['proven', 'unproven', 'proven']);
  canary.stop();
});

it('two that are missing and one that arrives prove it again', () => {
  const canary = create();
  canary.start();
  pass(20_000);
  canary.arrived(sent[2]!);
  pass(20_000);
  expect(canary.view()).toMatchObject({ state: 'proven', missed: 3 });
  canary.stop();
});

it('a process that stood still was as late as it was', () => {
  const canary = create();
  canary.start();
  canary.arrived(sent[0]!);
  // The loop turns again 3 s after the turn.
  clock = 13_000;
  vi.advanceTimersByTime(13_000);
  canary.arrived(sent[1]!);
  expect(delays).toEqual([0, 3_000]);
  canary.stop();
});

it('knows no canary of a former life', () => {
  const canary = create();
  canary.start();
  canary.arrived(12);
  expect(canary.view()).toMatchObject({ state: 'starting', arrived: 0 });
  canary.stop();
});

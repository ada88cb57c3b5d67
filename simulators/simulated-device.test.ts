import { describe, expect, it } from 'vitest';
import { deviceBufferRowsMax, flushRowsMax } from './limits.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenarios/scenario.ts';
import {
  createDeviceCounts,
  createSimulatedDevice,
  perfect,
  type DeviceCounts,
  type Imperfections,
  type SimulatedDevice,
} from './simulated-device.ts';

interface Reading {
  readonly time: number;
  readonly seq: number;
  readonly values: Record<string, number>;
}

interface Bench {
  readonly device: SimulatedDevice;
  readonly counts: DeviceCounts;
  /** Messages as published. */
  readonly sent: Reading[][];
  readonly readings: () => Reading[];
  isConnected: boolean;
  brokenOffMs: number[];
}

function createBench(imperfections: Imperfections = perfect): Bench {
  const counts = createDeviceCounts();
  const sent: Reading[][] = [];
  const bench = { counts, sent, readings: () => sent.flat(), isConnected: true, brokenOffMs: [] as number[] };
  let steps = 0;
  const device = createSimulatedDevice({
    kind: 'smoke',
    link: {
      publish: async (payload) => void sent.push([JSON.parse(payload) as Reading].flat()),
      isConnected: () => bench.isConnected,
      breakOff: (forMs) => void bench.brokenOffMs.push(forMs),
    },
    physics: { step: () => ({ temperature_c: (steps += 1) }) },
    random: createRandom(1),
    interval_s: 20,
    imperfections,
    counts,
  });
  return Object.assign(bench, { device });
}

/** Ticks every quarter of a second from 1 s to `until_s`. */
function tickUntil(bench: Bench, ...[from_s, until_s]: [number, number]): void {
  for (let now = from_s * 1_000; now <= until_s * 1_000; now += 250) bench.device.tick(now);
}

describe('a simulated device', () => {
  it('reports every interval from a random start, with growing sequence and time', () => {
    const bench = createBench();
    tickUntil(bench, 1, 2_001);
    expect(bench.readings()).toHaveLength(100);
    const gaps = bench.readings().map(({ time }, index, all) => time - (all[index - 1]?.time ?? time));
    expect(new Set(gaps.slice(1))).toEqual(new Set([20_000]));
    expect(bench.readings().map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('buffers while disconnected and sends arrays afterwards, nothing lost, nothing twice', () => {
    const bench = createBench();
    tickUntil(bench, 1, 100);
    bench.isConnected = false;
    tickUntil(bench, 100, 10_000);
    const before = bench.sent.length;
    bench.isConnected = true;
    bench.device.flush();
    const flushed = bench.sent.slice(before);
    expect(flushed.map((message) => message.length).slice(0, 2)).toEqual([flushRowsMax, flushRowsMax]);
    tickUntil(bench, 10_000, 10_100);
    const seqs = bench.readings().map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
  });

  it('drops and counts the oldest when the buffer is full', () => {
    const bench = createBench();
    bench.isConnected = false;
    tickUntil(bench, 1, 20 * (deviceBufferRowsMax + 50));
    bench.isConnected = true;
    bench.device.flush();
    expect(bench.readings()).toHaveLength(deviceBufferRowsMax);
    expect(bench.counts.dropped).toBeGreaterThan(40);
    expect(bench.readings()[0]?.seq).toBe(bench.counts.dropped + 1);
  });

  it('repeats and delays as told: the same content later, out of order', () => {
    const bench = createBench({ repeats: 0.2, late: 0.2, outagesPerDay: 0 });
    tickUntil(bench, 1, 20_000);
    const texts = bench.readings().map((reading) => JSON.stringify(reading));
    const distinct = new Set(texts);
    expect(texts.length - distinct.size).toBe(bench.counts.repeats);
    expect(bench.counts.repeats).toBeGreaterThan(80);
    expect(bench.counts.late).toBeGreaterThan(120);
    const seqs = bench.readings().map(({ seq }) => seq);
    expect(seqs).not.toEqual(seqs.toSorted((a, b) => a - b));
    // All but what is still held back.
    expect(distinct.size).toBeGreaterThan(990);
  });

  it('loses its connection about as often as told', () => {
    const bench = createBench({ repeats: 0, late: 0, outagesPerDay: 48 });
    tickUntil(bench, 1, 86_400);
    expect(bench.counts.outages).toBeGreaterThan(30);
    expect(bench.counts.outages).toBeLessThan(70);
    expect(Math.min(...bench.brokenOffMs)).toBeGreaterThanOrEqual(5_000);
  });

  it('lives through a scenario at its speed, reports state changes at once, and goes on afterwards', async () => {
    const bench = createBench();
    let at_s = 0;
    const scenario: Scenario = {
      kind: 'smoke',
      duration_s: 600,
      step(dt_s) {
        at_s += dt_s;
        const isAlarming = at_s >= 303;
        return {
          values: { temperature_c: 20, alarm: isAlarming ? 1 : 0 },
          truths: isAlarming && at_s < 304 ? [{ at_s, event: 'fire', role: 'failure', text: 'fire' }] : [],
        };
      },
    };
    tickUntil(bench, 1, 100);
    const before = bench.sent.length;
    const truths: [string, number][] = [];
    const over = bench.device.play(scenario, {
      speed: 10,
      clock: 'compressed',
      interval_s: 5,
      truth: ({ event }, time) => truths.push([event, time]),
    });
    tickUntil(bench, 100, 160.25);
    await over;
    // 100 s, and 303 s at ten times; a tick is 2.5 s of the scenario, in steps of 1, 1 and 0.5 s.
    expect(truths).toEqual([['fire', 130_350]]);
    const played = bench.readings().slice(before);
    expect(played.find(({ values }) => values['alarm'] === 1)?.time).toBe(130_350);
    expect(played.length).toBeGreaterThanOrEqual(12);
    expect(played.length).toBeLessThanOrEqual(15);
    tickUntil(bench, 160, 200);
    expect(bench.readings().at(-1)?.values).not.toHaveProperty('alarm');
    expect(bench.device.isPlaying()).toBe(false);
  });

  it('tells a scenario faster than life by the scenario’s own time, which ends now', async () => {
    const bench = createBench();
    let at_s = 0;
    const rising: Scenario = {
      kind: 'smoke',
      duration_s: 600,
      step: (dt_s) => ({ values: { temperature_c: (at_s += dt_s) }, truths: [] }),
    };
    const over = bench.device.play(rising, {
      speed: 10,
      clock: 'own',
      interval_s: 5,
      truth: () => undefined,
    });
    tickUntil(bench, 1_000, 1_060);
    await over;
    const played = bench.readings();
    expect(played.at(-1)?.time).toBe(1_060_000);
    expect(played[0]?.time).toBeGreaterThanOrEqual(460_000);
    // One degree a second, as it was, although it was told in a tenth of the time.
    for (const [index, { time, values }] of played.entries()) {
      const before = played[index - 1];
      if (before === undefined) continue;
      const rise_c = (values['temperature_c'] ?? 0) - (before.values['temperature_c'] ?? 0);
      expect(rise_c / ((time - before.time) / 1_000)).toBeCloseTo(1, 6);
    }
    expect(played.length).toBeGreaterThanOrEqual(115);
    expect(played.length).toBeLessThanOrEqual(130);
  });
});

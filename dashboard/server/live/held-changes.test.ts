import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeldChanges } from './held-changes.ts';

describe('held changes', () => {
  it('gives exactly what came after, or says that it no longer can', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.string({ maxLength: 8 }), { maxLength: 60 }),
        fc.integer({ min: -1, max: 70 }),
        (changesMax, texts, from) => {
          const held = createHeldChanges({ changesMax, bytesMax: 1_000_000 });
          const all = texts.map((json, index) => ({ seq: index + 1, json }));
          for (const { seq, json } of all) held.add(seq, json);
          const missed = held.since(from);
          const canTell = from >= 0 && from <= all.length && all.length - from <= changesMax;
          expect(missed).toEqual(canTell ? all.slice(from) : null);
        },
      ),
    );
  });

  it('is bounded by size as well', () => {
    const held = createHeldChanges({ changesMax: 1_000, bytesMax: 100 });
    for (let seq = 1; seq <= 20; seq += 1) held.add(seq, 'x'.repeat(10));
    expect(held.size()).toBe(5);
    expect(held.since(15)).toHaveLength(5);
    expect(held.since(14)).toBeNull();
  });
});

import type { Logger } from 'pino';
import type { AlertChange } from '../domain/alert.ts';
import type { JournalEntry, PlacementRecord, RulesRecord } from '../domain/record.ts';
import { createFoldingReader, type FoldingReader } from '../journal/folding-reader.ts';
import { createHeldAppends } from '../journal/held-appends.ts';
import type { Journal } from '../journal/journal.ts';
import { readAll } from '../journal/read-all.ts';
import { createRulesEngine, type EngineStats, type RulesEngine } from './engine.ts';
import { diskAuthor, toSetId, type RulesInForce } from './rule-set.ts';

const readerName = 'rules';

type RuleFiles = RulesRecord['files'];
type Placement = Omit<PlacementRecord, 'type' | 'at'>;
type Place = Pick<Placement, 'path' | 'gatewayId' | 'feederId'>;

interface RulesReaderOptions {
  readonly journal: Journal;
  /** The rule files on disk, without faults. They come into force when they differ from those that did last. */
  readonly files: RuleFiles;
  /** False when some were left out for their faults: then what was in force stays, if there is anything. */
  readonly areWhole?: boolean;
  /**
   * Where a device stands and on what it hangs as far as others have folded it, when they fold placements too:
   * the rules remember the place alone, and what others have missed is told again.
   */
  readonly placeOf?: (deviceId: string) => Place;
  /** Told of the rules in force at the start and after each change. */
  readonly changed?: (inForce: RulesInForce) => void;
  /** Told how long records had been on disk when the rules were done with them, ms; null: not known. */
  readonly measured?: (delay_ms: number | null) => void;
  readonly log: Logger;
  readonly now?: () => number;
}

export interface RulesReader extends FoldingReader {
  readonly inForce: () => RulesInForce;
  readonly recordOf: RulesEngine['recordOf'];
  /** Puts checked files in force; resolves once they are, with what was dropped. */
  readonly switchOn: (request: {
    by: string;
    comment: string | null;
    files: RuleFiles;
  }) => Promise<RulesInForce>;
  /** Tells where devices stand and on what they hang; what everybody knows already is not told again. */
  readonly tellPlaces: (places: Iterable<Placement>) => void;
  /** `held`: changes that wait in memory for room on the disk. */
  readonly stats: () => EngineStats & {
    readonly changes: number;
    readonly held: number;
    readonly lag: number;
  };
}

/**
 * Runs the rules over the journal and appends what they say to it.
 *
 * After a restart the engine goes on from its last snapshot and derives the changes since then once more;
 * being deterministic, they are the same, and those that were journalled before are left out.
 */
export function createRulesReader(options: RulesReaderOptions): RulesReader {
  const { journal, files, areWhole = true, log, now = Date.now } = options;
  const engine = createRulesEngine();
  let changes = 0;
  let isStarted = false;
  /** Changes that the journal has from before a restart, and how many of each: they are derived again and left out. */
  const known = new Map<string, number>();
  /** The last change's way to the disk: a snapshot must not be ahead of the changes that it implies. */
  let appended: Promise<unknown> = Promise.resolve();
  /** Who waits for a set to come into force, by the offset of its record. */
  const waiting = new Map<number, (inForce: RulesInForce) => void>();
  /** What came of a set whose append has not been told of yet: the record may be read before that. */
  const settled = new Map<number, RulesInForce>();
  /** What was told last of devices whose record is on its way. */
  const told = new Map<string, Place>();

  const held = createHeldAppends({ journal, log });

  function apply(entry: JournalEntry): void {
    for (const change of engine.evaluate(entry)) {
      if (isKnown(change)) continue;
      changes += 1;
      appended = held.append({ type: 'alert', change });
    }
    if (entry.record.type === 'rules') settleRules(entry.offset, entry.record);
  }

  function isKnown(change: AlertChange): boolean {
    const key = toKey(change);
    const left = known.get(key) ?? 0;
    if (left > 0) known.set(key, left - 1);
    return left > 0;
  }

  function settleRules(offset: number, { by }: RulesRecord): void {
    const inForce = engine.inForce();
    if (inForce.since !== offset) {
      log.error(
        { event: 'rules-refused', by },
        'rules from the journal are not understood: the former ones stay',
      );
    } else {
      const { dropped, rules, setId } = inForce;
      log.info({ event: 'rules-in-force', by, setId, rules: rules.length, dropped }, 'rules are in force');
    }
    if (isStarted) options.changed?.(inForce);
    const resolve = waiting.get(offset);
    waiting.delete(offset);
    if (resolve === undefined) settled.set(offset, inForce);
    else resolve(inForce);
  }

  const reader = createFoldingReader({
    journal,
    log,
    name: readerName,
    types: ['telemetry', 'tick', 'placement', 'rules', 'canary'],
    apply,
    snapshot: () => engine.snapshot({ isTransient: true }),
    restore: (pieces) => engine.restore(pieces),
    // What was derived from the records after the snapshot lies after the snapshot itself.
    begins: async (from) => {
      await readAll(journal, { name: `${readerName}-known`, from, types: ['alert'] }, ({ record }) => {
        if (record.type !== 'alert') return;
        const key = toKey(record.change);
        known.set(key, (known.get(key) ?? 0) + 1);
      });
    },
    settled: async () => {
      await appended;
    },
    ...(options.measured === undefined ? {} : { measured: options.measured }),
  });

  async function switchOn(request: {
    by: string;
    comment: string | null;
    files: RuleFiles;
  }): Promise<RulesInForce> {
    const { promise, resolve, reject } = Promise.withResolvers<RulesInForce>();
    journal.append({ type: 'rules', at: now(), ...request }, (error, offset) => {
      const early = settled.get(offset);
      settled.clear();
      if (error !== null) reject(error);
      else if (early === undefined) waiting.set(offset, resolve);
      else resolve(early);
    });
    return promise;
  }

  function tellPlaces(places: Iterable<Placement>): void {
    for (const place of places) {
      const { deviceId } = place;
      const before = told.get(deviceId);
      const wasTold = before !== undefined && isSamePlace(before, place);
      if (isPlaceKnown(place)) {
        if (wasTold) told.delete(deviceId);
        // Unless something else is on its way, which this has to follow.
        if (wasTold || before === undefined) continue;
      } else if (wasTold) continue;
      told.set(deviceId, place);
      journal.append({ type: 'placement', at: now(), ...place }, (error) => {
        if (error !== null) told.delete(deviceId);
      });
    }
  }

  /** To the rules, which know the place alone, and to whoever else folds places. */
  function isPlaceKnown(place: Placement): boolean {
    if (!isSamePath(engine.pathOf(place.deviceId), place.path)) return false;
    return options.placeOf === undefined || isSamePlace(options.placeOf(place.deviceId), place);
  }

  return {
    ...reader,
    async start() {
      await reader.start();
      known.clear();
      const { diskSetId } = engine.inForce();
      const isNew = toSetId(files) !== diskSetId && (areWhole || diskSetId === '');
      if (isNew) await switchOn({ by: diskAuthor, comment: null, files });
      options.changed?.(engine.inForce());
      isStarted = true;
    },
    inForce: () => engine.inForce(),
    recordOf: (ruleId) => engine.recordOf(ruleId),
    switchOn,
    tellPlaces,
    stats: () => ({ ...engine.stats(), changes, held: held.waiting(), lag: reader.lag() }),
  };
}

function isSamePlace(a: Place, b: Place): boolean {
  const isOnSame =
    (a.gatewayId ?? null) === (b.gatewayId ?? null) && (a.feederId ?? null) === (b.feederId ?? null);
  return isOnSame && isSamePath(a.path, b.path);
}

function isSamePath(a: Place['path'], b: Place['path']): boolean {
  return a.length === b.length && a.every((place, index) => place === b[index]);
}

/**
 * The same change of the same activation from the same record, which may hold hours of readings: a device's alarm
 * comes and goes in it more than once, and worsens and eases within one activation. Not its place among the record's
 * changes: a change of a new rule must not be taken for an old one's.
 */
function toKey({ cause, alertId, change }: AlertChange): string {
  return JSON.stringify([cause.offset, alertId, change]);
}

import type { Broker } from './broker/broker-interface.ts';
import type { createAlertStore } from './alerts/store.ts';
import type { Database } from './database/connection.ts';
import type { StoreWriter } from './ingest/store-writer.ts';
import type { DamageLog } from './keeping/damage-log.ts';
import type { Journal } from './journal/journal.ts';
import type { RulesReader } from './rules/rules-reader.ts';
import type { Telling } from './telling.ts';

/** How a part of the service is: `degraded` works with something missing, `down` does not work. */
export interface PartState {
  readonly state: 'ok' | 'degraded' | 'down';
  readonly detail: Record<string, unknown>;
}

interface Parts {
  readonly database: Database;
  readonly journal: Journal;
  readonly storeWriter: StoreWriter;
  readonly alertStore: ReturnType<typeof createAlertStore>;
  readonly rules: RulesReader;
  readonly broker: Broker;
  readonly telling: Telling;
  readonly damages: Pick<DamageLog, 'all'>;
}

/** Beyond this many records behind, a reader is said to lag. */
const lagMax = 100_000;
/** A journal fuller than this is said to be filling up. */
const journalShareMax = 0.8;

/** Each part's state. A database that is away degrades the service: alarms go on without it. */
export function createReadiness(parts: Parts): () => Record<string, PartState> {
  const { database, journal, storeWriter, alertStore, rules, broker, telling, damages } = parts;
  return () => {
    const journalStats = journal.stats();
    const store = storeWriter.stats();
    const rulesStats = rules.stats();
    const isFilling = journalStats.bytesUsed > journalStats.bytesMax * journalShareMax;
    const channels = telling.channels();
    const isTelling = Object.values(channels).every(({ state }) => state === 'ok' || state === 'unused');
    return {
      journal: part(!isFilling && journalStats.space.level === 'ample', { ...journalStats }),
      database: part(database.isAvailable(), { edition: database.edition(), trouble: database.trouble() }),
      store: part(store.lag !== null && store.lag < lagMax && store.trouble === null, { ...store }),
      rules: part(rulesStats.lag < lagMax && rulesStats.held === 0, { ...rulesStats }),
      alerts: part(true, { unsaved: alertStore.unsaved() }),
      broker: part(true, { ...broker.stats() }),
      // What it is about is for those who may log in: /api/system tells it.
      integrity: part(damages.all().length === 0, { damages: damages.all().length }),
      channels: part(isTelling, { ...channels }),
    };
  };
}

function part(isOk: boolean, detail: Record<string, unknown>): PartState {
  return { state: isOk ? 'ok' : 'degraded', detail };
}

import { openSync, writeSync } from 'node:fs';
import { pino } from 'pino';
import { startJournal, telemetry } from './test-journal.ts';

/**
 * Test support, run as a process of its own: appends numbered telemetry for ever and adds each offset as a line to a
 * file once it is settled (a pipe could be full). A reader settles what it gets, so that trimming goes on meanwhile,
 * but never from `keepFrom` on. Arguments: directory, that file, keepFrom, outstanding, count (0 for ever).
 */
const [directory = '', acknowledged = '', keepFrom = '1', outstanding = '200', count = '0'] =
  process.argv.slice(2);
const file = openSync(acknowledged, 'a');
const { journal } = await startJournal(directory, {
  // What the journal has to say, such as a callback that threw, must not be there: the test looks.
  log: pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true })),
  limits: { trimIntervalMs: 5, commitRecordsMax: 64 },
});
let next = journal.lastOffset() + 1;
const end = Number(count) === 0 ? Number.POSITIVE_INFINITY : journal.lastOffset() + Number(count);

const reader = journal.attachReader({
  name: 'reader',
  from: Math.max(journal.firstOffset(), Number(keepFrom)),
  handle: (_, last) => reader.settle(Math.min(last, Number(keepFrom) - 1)),
});

function appendNext(): void {
  if (next > end) return;
  const number = next;
  next += 1;
  journal.append(telemetry(number, 50 + (number % 500)), (error, offset) => {
    if (error) throw error;
    writeSync(file, `${offset}\n`);
    if (offset !== number) throw new Error(`record ${number} got offset ${offset}`);
    if (offset === end) void journal.stop();
    else appendNext();
  });
}

for (let index = 0; index < Number(outstanding); index += 1) appendNext();

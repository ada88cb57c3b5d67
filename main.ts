import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { createSecretLookup, parseConfig } from './config.ts';
import { logOptions } from './log-options.ts';

/** How long a stop may take before the process ends all the same: the journal has everything. */
const stopMax_ms = 9_000;

const parsed = parseConfig(process.env);
if (parsed.config === null) {
  for (const error of parsed.errors) process.stderr.write(`${error}\n`);
  process.exit(2);
}

const packageFile = new URL('package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
const log = pino(logOptions(parsed.config.LOG_LEVEL));
const secret = createSecretLookup(process.env);
const app = createApp({ config: parsed.config, secret, log, version, failed: crash });

function crash(error: unknown): void {
  log.fatal({ err: error }, 'the service cannot go on');
  process.exit(1);
}

let stopping = false;

async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'stopping');
  setTimeout(() => {
    log.error('the stop took too long: leaving');
    process.exit(1);
  }, stopMax_ms).unref();
  await app.stop();
  log.info('stopped');
  process.exit(0);
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('SIGTERM', (signal) => void stop(signal).catch(crash));
process.on('SIGINT', (signal) => void stop(signal).catch(crash));

const ready = await app.start().catch(crash);
log.info({ ...ready, version }, 'ready');

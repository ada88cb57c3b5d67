import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { kindNames, isSensorKind, type SensorKind } from '../../domain/kinds.ts';

/** What every simulator takes. */
export interface CommonOptions {
  readonly url: string;
  readonly key?: string;
  readonly secrets?: string;
  readonly seed: number;
}

/** Adds the options that every simulator has. `enrolmentKey` is the environment's, the default of `--key`. */
export function addCommonOptions(command: Command, enrolmentKey: string | undefined): Command {
  return command
    .option('--url <url>', 'the broker: mqtt://, mqtts://, ws:// or wss://', 'mqtt://127.0.0.1:1883')
    .addOption(
      new Option('--key <key>', 'enrolment key: lets devices in that have no secret yet; env ENROLMENT_KEY')
        // Not as commander's default: `--help` would print the key.
        .argParser(String),
    )
    .option('--secrets <file>', "devices' own secrets: a CSV with lines of device,secret")
    .option('--seed <n>', 'where chance starts: the same seed gives the same run', toInteger, 1)
    .hook('preAction', (_, action) => {
      if (action.getOptionValue('key') === undefined) action.setOptionValue('key', enrolmentKey);
    });
}

/** A device's password: its own secret from the file, else the enrolment key, else none. */
export function toPasswordOf({ secrets, key }: CommonOptions): (deviceId: string) => string | null {
  const bySecret = new Map<string, string>();
  if (secrets !== undefined) {
    for (const line of readFileSync(secrets, 'utf8').split(/\r?\n/)) {
      const comma = line.indexOf(',');
      if (comma > 0) bySecret.set(line.slice(0, comma).trim(), line.slice(comma + 1).trim());
    }
  }
  return (deviceId) => bySecret.get(deviceId) ?? key ?? null;
}

export function toInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is wanted.');
  return value;
}

export function toPositiveInteger(text: string): number {
  const value = toInteger(text);
  if (value === 0) throw new InvalidArgumentError('at least 1.');
  return value;
}

export function toPositive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('a number above 0 is wanted.');
  return value;
}

export function toSensorKind(text: string): SensorKind {
  if (!isSensorKind(text)) throw new InvalidArgumentError(`one of ${kindNames.join(', ')}.`);
  return text;
}

/** A speed as people write it: `60`, or `max` for as fast as it goes. */
export function toSpeed(text: string): number {
  return text === 'max' ? Number.POSITIVE_INFINITY : toPositive(text);
}

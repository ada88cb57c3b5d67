/** A telemetry payload that is broken, and what must become of it. */
export interface BrokenPayload {
  readonly name: string;
  readonly payload: Buffer;
  /** The first problem's code, in quarantine. */
  readonly code: string;
  /** Readings that must be kept all the same. */
  readonly readings: number;
  /** Rows that these become, where some are the same reading. */
  readonly stored?: number;
}

const now = Date.UTC(2026, 10, 21, 8);

function broken(
  name: string,
  payload: string | Buffer,
  [code, readings]: readonly [string, number],
): BrokenPayload {
  return { name, payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload), code, readings };
}

const good = `{"time":${now},"values":{"temperature_c":21}}`;

/** Broken payloads for a smoke detector. What is readable in a partly broken one is kept. */
export const brokenPayloads: readonly BrokenPayload[] = [
  broken('nothing at all', '', ['empty', 0]),
  broken('white space', '  \n', ['bad-json', 0]),
  broken('no JSON', 'temperature=21', ['bad-json', 0]),
  broken('XML', '<values temperature_c="21"/>', ['bad-json', 0]),
  broken('cut off in a key', '{"values":{"temper', ['bad-json', 0]),
  broken('cut off in a number', '{"values":{"temperature_c":2', ['bad-json', 0]),
  broken('one brace too many', `${good}}`, ['bad-json', 0]),
  broken('two objects without an array', `${good}${good}`, ['bad-json', 0]),
  broken('single quotes', "{'values':{'temperature_c':21}}", ['bad-json', 0]),
  broken('a trailing comma', '{"values":{"temperature_c":21,}}', ['bad-json', 0]),
  broken('a comment', '{"values":{"temperature_c":21}} // warm', ['bad-json', 0]),
  broken('NaN', '{"values":{"temperature_c":NaN}}', ['bad-json', 0]),
  broken('Infinity', '{"values":{"temperature_c":-Infinity}}', ['bad-json', 0]),
  broken('hexadecimal', '{"values":{"temperature_c":0x15}}', ['bad-json', 0]),
  broken('a leading zero', '{"values":{"temperature_c":021}}', ['bad-json', 0]),
  broken('a plus sign', '{"values":{"temperature_c":+21}}', ['bad-json', 0]),
  broken('a decimal comma', '{"values":{"temperature_c":21,5}}', ['bad-json', 0]),
  broken('a raw line break in a text', '{"values":{"temperature_c":"21\n"}}', ['bad-json', 0]),
  broken('a byte order mark', `\uFEFF${good}`, ['bad-json', 0]),
  broken('UTF-16', Buffer.from(good, 'utf16le'), ['bad-json', 0]),
  broken('a NUL byte after it', Buffer.concat([Buffer.from(good), Buffer.alloc(1)]), ['bad-json', 0]),
  broken('Latin-1 in a text', Buffer.from('{"values":{"ort":"K\xFCche"}}', 'latin1'), ['bad-utf8', 0]),
  broken('an overlong sequence', Buffer.from([0x7b, 0xc0, 0x80, 0x7d]), ['bad-utf8', 0]),
  broken('half a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), ['bad-utf8', 0]),
  broken('random bytes', Buffer.from([0xff, 0xfe, 0x00, 0x9f, 0x92, 0x96]), ['bad-utf8', 0]),
  broken('gzip', Buffer.from('1f8b0800000000000003ab5600', 'hex'), ['bad-utf8', 0]),
  broken('null', 'null', ['not-an-object', 0]),
  broken('true', 'true', ['not-an-object', 0]),
  broken('a number', '21', ['not-an-object', 0]),
  broken('a text', '"21"', ['not-an-object', 0]),
  broken('an empty array', '[]', ['empty', 0]),
  broken('an array of numbers', '[1,2,3]', ['not-an-object', 0]),
  broken('an array of arrays', `[[${good}]]`, ['not-an-object', 0]),
  { ...broken('an array with one hole', `[${good},null,${good}]`, ['not-an-object', 2]), stored: 1 },
  broken('1,001 readings', `[${Array.from({ length: 1_001 }, () => good).join(',')}]`, [
    'too-many-readings',
    0,
  ]),
  broken('an empty object', '{}', ['no-values', 0]),
  broken('values missing', `{"time":${now}}`, ['no-values', 0]),
  broken('values null', '{"values":null}', ['no-values', 0]),
  broken('values a number', '{"values":21}', ['no-values', 0]),
  broken('values a text', '{"values":"temperature_c=21"}', ['no-values', 0]),
  broken('values an array', '{"values":[21]}', ['no-values', 0]),
  broken('values empty', '{"values":{}}', ['no-values', 0]),
  broken('only nulls', '{"values":{"temperature_c":null}}', ['no-values', 0]),
  broken('a number as text', '{"values":{"temperature_c":"21"}}', ['bad-value', 1]),
  broken('1e400', '{"values":{"temperature_c":1e400,"battery_pct":50}}', ['bad-value', 1]),
  broken('-1e400', '{"values":{"temperature_c":-1e400,"battery_pct":50}}', ['bad-value', 1]),
  broken('an object as value', '{"values":{"temperature_c":{"value":21},"battery_pct":50}}', [
    'bad-value',
    1,
  ]),
  broken('an array as value', '{"values":{"temperature_c":[21],"battery_pct":50}}', ['bad-value', 1]),
  broken('a switch that is 7', '{"values":{"alarm":7,"battery_pct":50}}', ['bad-value', 1]),
  broken('a switch that is 0.5', '{"values":{"alarm":0.5,"battery_pct":50}}', ['bad-value', 1]),
  broken('true as a temperature', '{"values":{"temperature_c":true,"alarm":true}}', ['bad-value', 1]),
  broken('deep nesting, arrays', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, ['not-an-object', 0]),
  broken('deep nesting in a value', `{"values":{"x":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`, [
    'extra-not-kept',
    0,
  ]),
  broken('deep nesting, not closed', '{"values":'.repeat(10_000), ['bad-json', 0]),
  broken('a text of 200 kB as value', `{"values":{"note":"${'x'.repeat(200_000)}","battery_pct":50}}`, [
    'extra-not-kept',
    1,
  ]),
  broken('a metric name of 1,000 letters', `{"values":{"${'x'.repeat(1_000)}":1,"battery_pct":50}}`, [
    'extra-not-kept',
    1,
  ]),
  broken(
    '1,000 unknown metrics',
    `{"values":{${Array.from({ length: 1_000 }, (_, index) => `"m${index}":1`).join(',')}}}`,
    ['extra-not-kept', 1],
  ),
  broken('a time in 1970', '{"time":0,"values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time in seconds', '{"time":1795248000,"values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time in 2000', '{"time":"2000-01-01T00:00:07Z","values":{"alarm":1}}', ['bad-time', 1]),
  broken('a time in 2100', '{"time":"2100-01-01T00:00:00Z","values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time of 1e300', '{"time":1e300,"values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a negative time', '{"time":-1,"values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time without a zone', '{"time":"2026-11-21T08:00:00","values":{"temperature_c":21}}', [
    'bad-time',
    1,
  ]),
  broken('a 13th month', '{"time":"2026-13-01T08:00:00Z","values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time in words', '{"time":"yesterday","values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('a time that is an object', '{"time":{"$date":1},"values":{"temperature_c":21}}', ['bad-time', 1]),
  broken('seq a text', `{"time":${now},"seq":"7","values":{"temperature_c":21}}`, ['bad-seq', 1]),
  broken('seq negative', `{"time":${now},"seq":-7,"values":{"temperature_c":21}}`, ['bad-seq', 1]),
  broken('seq beyond 2^53', `{"time":${now},"seq":1e17,"values":{"temperature_c":21}}`, ['bad-seq', 1]),
  broken('seq a fraction', `{"time":${now},"seq":0.5,"values":{"temperature_c":21}}`, ['bad-seq', 1]),
];

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording } from './read-recording.ts';
import type { RecordedReading, RecordingFormat } from './recording-format.ts';
import { loadRecordingFormat } from './recording-formats.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'negative-one-recordings-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function readText(format: RecordingFormat, text: string): Promise<readonly RecordedReading[]> {
  const path = join(directory, 'sample.csv');
  await writeFile(path, text);
  return Array.fromAsync(readRecording(path, format));
}

/** Without the fields that are the same in every reading of a sample. */
const short = (readings: readonly RecordedReading[]): unknown[] =>
  readings.map(({ time_ms, values }) => [time_ms, values]);

describe('built-in mappings', () => {
  it('fsri: the quadrant’s ceiling thermocouple, time from ignition, a byte order mark and all', async () => {
    const text =
      '\uFEFFTime,Timestamp,Quadrant A Temperature 25 mm Below Ceiling,Quadrant B Temperature 25 mm Below Ceiling\r\n' +
      '-120,2018-12-19 10:51:00,25.54,26\r\n1.5,2018-12-19 10:53:01,31.2,\r\n';
    const a = await readText(await loadRecordingFormat('fsri', {}), text);
    expect(short(a)).toEqual([
      [-120_000, { temperature_c: 25.54 }],
      [1_500, { temperature_c: 31.2 }],
    ]);
    expect(a[0]).toMatchObject({ kind: 'smoke', deviceId: null });
    const b = await readText(await loadRecordingFormat('fsri', { channel: 'B' }), text);
    expect(short(b)).toEqual([[-120_000, { temperature_c: 26 }]]);
  });

  it('nist: optical density to %/m, vol % to ppm, noise below zero cut, no gas where there was none', async () => {
    const text =
      'TIME,TCC_1,TCD_1,SMC_1,SMD_1,GASC_1\n2.00E+00,2.22E+01,2.15E+01,1.00E-01,-1.0E-03,5.00E-03\n';
    const [c] = await readText(await loadRecordingFormat('nist', {}), text);
    expect(c).toMatchObject({ time_ms: 2_000, values: { temperature_c: 22.2, co_ppm: 50 } });
    // 100 × (1 − 10^−0.1)
    expect(c?.values['obscuration_pct_m']).toBeCloseTo(20.567, 3);
    const [d] = await readText(await loadRecordingFormat('nist', { channel: 'D' }), text);
    expect(d?.values).toEqual({ temperature_c: 21.5, obscuration_pct_m: 0 });
  });

  it('carolfire: the last cable is l1, those before it follow; no shroud, no conduit, gaps left out', async () => {
    const text =
      'Time,Shroud,Conduit 1,Cable 4,Cable 5,Cable 6,Cable 7,Cable 8\n-0.5,200,90,1,2,,4,5\n0.5,200,90,,,,,\n';
    const all = await readText(await loadRecordingFormat('carolfire', {}), text);
    expect(short(all)).toEqual([
      [-500, { cable_temperature_l1_c: 5, cable_temperature_l2_c: 4, cable_temperature_n_c: 2 }],
    ]);
    const last = await readText(await loadRecordingFormat('carolfire', { channel: 'last' }), text);
    expect(short(last)).toEqual([[-500, { cable_temperature_l1_c: 5 }]]);
  });

  it('floodnet: New York time, inches to metres, events picked by number or sensor', async () => {
    const header =
      'sensor_name,sensor_id,flood_start_time,onset_time_mins,flood_profile_depth_inches,flood_profile_time_secs';
    const text =
      `${header}\n"B","b-1","2024-07-01T12:00:00.000","1","[0.00, 10.00]","[0, 68]"\n` +
      `"A","a-1","2024-01-15T12:00:00.000","1","[4.00]","[0]"\n"A","a-1","x","1","","[0]"\n`;
    const all = await readText(await loadRecordingFormat('floodnet', {}), text);
    // Winter is UTC−5, summer UTC−4; sorted by time.
    expect(short(all)).toEqual([
      [Date.parse('2024-01-15T17:00:00Z'), { depth_m: 0.102 }],
      [Date.parse('2024-07-01T16:00:00Z'), { depth_m: 0 }],
      [Date.parse('2024-07-01T16:01:08Z'), { depth_m: 0.254 }],
    ]);
    expect(all.map(({ deviceId }) => deviceId)).toEqual(['a-1', 'b-1', 'b-1']);
    for (const events of [['1'], ['b-1']]) {
      const picked = await readText(await loadRecordingFormat('floodnet', { events }), text);
      expect(picked.map(({ deviceId }) => deviceId)).toEqual(['b-1', 'b-1']);
    }
  });

  it('uci: day first, hours without a leading zero, Paris time, "?" is missing', async () => {
    const text =
      'Date,Time,Global_active_power,Voltage,Global_intensity\n' +
      '16/12/2006,17:24:00,4.216,234.84,18.4\n5/1/2007,5:52:00,2.492,?,10.2\n21/12/2006,11:23:00,?,?,?\n';
    const readings = await readText(await loadRecordingFormat('uci', {}), text);
    expect(short(readings)).toEqual([
      [Date.parse('2006-12-16T16:24:00Z'), { current_l1_a: 18.4, voltage_l1_v: 234.84, power_kw: 4.216 }],
      [Date.parse('2007-01-05T04:52:00Z'), { current_l1_a: 10.2, power_kw: 2.492 }],
    ]);
  });

  it('generic: columns named after metrics, a device column where there is one', async () => {
    const format = await loadRecordingFormat('generic', { kind: 'elevator' });
    const text =
      'time,device,floor,occupied\n2026-01-01T08:00:00+08:00,lift-1,3,1\n2026-01-01 00:00:10,lift-2,,0\n';
    expect(await readText(format, text)).toEqual([
      {
        kind: 'elevator',
        time_ms: Date.parse('2026-01-01T00:00:00Z'),
        deviceId: 'lift-1',
        values: { floor: 3, occupied: 1 },
      },
      {
        kind: 'elevator',
        time_ms: Date.parse('2026-01-01T00:00:10Z'),
        deviceId: 'lift-2',
        values: { occupied: 0 },
      },
    ]);
    await expect(loadRecordingFormat('generic', {})).rejects.toThrow('--kind');
  });
});

async function mappingOf(text: string): Promise<RecordingFormat> {
  const path = join(directory, 'mapping.yaml');
  await writeFile(path, text);
  return loadRecordingFormat(path, {});
}

describe('mapping files', () => {
  it('maps columns with scale, offset and missing texts, in a file without a header', async () => {
    const format = await mappingOf(`
kind: water
delimiter: ';'
columns: [station, seconds, cm, volts]
time: { columns: [seconds], format: epoch-s }
device: station
missing: ['-9999']
values:
  depth_m: { column: cm, scale: -0.01, offset: 2 }
  battery_pct: volts
`);
    expect(await readText(format, 'g1;1700000000;150;88\ng1;1700000060;-9999;87\n')).toEqual([
      {
        kind: 'water',
        deviceId: 'g1',
        time_ms: 1_700_000_000_000,
        values: { depth_m: 0.5, battery_pct: 88 },
      },
      { kind: 'water', deviceId: 'g1', time_ms: 1_700_000_060_000, values: { battery_pct: 87 } },
    ]);
  });

  it('takes JSON too', async () => {
    const format = await mappingOf(
      '{"kind": "smoke", "time": {"columns": ["t"], "format": "epoch-ms"}, "values": {"co_ppm": "CO"}}',
    );
    expect(short(await readText(format, 't,CO\n1700000000000,7\n'))).toEqual([
      [1_700_000_000_000, { co_ppm: 7 }],
    ]);
  });

  it.each([
    ['kind: plasma\ntime: {columns: [t], format: iso}\nvalues: {a: b}', /no sensor kind "plasma"/],
    [
      'kind: smoke\ntime: {columns: [t], format: iso}\nvalues: {depth_m: b}',
      /"depth_m" is no metric of smoke/,
    ],
    ['kind: smoke\ntime: {columns: [], format: iso}\nvalues: {co_ppm: 5}', /\/time\/columns.*; .*\/values/],
    ['kind: smoke\ncolour: red\ntime: {columns: [t], format: iso}\nvalues: {co_ppm: b}', /additional/],
  ])('refuses a wrong one and says why: %s', async (text, why) => {
    await expect(mappingOf(text)).rejects.toThrow(why);
  });
});

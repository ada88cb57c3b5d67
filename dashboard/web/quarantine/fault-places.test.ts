import { describe, expect, it } from 'vitest';
import { faultPlaces, toFaultLines } from './fault-places.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function marked(payload: Uint8Array, detail: string): readonly string[] {
  const decoder = new TextDecoder();
  return faultPlaces(payload, toFaultLines(detail)).map(({ from, to }) =>
    decoder.decode(payload.subarray(from, to)),
  );
}

describe('the place of a fault', () => {
  it('is what is not JSON, counted in bytes', () => {
    const payload = bytes('{"备注":"水","values":{"depth_m":NaN}}');
    expect(marked(payload, 'bad-json: Unexpected token')).toEqual(['N']);
    expect(faultPlaces(payload, toFaultLines('bad-json: x'))).toEqual([{ from: 36, to: 37 }]);
  });

  it('is the end, where something is missing there', () => {
    expect(marked(bytes('{"values":{"depth_m":1'), 'bad-json: Unexpected end')).toEqual(['1']);
  });

  it('is the byte that is not UTF-8', () => {
    const payload = new Uint8Array([0x7b, 0x22, 0xe6, 0xb0, 0xb4, 0xff, 0x22]);
    expect(faultPlaces(payload, toFaultLines('bad-utf8: not valid'))).toEqual([{ from: 5, to: 6 }]);
  });

  it('is every field that a line names', () => {
    const payload = bytes('{"time":"1970","values":{"depth_m": "high, very", "rain_mm_h":2}}');
    const detail = 'bad-value: "depth_m" is not a usable value.\nbad-time: "time" is impossible.';
    expect(marked(payload, detail)).toEqual(['"time":"1970"', '"depth_m": "high, very"']);
  });

  it('is not told where nothing says it', () => {
    expect(marked(bytes('[]'), 'empty: The array is empty.')).toEqual([]);
    expect(marked(bytes(''), 'bad-json: x\nbad-utf8: y')).toEqual([]);
  });
});

describe('what was wrong', () => {
  it('is a line each', () => {
    expect(toFaultLines('bad-value: "a" is bad.\nno-values: none')).toEqual([
      { code: 'bad-value', words: '"a" is bad.', name: 'a' },
      { code: 'no-values', words: 'none', name: null },
    ]);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultAt } from './json-fault.ts';

describe('where a text stops being JSON', () => {
  it.each([
    ['', 0],
    ['{"values":{"depth_m":0.1}}', null],
    [' [1, -2.5e3, true, null, "a\\u00e9"] ', null],
    ['{"values":{"depth_m":0.1}', 25],
    ['{"values":{depth_m:0.1}}', 11],
    ['{"values":{"depth_m":NaN}}', 21],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{"a":01}', 6],
    ['{"a":truf}', 8],
    ['{"a":"b\n"}', 7],
    ['{"a":"\\x"}', 6],
    ['{"a":1} trailing', 8],
    ["{'a':1}", 1],
    ['{"a":-}', 6],
    ['temp=21', 1],
  ])('%j: %j', (text, at) => expect(jsonFaultAt(text)).toBe(at));

  it('finds none in whatever is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonFaultAt(text)).toBeNull();
      }),
    );
  });

  it('agrees with the parser on whether a changed text is JSON', () => {
    const changed = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    });
    fc.assert(
      fc.property(changed, (text) => {
        expect(jsonFaultAt(text) === null).toBe(isJson(text));
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

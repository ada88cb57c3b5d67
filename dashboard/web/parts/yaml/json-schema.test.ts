import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { helpAt, keysAt, valuesAt, type JsonSchema } from './json-schema.ts';

async function read(path: string): Promise<JsonSchema> {
  return JSON.parse(await readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8')) as JsonSchema;
}

it('finds the keys of the real rule files, through references', async () => {
  const schema = await read('rules/rule-file.schema.json');
  expect(keysAt(schema, []).map(({ word }) => word)).toEqual(['kind', 'rules']);
  const keys = keysAt(schema, ['rules', 0]);
  expect(keys.find(({ word }) => word === 'latching')).toMatchObject({
    isRequired: true,
    description: 'Stays until normal, acknowledged and reset by hand.',
  });
  const deep = keysAt(schema, ['rules', 3, 'when', 'all', 1, 'rate']);
  expect(deep.find(({ word }) => word === 'over_s')).toMatchObject({ isRequired: true, isNested: false });
  expect(keysAt(schema, ['rules', 0, 'id'])).toEqual([]);
  expect(keysAt(schema, ['nothing', 'there'])).toEqual([]);
});

it('finds the values that may stand there', async () => {
  const rules = await read('rules/rule-file.schema.json');
  expect(valuesAt(rules, ['kind'])).toEqual(['smoke', 'electrical', 'water', 'elevator', 'any']);
  expect(valuesAt(rules, ['rules', 0, 'latching'])).toEqual(['true', 'false']);
  expect(valuesAt(rules, ['rules', 0, 'id'])).toEqual([]);
  const settings = await read('alerts/desk-settings.schema.json');
  expect(valuesAt(settings, ['routes', 0, 'routes', 1, 'tell', 0, 'onDuty'])).toContain('shiftLeader');
  expect(keysAt(settings, ['routes', 0, 'tell', 0]).map(({ word }) => word)).toContain('levelAbove');
});

it('says what a key is for and what it may be', async () => {
  const schema = await read('rules/rule-file.schema.json');
  expect(helpAt(schema, ['rules', 0, 'on_delay_s'])).toEqual({
    description: 'How long it must hold, seconds.',
    facts: ['number', '≥ 0', '≤ 86400'],
  });
  expect(helpAt(schema, ['rules', 0, 'no_such_key'])).toBeNull();
  expect(helpAt(schema, ['rules', 0])).toBeNull();
});

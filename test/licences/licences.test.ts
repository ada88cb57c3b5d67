import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAllowed } from './licence-rules.ts';
import { findDifferences, readPackages, toDocument } from './list-licences.ts';

const root = join(import.meta.dirname, '../..');
const packages = readPackages(root);

describe('the licences of what this is made of', () => {
  it('are all among those that are allowed', () => {
    expect(packages.length).toBeGreaterThan(300);
    expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  });

  it('are what the installed packages themselves say', () => {
    expect(findDifferences(root, packages)).toEqual([]);
  });

  it('are listed in docs/licences.md as they are now: else run npm run licences', () => {
    const document = readFileSync(join(root, 'docs/licences.md'), 'utf8');
    expect(document).toBe(toDocument(packages));
    for (const name of ['fastify', 'openid-client', 'maplibre-gl']) expect(document).toContain(`| ${name} |`);
    expect(document).not.toMatch(/https?:/);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['unknown', false],
    ['SEE LICENSE IN LICENSE', false],
    ['constructor', false],
  ])('of %s: %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });
});

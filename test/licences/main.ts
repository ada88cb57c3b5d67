import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages, toDocument } from './list-licences.ts';

/** `npm run licences`: writes docs/licences.md anew. */
const root = join(import.meta.dirname, '../..');
writeFileSync(join(root, 'docs/licences.md'), toDocument(readPackages(root)));

import * as fc from 'fast-check';

/**
 * Random histories come from one seed, so that a run can be repeated; PROPERTY_SEED=random (or a number) looks
 * for others. What that finds becomes a test of its own.
 */
const wanted = process.env['PROPERTY_SEED'] ?? '20261122';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

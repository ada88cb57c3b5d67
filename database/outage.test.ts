import { describe, expect, it } from 'vitest';
import { isOutage } from './outage.ts';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('isOutage', () => {
  it.each([
    ['connection refused', withCode('ECONNREFUSED')],
    ['connection reset', withCode('ECONNRESET')],
    ['connection failure', withCode('08006')],
    ['too many connections', withCode('53300')],
    ['disk full', withCode('53100')],
    ['out of memory', withCode('53200')],
    ['shutting down', withCode('57P01')],
    ['starting up', withCode('57P03')],
    ['input/output error', withCode('58030')],
    ['read-only', withCode('25006')],
    ['statement timeout', withCode('57014')],
    ['deadlock', withCode('40P01')],
    ['wrong password', withCode('28P01')],
    ['what pg says when the server goes', new Error('Connection terminated unexpectedly')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['one inside', new Error('could not store', { cause: withCode('57P01') })],
    ['every address refused', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
  ])('%s is one', (_, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a missing table', withCode('42P01')],
    ['a repeat', withCode('23505')],
    ['a value out of range', withCode('22003')],
    ['a bug', new TypeError('undefined is not a function')],
    ['no error at all', 'ECONNREFUSED'],
    ['nothing', null],
  ])('%s is none', (_, error) => {
    expect(isOutage(error)).toBe(false);
  });
});

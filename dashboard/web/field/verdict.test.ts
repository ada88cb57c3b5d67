import { expect, it } from 'vitest';
import { toVerdict } from './verdict.ts';

it.each([
  ['no connection', 0, 'no-connection', 0, 'later'],
  ['a page of somebody between', 200, 'no-answer', 0, 'later'],
  ['too many requests', 429, 'too-many-requests', 50, 'later'],
  ['the journal is full', 503, 'not-journalled', 50, 'later'],
  ['a gateway', 502, 'no-answer', 50, 'later'],
  ['a bug for the first time', 500, 'internal', 0, 'later'],
  ['a bug for the fifth time', 500, 'internal', 4, 'refused'],
  ['no room for pictures', 507, 'pictures-full', 0, 'refused'],
  ['no session', 401, 'not-logged-in', 0, 'log-in'],
  ['another role', 403, 'not-allowed', 0, 'refused'],
  ['changed meanwhile', 409, 'stale', 0, 'refused'],
  ['not now', 422, 'refused', 0, 'refused'],
])('judges %s', (...[, status, code, failures, type]) => {
  expect(toVerdict({ ok: false, problem: { status, code, title: '' } }, failures).type).toBe(type);
});

it('says why in the words of the service', () => {
  const reason = { zh: '不行', en: 'no' };
  const refused = { status: 422, code: 'refused', title: '', detail: 'no', reason };
  expect(toVerdict({ ok: false, problem: refused }, 0)).toEqual({
    type: 'refused',
    fault: { code: 'refused', reason },
  });
});

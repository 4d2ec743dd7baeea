/** What in the query line is no query. */
import { expect, it } from 'vitest';
import { eventInQuery } from './citation-in-query.ts';

const CASE = '0198f2c1-77d0-7000-8000-000000000001';
const DIGEST = 'ab'.repeat(32);

it('takes a citation with its digest and a number with its sign for an event, and a bare number for a word', () => {
  expect(eventInQuery(`atp://event/${CASE}/17@sha256:${DIGEST}, source`, CASE)).toEqual({
    kind: 'event',
    seq: 17,
    digest: DIGEST,
  });
  expect(eventInQuery('#1,204', CASE)).toEqual({ kind: 'event', seq: 1204 });
  expect(eventInQuery('4625', CASE)).toBeUndefined();
});

it('knows a citation of another case', () => {
  const other = CASE.replace(/1$/u, '2');
  expect(eventInQuery(`atp://event/${other}/17@sha256:${DIGEST}`, CASE)).toEqual({ kind: 'other-case' });
});

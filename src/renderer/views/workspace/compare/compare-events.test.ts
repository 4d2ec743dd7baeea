/** Events side by side. */
import { expect, it } from 'vitest';
import type { AuditLog } from '../grid/event-row.ts';
import { canCompare, changedPart, compareEvents } from './compare-events.ts';

const event = (seq: number, metadata: AuditLog['metadata'], user?: string): AuditLog => ({
  _id: `id-${seq}`,
  seq,
  eventId: 'same',
  timestamp: null,
  eventType: 'user_login',
  severity: 'low',
  source: user === undefined ? {} : { userId: user },
  action: {},
  metadata,
  origin: { source: 'a'.repeat(64), offset: seq, length: 1, rawHash: String(seq).repeat(64).slice(0, 64) },
  compliance: { frameworks: [], requirements: [], violations: [] },
  integrity: { hash: `sha256:${seq}`, signature: '', chainHash: '' },
});

it('finds the fields that differ, those that one of them lacks, and no place in the log', () => {
  const fields = compareEvents([event(1, { tags: ['x', 'y'] }, 'anna'), event(2, { tags: ['x', 'y'], n: 1 })]);
  expect(fields.filter(({ differs }) => differs)).toEqual([
    { path: 'source.userId', values: ['anna', undefined], differs: true },
    { path: 'metadata.n', values: [undefined, '1'], differs: true },
  ]);
  expect(fields.find(({ path }) => path === 'metadata.tags')).toEqual({
    path: 'metadata.tags',
    values: ['x\ny', 'x\ny'],
    differs: false,
  });
});

it('shows where in a value the difference lies, and never half a character', () => {
  expect(changedPart('login from 10.0.0.5 ok', 'login from 10.0.0.77 ok')).toEqual({
    start: 'login from 10.0.0.',
    changed: '77',
    end: ' ok',
  });
  expect(changedPart('port 443', 'port 1433')).toEqual({ start: 'port ', changed: '1433', end: '' });
  expect(changedPart('--', '---')).toEqual({ start: '--', changed: '-', end: '' });
  expect(changedPart('x😀y', 'x😁y')).toEqual({ start: 'x', changed: '😁', end: 'y' });
  expect(changedPart('same', 'same')).toEqual({ start: 'same', changed: '', end: '' });
});

it('compares two to six', () => {
  expect([1, 2, 6, 7].map(canCompare)).toEqual([false, true, true, false]);
});

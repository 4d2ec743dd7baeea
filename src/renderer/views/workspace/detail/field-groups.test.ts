/** Leaves of an event in groups. */
import { expect, it } from 'vitest';
import type { AuditLog } from '../grid/event-row.ts';
import { fieldGroups, filterGroups } from './field-groups.ts';

const EVENT: AuditLog = {
  _id: 'id',
  seq: 7,
  eventId: 'e7',
  timestamp: '2025-03-13T23:57:04Z',
  eventType: 'user_login',
  severity: 'low',
  source: { ip: '198.51.100.9', userId: 'anna' },
  action: { success: false },
  metadata: {
    message: 'Failed password',
    host: { name: 'vpn01' },
    fields: { 'a.b': 1, nested: { list: ['x', null, 'y'] } },
    time: { original: 'Mar 13 23:57:04', field: 'header', zone: 'assumed-utc' },
  },
  origin: { source: 'a'.repeat(64), offset: 0, length: 9, rawHash: 'b'.repeat(64) },
  compliance: { frameworks: [], requirements: [], violations: [] },
  integrity: { hash: 'sha256:c', signature: 's', chainHash: 'd' },
};

it('puts every leaf into one group, elements of an array together, without the prefix that the group says', () => {
  const groups = fieldGroups(EVENT);
  const rowsOf = (id: string) =>
    groups.find((group) => group.id === id)?.rows.map(({ label, values }) => [label, values]);
  expect(rowsOf('original')).toEqual([
    ['a.b', [1]],
    ['nested.list', ['x', null, 'y']],
  ]);
  expect(rowsOf('ecs')).toEqual([['host.name', ['vpn01']]]);
  expect(rowsOf('action')).toEqual([['success', [false]]]);
  expect(rowsOf('reading')?.map(([label]) => label)).toEqual(['time.original', 'time.field', 'time.zone']);
  expect(rowsOf('event')?.map(([label]) => label)).toContain('message');
  const count = groups.reduce((sum, { rows }) => sum + rows.reduce((all, { values }) => all + values.length, 0), 0);
  expect(count).toBe(25);
});

it('names a field as a query takes it', () => {
  const names = fieldGroups(EVENT).flatMap(({ rows }) => rows.map(({ path, name }) => [path, name]));
  expect(names).toContainEqual(['source.userId', 'user']);
  expect(names).toContainEqual(['metadata.fields.nested.list', 'nested.list']);
});

it('finds rows by path and by value, whatever the case', () => {
  const groups = fieldGroups(EVENT);
  expect(filterGroups(groups, 'VPN01').map(({ id, rows }) => [id, rows.length])).toEqual([['ecs', 1]]);
  expect(filterGroups(groups, 'nested')[0]?.rows.map(({ label }) => label)).toEqual(['nested.list']);
  expect(filterGroups(groups, ' ')).toEqual(groups);
  expect(filterGroups(groups, 'no such')).toEqual([]);
});

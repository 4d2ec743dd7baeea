/** Tables of the organisation, read from files as people have them. */
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv-rows.ts';
import { importTable } from './import-table.ts';
import { INPUT_TABLES, tableNamed } from './input-tables.ts';
import { inputsSchema, ROW_SCHEMAS } from './inputs.ts';

const tableOf = (name: string) => {
  const table = tableNamed(name);
  if (table === undefined) throw new Error(name);
  return table;
};
const read = (name: string, text: string, format: 'csv' | 'json' = 'csv', mapping = {}) =>
  importTable(tableOf(name), text, format, mapping);

describe('a CSV file', () => {
  it('is read with quotes, line ends of both kinds, and the line each row begins on', () => {
    expect(readCsv('\ufeffa,b\r\n"x ""y""","1\n2"\r\n\r\nlast,\n')).toEqual({
      separator: ',',
      rows: [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['x "y"', '1\n2'] },
        { line: 5, cells: ['last', ''] },
      ],
    });
  });

  it('names the line on which a quote was opened that nothing closes', () => {
    expect(read('users', 'id\nanna\n"bob\ncarl\n')).toMatchObject({
      rows: [{ id: 'anna' }],
      rejections: [{ line: 3, reason: expect.stringContaining('never closed') }],
    });
  });
});

describe('a table', () => {
  it('finds its columns by the names that people give them', () => {
    const text = 'User ID;Is Admin;Leave Date;Roles;Cost Centre\nAnna;yes;2026-03-10;nurse|clerk;77\n';
    expect(read('users', text)).toMatchObject({
      mapping: { 'User ID': 'id', 'Is Admin': 'privileged', 'Leave Date': 'terminatedAt', Roles: 'roles' },
      rows: [
        {
          id: 'Anna',
          privileged: true,
          terminatedAt: '2026-03-10T00:00:00Z',
          roles: ['nurse', 'clerk'],
          'Cost Centre': '77',
        },
      ],
      rejections: [],
    });
  });

  it('does what the person says of its columns, and says what it does not have', () => {
    const text = 'a,b\nanna,2026-03-10 17:00\n';
    expect(read('users', text, 'csv', { a: 'id', b: 'terminatedAt' })).toMatchObject({
      rows: [{ id: 'anna', terminatedAt: '2026-03-10T17:00Z' }],
      assumedUtc: 1,
    });
    expect(read('users', text).problem).toBe('no column is "id"');
    expect(read('users', text, 'csv', { c: 'id' }).problem).toMatch(/^there is no column "c"; it has a, b/u);
    expect(read('users', text, 'csv', { a: 'shoe' }).problem).toMatch(/^the table has no field "shoe"/u);
    expect(read('users', text, 'csv', { a: 'id', b: 'id' }).problem).toBe('two columns are to be "id"');
  });

  it.each([
    ['a day that means two things', 'id,terminatedAt\nanna,03/04/2026', 'is not a time'],
    ['a day that there is not', 'id,terminatedAt\nanna,2026-02-30', 'is not a time'],
    ['a word for yes or no', 'id,admin\nanna,maybe', '"maybe" is neither yes nor no'],
    ['a row longer than the head', 'id,admin\nanna,yes,more', '3 cells, and 2 columns'],
    ['a row without its name', 'id,admin\n,yes', '"id" is empty'],
    ['a state nobody knows', 'id,status\nanna,retired', 'Invalid option'],
  ])('refuses %s, and no other row', (_, text, reason) => {
    const { rows, rejections } = read('users', `${text}\nbob${','.repeat(1)}\n`);
    expect(rows).toEqual([{ id: 'bob' }]);
    expect(rejections).toEqual([expect.objectContaining({ line: 2, reason: expect.stringContaining(reason) })]);
  });

  it('is read from JSON in three forms, with the line of what does not hold', () => {
    const rows = '[\n {"id":"i1","notified":{"authorityAt":"2026-03-02T10:00:00Z"}},\n 7\n]';
    const one = read('incidents', rows, 'json');
    expect(one.rows).toEqual([{ id: 'i1', notified: { authorityAt: '2026-03-02T10:00:00Z' } }]);
    expect(one.rejections).toEqual([{ line: 3, reason: 'a row must be an object' }]);
    expect(read('incidents', `{"incidents":${rows}}`, 'json').rows).toEqual(one.rows);
    expect(read('incidents', '{"id":"i1"}\n{broken\n{"id":"i2"}', 'json')).toMatchObject({
      rows: [{ id: 'i1' }, { id: 'i2' }],
      rejections: [{ line: 2 }],
    });
    expect(read('incidents', '{"people":[]}', 'json').problem).toContain('neither an array of rows');
    expect(read('incidents', '[]', 'json')).toMatchObject({ rows: [], rejections: [] });
  });

  it('does not let a column named like a part of every object do harm', () => {
    const { rows } = read('users', '[{"id":"anna","__proto__":{"admin":true},"constructor":"x"}]', 'json');
    expect(Object.getPrototypeOf(rows[0] ?? null)).toBe(Object.prototype);
    expect((rows[0] as { admin?: boolean }).admin).toBeUndefined();
  });

  it('of every kind is one that the checks know', () => {
    for (const { name, fields, key } of INPUT_TABLES) {
      expect(Object.keys(ROW_SCHEMAS)).toContain(name);
      expect(fields.some((field) => field.name === key && field.isRequired)).toBe(true);
      expect(inputsSchema.safeParse({ [name]: [] }).success).toBe(true);
    }
    expect(INPUT_TABLES.map(({ name }) => name).toSorted()).toEqual(Object.keys(ROW_SCHEMAS).toSorted());
  });
});

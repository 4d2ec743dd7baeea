/** Names for files of exports. */
import { expect, it } from 'vitest';
import { exportFileName, withFormat } from './export-file-name.ts';

it('makes a plain file name out of any name of a case', () => {
  expect(exportFileName('2026-014 Contoso', 'csv')).toBe('2026-014-Contoso-events.csv');
  expect(exportFileName('../../etc/passwd\u202e', 'jsonl')).toBe('etc-passwd-events.jsonl');
  expect(exportFileName('///', 'csv')).toBe('case-events.csv');
});

it('changes the ending with the format, and no other', () => {
  expect(withFormat('/a/b.csv', 'jsonl')).toBe('/a/b.jsonl');
  expect(withFormat('/a.csv/b.txt', 'jsonl')).toBe('/a.csv/b.txt');
});

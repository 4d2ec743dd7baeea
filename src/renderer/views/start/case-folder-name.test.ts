import { describe, expect, it } from 'vitest';
import { caseFolderName } from './case-folder-name.ts';

describe('the folder name of a case', () => {
  it.each([
    ['2026-014 Contoso', '2026-014-Contoso'],
    ['Müller ./. Söhne', 'Müller-.-.-Söhne'],
    ['../../etc', 'etc'],
    ['  ', 'case'],
    ['a'.repeat(100), 'a'.repeat(60)],
  ])('of %j is %j', (name, folder) => expect(caseFolderName(name)).toBe(folder));
});

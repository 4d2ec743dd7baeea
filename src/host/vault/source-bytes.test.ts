import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { createFileStore } from './file-store.ts';
import { openSource } from './source-bytes.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the bytes of a source', () => {
  it('by reference are read from where a case says they lay, and never from where a bundle says so', async () => {
    const location = join(folder.path, 'secret');
    writeFileSync(location, 'not for the maker of a bundle');
    const store = createFileStore(folder.path, new Uint8Array(32));
    const source = { seq: 3, body: { original: 'by-reference', location, sizeBytes: 29, mtime: null } };
    const ofCase = await openSource(store, '0'.repeat(64), source);
    expect(ofCase.availability).toBe('changed');
    if ('close' in ofCase) await ofCase.close();
    expect(await openSource({ ...store, isAlone: true }, '0'.repeat(64), source)).toEqual({
      availability: 'missing',
      reason: 'The original is not in this bundle',
    });
  });
});

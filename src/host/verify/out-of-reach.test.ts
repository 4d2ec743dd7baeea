/** What could not be reached, told from what is damaged or gone. */
import { readFileSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { isOutOfReach, reasonUnreadable } from './out-of-reach.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('out of reach', () => {
  it('is what the system or a lock keeps away', async () => {
    const loop = join(folder.path, 'loop');
    symlinkSync(loop, loop);
    expect(isOutOfReach(thrownBy(() => readFileSync(loop)))).toBe(true);
    expect(isOutOfReach(await open(loop).catch((error: unknown) => error))).toBe(true);
    expect(reasonUnreadable(loop)).toContain('ELOOP');
    expect(isOutOfReach(new AppError('FILE_UNREADABLE', 'The disk reports an error'))).toBe(true);
    expect(isOutOfReach(new AppError('VAULT_BUSY', 'Another program'))).toBe(true);
  });

  it('is nothing that is gone, damaged, or wrong in the program', () => {
    const missing = join(folder.path, 'missing');
    expect(isOutOfReach(thrownBy(() => readFileSync(missing)))).toBe(false);
    expect(reasonUnreadable(missing)).toBeUndefined();
    expect(reasonUnreadable(folder.path)).toBeUndefined();
    expect(isOutOfReach(new AppError('VAULT_CORRUPT', 'damaged'))).toBe(false);
    expect(isOutOfReach(thrownBy(() => zstdDecompressSync(Buffer.from('no frame'))))).toBe(false);
    expect(isOutOfReach(new TypeError('a mistake'))).toBe(false);
    expect(isOutOfReach(undefined)).toBe(false);
  });
});

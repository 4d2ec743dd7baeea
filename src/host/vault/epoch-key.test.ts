/** `epoch.key`: back as it went in, shut for everybody else, and nothing readable left of the key before. */
import { chmodSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { type EpochKeys, loadEpochKeys, saveEpochKeys } from './epoch-key.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'epoch.key');
const dataKey = new Uint8Array(32).fill(9);
const both: EpochKeys = {
  current: { n: 3, seed: new Uint8Array(32).fill(1) },
  next: { n: 4, seed: new Uint8Array(32).fill(2) },
};
afterAll(() => folder.remove());

describe('epoch.key', () => {
  it.each([both, { current: both.current }])('gives back what was put in', (keys) => {
    saveEpochKeys(path, dataKey, keys);
    expect(loadEpochKeys(path, dataKey)).toEqual(keys);
  });

  it('is nothing where it is missing, empty or of another case', () => {
    expect(loadEpochKeys(join(folder.path, 'absent'), dataKey)).toBeUndefined();
    saveEpochKeys(path, dataKey, both);
    expect(loadEpochKeys(path, new Uint8Array(32))).toBeUndefined();
    writeFileSync(path, '');
    expect(loadEpochKeys(path, dataKey)).toBeUndefined();
  });

  it('is nothing where any of its bytes is another', () => {
    saveEpochKeys(path, dataKey, both);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 1;
      writeFileSync(path, damaged);
      expect(loadEpochKeys(path, dataKey), `byte ${at}`).toBeUndefined();
    }
  });

  it('is unlike itself each time it is written', () => {
    saveEpochKeys(path, dataKey, both);
    const first = readFileSync(path);
    saveEpochKeys(path, dataKey, both);
    expect(readFileSync(path).equals(first)).toBe(false);
  });

  it('overwrites the bytes of the key before, and leaves nothing beside', () => {
    saveEpochKeys(path, dataKey, both);
    const before = readFileSync(path);
    // What somebody finds who kept the old file's place on the disk.
    const old = openSync(path, 'r');
    saveEpochKeys(path, dataKey, { current: both.current });
    const left = Buffer.alloc(fstatSync(old).size);
    readSync(old, left, 0, left.length, 0);
    closeSync(old);
    expect(left.length).toBe(before.length);
    expect(left.equals(before)).toBe(false);
    expect(existsSync(`${path}.tmp-${process.pid}`)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('can be read by its owner only', () => {
    chmodSync(path, 0o644);
    saveEpochKeys(path, dataKey, both);
    const file = openSync(path, 'r');
    expect(fstatSync(file).mode & 0o777).toBe(0o600);
    closeSync(file);
  });
});

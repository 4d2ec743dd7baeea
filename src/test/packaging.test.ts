/** Electron's packages, as far as they can be made without Electron: the fuses in a binary, and a configuration that fits. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, describe, expect, it } from 'vitest';
import { FUSES } from '../main/fuses.ts';
import { temporaryFolder } from './helpers/temporary-case.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

const afterPack = (await import(`${root}build/after-pack.js`)) as { burnFuses: (binary: string) => Promise<void> };

/** What @electron/fuses looks for in a binary: a mark, a version, a length, one letter for each fuse. */
function binaryWithFuses(count: number): string {
  const path = join(folder.path, `electron-${count}`);
  const wire = Buffer.from([1, count, ...Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 0x31 : 0x30))]);
  const mark = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
  writeFileSync(path, Buffer.concat([Buffer.alloc(1000, 7), mark, wire, Buffer.alloc(1000, 7)]));
  return path;
}

const countOfFuses = Object.keys(FUSES).length;

describe('the step after packing', () => {
  it('burns every fuse as the table says', async () => {
    const binary = binaryWithFuses(countOfFuses);
    await afterPack.burnFuses(binary);
    const { version, ...wire } = await getCurrentFuseWire(binary);
    const burnt = Object.entries(wire).map(([index, state]) => [
      FuseV1Options[Number(index)],
      state === FuseState.ENABLE,
    ]);
    expect([version, Object.fromEntries(burnt)]).toEqual([FuseVersion.V1, FUSES]);
  });

  it('refuses a binary with a fuse that nobody decided', async () => {
    await expect(afterPack.burnFuses(binaryWithFuses(countOfFuses + 1))).rejects.toThrow(/strictlyRequireAllFuses/u);
  });
});

describe('the configuration of the packager', () => {
  const config = readFileSync(`${root}build/electron-builder.yml`, 'utf8');

  it('packs the Electron that was tested, into an archive, with the fuses, and with no updater', () => {
    const { devDependencies, main } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
      devDependencies: Record<string, string>;
      main: string;
    };
    expect(/^electronVersion: (.+)$/mu.exec(config)?.[1]).toBe(devDependencies['electron']);
    for (const line of ['asar: true', 'afterPack: build/after-pack.js', 'publish: null'])
      expect(config).toContain(`\n${line}\n`);
    expect(config).not.toMatch(/electron-updater|provider:/u);
    expect(main).toBe('out/main/main/main.js');
  });
});

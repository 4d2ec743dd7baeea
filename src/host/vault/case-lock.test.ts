/** One process at a time: who comes second learns who is there; a killed holder leaves nothing behind. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { acquireCaseLock } from './case-lock.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'case.lock');
afterAll(() => folder.remove());

/** A process that holds the lock until it is killed. */
async function otherProcess(): Promise<{ kill: () => Promise<void> }> {
  const module = JSON.stringify(new URL('./case-lock.ts', import.meta.url).href);
  const code = `const { acquireCaseLock } = await import(${module});
    // Kept: a lock that nothing refers to is closed with its garbage.
    globalThis.lock = acquireCaseLock(${JSON.stringify(path)}, 'grace');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('the lock of a case', () => {
  it('tells who comes second who is there', () => {
    const lock = acquireCaseLock(path, 'ada');
    expect(() => acquireCaseLock(path, 'grace')).toThrow(
      expect.objectContaining({ code: 'CASE_BUSY', message: expect.stringContaining('operator ada') }),
    );
    lock.release();
  });

  it('is free once it is released, any number of times', () => {
    for (let i = 0; i < 3; i++) acquireCaseLock(path, 'ada').release();
    const lock = acquireCaseLock(path, 'grace');
    expect(() => acquireCaseLock(path, 'ada')).toThrow(expect.objectContaining({ code: 'CASE_BUSY' }));
    lock.release();
  });

  it('holds against another process, and is free when that one is killed', async () => {
    const other = await otherProcess();
    expect(() => acquireCaseLock(path, 'ada')).toThrow(
      expect.objectContaining({ code: 'CASE_BUSY', message: expect.stringContaining('operator grace') }),
    );
    await other.kill();
    acquireCaseLock(path, 'ada').release();
  });

  it('is made anew where its file is no lock', () => {
    for (const content of ['', 'rubbish', 'SQLite format 3\0'.padEnd(4096, 'x')]) {
      writeFileSync(path, content);
      acquireCaseLock(path, 'ada').release();
    }
    const lock = acquireCaseLock(path, 'ada');
    expect(() => acquireCaseLock(path, 'grace')).toThrow(expect.objectContaining({ code: 'CASE_BUSY' }));
    lock.release();
  });

  it('says by code why it can’t be had', () => {
    const place = join(folder.path, 'folder');
    mkdirSync(place);
    expect(() => acquireCaseLock(place, 'ada')).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
    expect(() => acquireCaseLock(join(folder.path, 'absent', 'case.lock'), 'ada')).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    );
  });
});

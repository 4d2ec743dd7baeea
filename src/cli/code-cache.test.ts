/** Compiled code is executed: it is kept only where nobody but the user can put any. */
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/helpers/temporary-case.ts';
import { privateCodeFolder } from './code-cache.js';

const program = fileURLToPath(new URL('./audittrail.js', import.meta.url));
const userId = process.getuid?.() ?? 0;

describe.skipIf(process.platform === 'win32')('the folder of compiled code', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  const at = (...names: string[]): string => join(folder.path, ...names);

  it('is made below XDG_CACHE_HOME, readable for its user alone', () => {
    const found = privateCodeFolder({ XDG_CACHE_HOME: at('made') }, at('home'), 'linux', userId);
    expect(found).toBe(at('made', 'audittrailpro', 'code'));
    expect(statSync(at('made', 'audittrailpro')).mode & 0o777).toBe(0o700);
    expect(statSync(at('made', 'audittrailpro', 'code')).mode & 0o777).toBe(0o700);
    expect(privateCodeFolder({ XDG_CACHE_HOME: at('made') }, at('home'), 'linux', userId)).toBe(found);
  });

  it('lies below the home where XDG_CACHE_HOME is absent or relative', () => {
    expect(privateCodeFolder({}, at('home'), 'linux', userId)).toBe(at('home', '.cache', 'audittrailpro', 'code'));
    expect(privateCodeFolder({ XDG_CACHE_HOME: 'relative' }, at('home'), 'linux', userId)).toBe(
      at('home', '.cache', 'audittrailpro', 'code'),
    );
    expect(privateCodeFolder({}, at('home'), 'darwin', userId)).toBe(
      at('home', 'Library', 'Caches', 'audittrailpro', 'code'),
    );
  });

  it.each([
    ['the cache folder', []],
    ['the folder of the program', ['audittrailpro']],
    ['the folder itself', ['audittrailpro', 'code']],
  ])('is not used where others may write in %s', (_what, names) => {
    const home = at(`open-${names.length}`);
    mkdirSync(join(home, 'audittrailpro', 'code'), { recursive: true, mode: 0o700 });
    expect(privateCodeFolder({ XDG_CACHE_HOME: home }, home, 'linux', userId)).toBeDefined();
    chmodSync(join(home, ...names), 0o770);
    expect(privateCodeFolder({ XDG_CACHE_HOME: home }, home, 'linux', userId)).toBeUndefined();
  });

  it('is not used where it belongs to somebody else', () => {
    expect(privateCodeFolder({ XDG_CACHE_HOME: at('others') }, at('home'), 'linux', userId + 1)).toBeUndefined();
  });

  it('is not used through a link', () => {
    mkdirSync(at('target', 'code'), { recursive: true, mode: 0o700 });
    mkdirSync(at('linked'), { mode: 0o700 });
    symlinkSync(at('target'), at('linked', 'audittrailpro'));
    expect(privateCodeFolder({ XDG_CACHE_HOME: at('linked') }, at('home'), 'linux', userId)).toBeUndefined();
  });

  it('is not used where nobody knows owners, nor where it can not be made', () => {
    expect(privateCodeFolder({}, at('windows'), 'win32', undefined)).toBeUndefined();
    expect(existsSync(at('windows'))).toBe(false);
    expect(privateCodeFolder({ XDG_CACHE_HOME: '/dev/null/x' }, at('home'), 'linux', userId)).toBeUndefined();
  });

  it('holds code after a run of the program, and none where Node is told to keep none', () => {
    const run = (cache: string, more: Record<string, string>): string => {
      const env = { PATH: process.env['PATH'] ?? '', HOME: folder.path, XDG_CACHE_HOME: at(cache), ...more };
      return spawnSync(process.execPath, [program, '--version'], { env, encoding: 'utf8' }).stdout;
    };
    const first = run('run', {});
    expect(first).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect(readdirSync(at('run', 'audittrailpro', 'code'), { recursive: true }).length).toBeGreaterThan(20);
    expect(run('run', {})).toBe(first);
    expect(run('none', { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(first);
    expect(existsSync(at('none'))).toBe(false);
  });
});

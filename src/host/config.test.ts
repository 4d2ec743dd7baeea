import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const read = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') => readConfig([], env, platform);

describe('what the surroundings say', () => {
  it('takes passphrases out of the environment as it reads them', () => {
    const env = { AUDITTRAIL_PASSPHRASE: 'secret one', AUDITTRAIL_NEW_PASSPHRASE: 'secret two', PATH: '/bin' };
    expect(read(env)).toMatchObject({ passphrase: 'secret one', newPassphrase: 'secret two' });
    expect(env).toEqual({ PATH: '/bin' });
  });

  it('finds a display by either of two names, and supposes one on Windows and macOS', () => {
    const has = (env: Record<string, string>, platform?: NodeJS.Platform) => read(env, platform).hasDisplay;
    expect([has({}), has({ DISPLAY: '' }), has({ DISPLAY: ':0' }), has({ WAYLAND_DISPLAY: 'wayland-0' })]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect([has({}, 'win32'), has({}, 'darwin')]).toEqual([true, true]);
  });

  it.skipIf(process.platform === 'win32')('keeps settings and made things where each system has them', () => {
    expect(read({}).folders).toEqual({
      config: join(homedir(), '.config/audittrailpro'),
      data: join(homedir(), '.local/share/audittrailpro'),
    });
    expect(read({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: 'relative' }).folders).toEqual({
      config: '/c/audittrailpro',
      data: join(homedir(), '.local/share/audittrailpro'),
    });
    expect(read({ APPDATA: '/roaming', LOCALAPPDATA: '/local' }, 'win32').folders).toEqual({
      config: '/roaming/AuditTrailPro',
      data: '/local/AuditTrailPro',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { browserArgs, chooseWindow, type Surroundings } from './choose-window.ts';

const around = (there: readonly string[], more: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  hasDisplay: true,
  isRoot: false,
  programFolders: ['/usr/bin', '/snap/bin'],
  electronDir: '/app/node_modules/electron/dist',
  exists: (path) => there.includes(path),
  ...more,
});

describe('which program shows the window', () => {
  it('is Electron where its binary is here, on every system', () => {
    const binaries = [
      ['linux', '/app/node_modules/electron/dist/electron'],
      ['darwin', '/app/node_modules/electron/dist/Electron.app/Contents/MacOS/Electron'],
      ['win32', '\\app\\node_modules\\electron\\dist\\electron.exe'],
    ] as const;
    for (const [platform, path] of binaries) {
      expect(chooseWindow(around([path, '/usr/bin/chromium'], { platform }))).toEqual({ kind: 'electron', path });
    }
  });

  it('is else an installed browser of the Chromium family, the best known first', () => {
    const browsers = [
      ['linux', '/snap/bin/chromium', 'chromium'],
      ['linux', '/usr/bin/brave-browser', 'brave-browser'],
      ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'Google Chrome'],
      ['win32', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', 'msedge'],
      ['win32', 'C:\\Users\\ada\\Local\\Google\\Chrome\\Application\\chrome.exe', 'chrome'],
    ] as const;
    for (const [platform, path, name] of browsers) {
      const here = around([path], { platform, localAppData: 'C:\\Users\\ada\\Local' });
      expect(chooseWindow(here)).toEqual({ kind: 'browser', path, name });
    }
    const both = around(['/usr/bin/microsoft-edge', '/usr/bin/google-chrome']);
    expect(chooseWindow(both)).toMatchObject({ path: '/usr/bin/google-chrome' });
  });

  it('is nobody without a display or a browser, and says which is missing', () => {
    expect(chooseWindow(around(['/usr/bin/chromium'], { hasDisplay: false }))).toEqual({
      kind: 'address',
      why: 'there is no display here',
    });
    expect(chooseWindow(around([]))).toEqual({ kind: 'address', why: 'no browser of the Chromium family was found' });
  });
});

describe('how a browser is started', () => {
  it('is with a profile of its own, no calls home, and no name that leads anywhere', () => {
    const args = browserArgs('http://127.0.0.1:1/enter?token=t', '/p', { isRoot: false });
    expect(args).toEqual(
      expect.arrayContaining([
        '--app=http://127.0.0.1:1/enter?token=t',
        '--user-data-dir=/p',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ]),
    );
  });

  it('gives up the sandbox only as root', () => {
    expect(browserArgs('a', 'p', { isRoot: false })).not.toContain('--no-sandbox');
    expect(browserArgs('a', 'p', { isRoot: true })).toContain('--no-sandbox');
  });
});

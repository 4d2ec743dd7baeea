/**
 * Which program shows the window: Electron where its binary is here, else an installed browser of the Chromium family in
 * app mode, else nobody, and the person opens the address. Pure: what exists is asked through a function.
 */
import { posix, win32 } from 'node:path';

export interface Surroundings {
  platform: NodeJS.Platform;
  hasDisplay: boolean;
  /** Chromium's sandbox refuses to run as root. */
  isRoot: boolean;
  /** Folders where programs are looked for by name, Linux. */
  programFolders: readonly string[];
  /** Windows: where programs of this person lie. */
  localAppData?: string;
  /** `node_modules/electron/dist` */
  electronDir: string;
  exists: (path: string) => boolean;
}

export type WindowChoice =
  | { kind: 'electron'; path: string }
  | { kind: 'browser'; path: string; name: string }
  | { kind: 'address'; why: string };

/** Best known first; Chrome before Edge and Brave, since it adds least of its own. */
const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
] as const;
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave Browser'] as const;
const WINDOWS_APPS = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
] as const;

export function chooseWindow(around: Surroundings): WindowChoice {
  if (!around.hasDisplay) return { kind: 'address', why: 'there is no display here' };
  const electron = electronPath(around);
  if (around.exists(electron)) return { kind: 'electron', path: electron };
  const browser = browserPaths(around).find(around.exists);
  if (browser === undefined) return { kind: 'address', why: 'no browser of the Chromium family was found' };
  const path = around.platform === 'win32' ? win32 : posix;
  return { kind: 'browser', path: browser, name: path.basename(browser, '.exe') };
}

function electronPath({ platform, electronDir }: Surroundings): string {
  if (platform === 'win32') return win32.join(electronDir, 'electron.exe');
  if (platform === 'darwin') return posix.join(electronDir, 'Electron.app/Contents/MacOS/Electron');
  return posix.join(electronDir, 'electron');
}

function browserPaths({ platform, programFolders, localAppData }: Surroundings): string[] {
  if (platform === 'darwin') return MAC_APPS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  if (platform === 'win32') {
    const folders = [
      'C:\\Program Files',
      'C:\\Program Files (x86)',
      ...(localAppData === undefined ? [] : [localAppData]),
    ];
    return WINDOWS_APPS.flatMap((app) => folders.map((folder) => win32.join(folder, app)));
  }
  return LINUX_NAMES.flatMap((name) => programFolders.map((folder) => posix.join(folder, name)));
}

/** @param profileDir a folder of its own: the person's profile with its extensions never meets evidence */
export function browserArgs(address: string, profileDir: string, { isRoot }: Pick<Surroundings, 'isRoot'>): string[] {
  return [
    `--app=${address}`,
    `--user-data-dir=${profileDir}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-breakpad',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,InterestFeedContentSuggestions',
    '--metrics-recording-only',
    '--no-pings',
    '--password-store=basic',
    '--use-mock-keychain',
    // No name but our own leads anywhere: what the browser wants of its maker fails at once.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--window-size=1440,900',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

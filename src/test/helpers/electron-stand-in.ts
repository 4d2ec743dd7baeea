/**
 * Electron as its own declarations describe it, as far as the skin uses it: it writes down what it was told and lets a test
 * be the page, the frame, the person. It decides nothing.
 */
import { EventEmitter } from 'node:events';

type Anything = (...args: never[]) => unknown;

export const told: { name: string; args: unknown[] }[] = [];
export const handlers = new Map<string, Anything>();

/** Writes down every call of any method; keeps every function that it is given, by the method's name. */
const listener = (names: readonly string[]): Record<string, Anything> =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]) => {
        told.push({ name, args });
        for (const arg of args) if (typeof arg === 'function') handlers.set(name, arg as Anything);
      },
    ]),
  );

export function forget(): void {
  told.length = 0;
  handlers.clear();
}

export const argsOf = (name: string): unknown[][] => told.filter((each) => each.name === name).map(({ args }) => args);

export class StandInContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  mainFrame: unknown = { url: 'app://audittrail/', parent: null };
  isGone = false;
  setWindowOpenHandler = listener(['setWindowOpenHandler'])['setWindowOpenHandler'];
  isDestroyed = (): boolean => this.isGone;
  send = (...args: unknown[]): void => void this.sent.push(args);
}

export class BrowserWindow extends EventEmitter {
  static made: { options: Record<string, unknown>; window: BrowserWindow }[] = [];
  readonly webContents = new StandInContents();
  url = '';
  isShown = false;
  constructor(options: Record<string, unknown>) {
    super();
    BrowserWindow.made.push({ options, window: this });
  }
  show = (): void => void (this.isShown = true);
  loadURL = async (url: string): Promise<void> => void (this.url = url);
}

export const standInSession = () =>
  Object.assign(
    listener([
      'setPermissionRequestHandler',
      'setPermissionCheckHandler',
      'setDevicePermissionHandler',
      'setDisplayMediaRequestHandler',
      'setSpellCheckerEnabled',
      'setSpellCheckerDictionaryDownloadURL',
    ]),
    new EventEmitter(),
    { webRequest: listener(['onBeforeRequest']), on: listener(['on'])['on'] },
  );

export const app = {
  enableSandbox: listener(['enableSandbox'])['enableSandbox'],
  commandLine: listener(['appendSwitch']),
};
export const protocol = listener(['handle', 'registerSchemesAsPrivileged']);
export const ipcMain = listener(['ipcMain.handle']);
Object.assign(ipcMain, { handle: ipcMain['ipcMain.handle'] });
export const shell = {
  openExternal: async (url: string): Promise<void> => void told.push({ name: 'openExternal', args: [url] }),
};

export const exposed = new Map<string, unknown>();
export const contextBridge = { exposeInMainWorld: (name: string, api: unknown): void => void exposed.set(name, api) };
export const ipcRenderer = Object.assign(new EventEmitter(), {
  invoke: async (...args: unknown[]): Promise<unknown> => {
    told.push({ name: 'invoke', args });
    return { ok: true, value: null };
  },
});
export const webUtils = { getPathForFile: (file: { name: string }): string => `/dropped/${file.name}` };

/** The one window of Electron, and the only place that makes one: everything a page could misuse is off. */
import { BrowserWindow, type Session } from 'electron';
import { APP_ORIGIN } from './origin.ts';

export interface WindowParts {
  /** In memory only: nothing of a case stays in a cache on disk. */
  session: Session;
  /** Absolute path of the built preload. */
  preload: string;
  /** A case to show first. */
  caseDir: string | undefined;
  isPackaged: boolean;
}

export function openWindow({ session, preload, caseDir, isPackaged }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'AuditTrailPro',
    webPreferences: {
      session,
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/${caseDir === undefined ? '' : `#case=${encodeURIComponent(caseDir)}`}`);
  return window;
}

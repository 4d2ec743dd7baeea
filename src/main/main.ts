/**
 * Electron's life: locks before it is ready, then the host, the scheme, the window; at the end all cases are closed.
 *
 * The host runs in this process; its heavy work is on threads already.
 */
import { app, Menu, protocol, session as sessions } from 'electron';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../host/config.ts';
import { createHost } from '../host/create-host.ts';
import type { Reply } from '../shared/contract/define.ts';
import type { OutputOf } from '../shared/contract/index.ts';
import { answerWindow, tellWindow } from './ipc-host.ts';
import { menuTemplate } from './menu.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { cutOffFromNetworks, lockContents, lockSession } from './security.ts';
import { openWindow } from './window.ts';

/** Built to out/main/main/main.js; the window and the preload lie beside `out/main`. */
const built = (path: string): string => join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', path);

cutOffFromNetworks(app);
registerScheme(protocol);
// A second start would meet the lock of the same cases; the first window comes to the front instead.
if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  const { folders } = readConfig();
  const host = createHost({
    checkOutput: true,
    workstation: {
      shell: 'electron',
      configDir: folders.config,
      dataDir: folders.data,
      witnessDir: join(folders.data, 'witness'),
    },
  });
  const isAirGapped = async (): Promise<boolean> => {
    const reply = (await host.call('workstation.info', {})) as Reply<OutputOf<'workstation.info'>>;
    return !reply.ok || reply.value.airGap;
  };
  app.on('web-contents-created', (_, contents) => lockContents(contents, { isAirGapped }));
  app.on('window-all-closed', () => app.quit());

  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    // Cases are sealed before the process goes; a failure must not keep it alive for ever.
    event.preventDefault();
    void host.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });

  void app.whenReady().then(() => {
    // No `persist:`: cache and storage are in memory.
    const session = sessions.fromPartition('audittrail');
    lockSession(session);
    serveScheme(session.protocol, built('renderer'));
    answerWindow(host);
    // By Electron's own reading: packaged or not, its arguments begin at different places.
    const caseDir = app.commandLine.getSwitchValue('case');
    const window = openWindow({
      session,
      preload: built('preload/preload.cjs'),
      caseDir: caseDir === '' ? undefined : caseDir,
      isPackaged: app.isPackaged,
    });
    tellWindow(host, window.webContents);
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(window.webContents, process.platform)));
    app.on('second-instance', () => window.focus());
  });
}

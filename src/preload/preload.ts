/**
 * What the window may reach of Electron: call an operation, listen to the host, ask for the path of a dropped file.
 *
 * Runs sandboxed and isolated; nothing of Electron itself is handed over. Trust: the page may hold hostile code, so every
 * function takes plain values only and names its channel itself.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, BRIDGE_NAME, IPC_CALL, IPC_MESSAGE, type ShellMessage } from '../shared/transport.ts';

const bridge: Bridge<File> = {
  call: async (name, input) => ipcRenderer.invoke(IPC_CALL, String(name), input),
  on(listener) {
    const pass = (_: unknown, message: ShellMessage): void => listener(message);
    ipcRenderer.on(IPC_MESSAGE, pass);
    listener({ type: 'shell.connection', state: 'connected' });
    return () => void ipcRenderer.off(IPC_MESSAGE, pass);
  },
  pathOf: (file) => webUtils.getPathForFile(file),
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);

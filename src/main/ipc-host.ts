/**
 * The one place where messages of a window come in, and from where the host's go out.
 *
 * Only the top frame of the own page is heard. Name and input are parsed by the router, which checks what it answers, too.
 * Trust: whoever got code into a frame can send here; the frame is what tells them apart.
 */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { Host } from '../host/create-host.ts';
import { AppError, errorToValue } from '../shared/errors.ts';
import { IPC_CALL, IPC_MESSAGE, type ShellMessage } from '../shared/transport.ts';
import { isOwnUrl } from './origin.ts';

export function answerWindow(host: Pick<Host, 'call'>): void {
  ipcMain.handle(IPC_CALL, async (event, name: unknown, input: unknown) => {
    if (!isOwnTopFrame(event) || typeof name !== 'string') {
      return {
        ok: false,
        error: errorToValue(new AppError('SHELL_REFUSED', 'This message did not come from the window')),
      };
    }
    return host.call(name, input);
  });
}

/** A frame that has gone meanwhile is null, and nobody. */
function isOwnTopFrame({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  return (
    senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.parent === null && isOwnUrl(senderFrame.url)
  );
}

/** Returns how to stop. */
export function tellWindow(host: Pick<Host, 'on'>, contents: WebContents): () => void {
  const stop = host.on((event) => sendMessage(contents, event));
  contents.once('destroyed', stop);
  return stop;
}

export function sendMessage(contents: WebContents, message: ShellMessage): void {
  if (!contents.isDestroyed()) contents.send(IPC_MESSAGE, message);
}

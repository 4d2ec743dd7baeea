/**
 * The browser shell's transport: calls by POST, messages by Server-Sent Events, drops by PUT.
 *
 * Always resolves. A connection that breaks is tried again by the browser itself; every return of it is told as
 * `shell.connection`, since messages in between are gone.
 */
import type { Reply } from '../../shared/contract/define.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import {
  CALL_PATH,
  DROP_PATH,
  EVENTS_PATH,
  MODIFIED_HEADER,
  type DropOptions,
  type KeptFile,
  type ShellMessage,
  type TakenDrop,
  type Transport,
} from '../../shared/transport.ts';
import { filesOfDrop, type DroppedFile } from './dropped-files.ts';

export type Dropped = DataTransfer | FileList;

const unreachable = (message: string): { ok: false; error: ErrorValue } => ({
  ok: false,
  error: { code: 'SHELL_UNREACHABLE', blame: 'environment', message },
});

export function createHttpTransport(): Transport<Dropped> {
  return {
    shell: 'browser',
    call: async (name, input) => {
      try {
        const response = await fetch(CALL_PATH + name, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
        return (await response.json()) as Reply<never>;
      } catch (error) {
        return unreachable(`The workstation does not answer: ${messageOf(error)}`);
      }
    },
    on: (listener) => listen(listener),
    takeDrop: async (dropped, options = {}) => {
      try {
        return await sendDrop(await filesOfDrop(dropped), options);
      } catch (error) {
        return unreachable(`The files could not be handed over: ${messageOf(error)}`);
      }
    },
  };
}

function listen(listener: (message: ShellMessage) => void): () => void {
  const source = new EventSource(EVENTS_PATH);
  source.addEventListener('open', () => listener({ type: 'shell.connection', state: 'connected' }));
  source.addEventListener('error', () => {
    const state = source.readyState === EventSource.CLOSED ? 'ended' : 'broken';
    listener({ type: 'shell.connection', state });
  });
  source.addEventListener('message', (event) => listener(JSON.parse(String(event.data)) as ShellMessage));
  return () => source.close();
}

async function sendDrop(files: readonly DroppedFile[], options: DropOptions): Promise<Reply<TakenDrop>> {
  const dropId = randomHex(16);
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const taken = new Set<string>();
  let doneBytes = 0;
  for (const [doneFiles, { path, file }] of files.entries()) {
    options.onProgress?.({ doneBytes, totalBytes, doneFiles, totalFiles: files.length, label: path });
    const reply = options.signal?.aborted === true ? cancelled : await sendFile(dropId, path, file);
    if (!reply.ok) {
      await fetch(DROP_PATH + dropId, { method: 'DELETE' }).catch(() => undefined);
      return reply;
    }
    // A folder is taken in whole, by its own name.
    taken.add(reply.value.path.split('/')[0] ?? reply.value.path);
    doneBytes += file.size;
  }
  options.onProgress?.({ doneBytes, totalBytes, doneFiles: files.length, totalFiles: files.length, label: '' });
  return { ok: true, value: { paths: [...taken], dropId } };
}

const cancelled = { ok: false, error: { code: 'CANCELLED', blame: 'cancelled', message: 'Stopped' } } as const;

async function sendFile(dropId: string, path: string, file: File): Promise<Reply<KeptFile>> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`${DROP_PATH}${dropId}/${encoded}`, {
    method: 'PUT',
    headers: { [MODIFIED_HEADER]: String(file.lastModified) },
    body: file,
  });
  return (await response.json()) as Reply<KeptFile>;
}

const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The window's requests to the host: a call, a dropped file, a drop given up. Each answer is a Reply.
 *
 * Trust: admitted by session and origin already (shell-server.ts), yet the page shows hostile evidence: names, sizes and
 * bodies are taken for hostile all the same.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from '../../shared/contract/define.ts';
import { AppError, ERROR_CODES, errorToValue } from '../../shared/errors.ts';
import {
  CALL_PATH,
  DROP_ID,
  DROP_PATH,
  type KeptFile,
  MAX_CALL_BYTES,
  MODIFIED_HEADER,
} from '../../shared/transport.ts';
import type { Host } from '../create-host.ts';
import { asAppError } from '../services/node-error.ts';

/** The last millisecond that a date can be. */
const MAX_DATE_MS = 8.64e15;

/** Handles what lies below /api/, events excepted. @param path as it was sent, without its query */
export async function answerApi(
  host: Pick<Host, 'call' | 'drops'>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (path.startsWith(CALL_PATH) && request.method === 'POST') {
      return sendReply(response, 200, await answerCall(host, path.slice(CALL_PATH.length), request, response));
    }
    if (path.startsWith(DROP_PATH)) {
      const [dropId = '', ...parts] = path.slice(DROP_PATH.length).split('/');
      if (!DROP_ID.test(dropId)) throw new AppError('CONTRACT_BAD_INPUT', 'A drop is named by 32 hexadecimal digits');
      if (request.method === 'PUT') return sendReply(response, 200, await keepFile(host, dropId, parts, request));
      if (request.method === 'DELETE' && parts.length === 0) {
        await host.drops.remove(dropId);
        return sendReply(response, 200, { ok: true, value: {} });
      }
    }
    throw new AppError('SHELL_REFUSED', 'There is nothing to ask for at this address');
  } catch (thrown) {
    // The rest of a body that nobody wants: read it away, or the browser sees a broken connection in place of the reason.
    request.resume();
    const error = errorToValue(asAppError(thrown));
    const isTransport = error.code === 'REQUEST_TOO_LARGE' || error.code === 'SHELL_REFUSED';
    sendReply(response, isTransport ? ERROR_CODES[error.code].httpStatus : 200, { ok: false, error });
  }
}

async function answerCall(
  host: Pick<Host, 'call'>,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply> {
  if (!/^application\/json\s*(?:;|$)/iu.test(request.headers['content-type'] ?? '')) {
    throw new AppError('SHELL_REFUSED', 'A call carries application/json');
  }
  const text = await readText(request);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new AppError('CONTRACT_BAD_INPUT', 'The input is no JSON', { cause: error });
  }
  const given = new AbortController();
  response.on('close', () => given.abort());
  return host.call(name, input, { signal: given.signal });
}

async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = (): AppError => new AppError('REQUEST_TOO_LARGE', `A call may be ${MAX_CALL_BYTES} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > MAX_CALL_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Not `for await`: leaving it early would break the connection before the answer is out.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_CALL_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', resolve);
    request.on('error', reject);
  });
  return Buffer.concat(chunks).toString('utf8');
}

async function keepFile(
  host: Pick<Host, 'drops'>,
  dropId: string,
  encodedParts: readonly string[],
  request: IncomingMessage,
): Promise<Reply<KeptFile>> {
  const parts = encodedParts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch (error) {
      throw new AppError('CONTRACT_BAD_INPUT', 'The path is not percent-encoded UTF-8', { cause: error });
    }
  });
  if (parts.length === 0 || parts.some((part) => part.includes('/'))) {
    throw new AppError('CONTRACT_BAD_INPUT', 'A part of a path holds no slash');
  }
  const modified = Number(request.headers[MODIFIED_HEADER] ?? Number.NaN);
  const mtimeMs = Number.isFinite(modified) && Math.abs(modified) <= MAX_DATE_MS ? modified : undefined;
  return { ok: true, value: { path: await host.drops.receive(dropId, parts.join('/'), request, mtimeMs) } };
}

export function sendReply(response: ServerResponse, status: number, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(reply));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/**
 * The browser shell: the built window and the host's contract on 127.0.0.1, for one person on this machine.
 *
 * Speaks plain HTTP on the loopback only. Every request passes the same gate: own name, own page, session (access.ts).
 * Trust: other users and pages of this machine can reach the port; without the token they get nothing from it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { AppError, errorToValue } from '../../shared/errors.ts';
import { EVENTS_PATH } from '../../shared/transport.ts';
import type { Host } from '../create-host.ts';
import { createAccess } from './access.ts';
import { answerApi, sendReply } from './api.ts';
import { createEventStreams } from './event-stream.ts';
import { openRendererFiles } from './renderer-files.ts';
import { COMMON_HEADERS, contentSecurityPolicy, NOTHING_POLICY } from './security-headers.ts';

// An `import` of it makes Node load its HTTP client too, a tenth of a second on a slow machine.
const { createServer } = process.getBuiltinModule('node:http');

export interface ShellServer {
  readonly port: number;
  /** The address of the window, for whoever has a session. */
  readonly origin: string;
  /** An address that lets one browser in, once. The one before is void. */
  newAddress(): string;
  /** How many windows listen. */
  windowCount(): number;
  close(): Promise<void>;
}

export interface ShellServerOptions {
  host: Pick<Host, 'call' | 'on' | 'drops'>;
  rendererDir: string;
  /** 0: any that is free. */
  port?: number;
  /** Told how many windows listen whenever that changes. */
  onWindows?: (count: number) => void;
}

/** @throws Node's error where the port is taken */
export async function openShellServer(options: ShellServerOptions): Promise<ShellServer> {
  const { host, rendererDir, port = 0, onWindows = () => undefined } = options;
  const access = createAccess();
  const files = openRendererFiles(rendererDir);
  const streams = createEventStreams(onWindows);
  const stopListening = host.on((event) => streams.send(event));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // The path as it was sent: nothing is resolved, so `..` is just a name that no table holds.
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const isApi = path.startsWith('/api/');
    const refusal = access.refusal(request.headers, isApi ? 'api' : 'page');
    if (refusal !== undefined) return refuse(response, isApi, 403, `This request was refused: ${refusal}.`);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isApi && !isReading) return refuse(response, false, 405, 'Pages can only be read.');
    if (path === '/enter' && request.method === 'GET')
      return enter(new URLSearchParams(query).get('token') ?? '', response);
    if (!access.hasSession(request.headers)) return refuse(response, isApi, 401, 'This browser has no session here.');
    if (path === EVENTS_PATH && request.method === 'GET') return streams.add(response);
    if (isApi) return answerApi(host, path, request, response);
    if (path === '/') return sendPage(response);
    const file = await files.find(path);
    if (file === undefined) return sendText(response, 404, 'There is no such file.');
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Content-Security-Policy': NOTHING_POLICY,
      // Vite puts a digest of its content into the name of every asset.
      'Cache-Control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  const enter = (token: string, response: ServerResponse): void => {
    const session = access.enter(token);
    if (session === undefined) return refuse(response, false, 401, 'This address was used already, or is not whole.');
    response.writeHead(303, { Location: '/', 'Set-Cookie': access.cookie(session), 'Cache-Control': 'no-store' });
    response.end();
  };

  const sendPage = async (response: ServerResponse): Promise<void> => {
    const { html, nonce } = await files.page();
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(nonce),
      'Cache-Control': 'no-store',
    });
    response.end(html);
  };

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
    serve(request, response).catch((error: unknown) => {
      const { message } = errorToValue(error);
      if (!response.headersSent) sendText(response, 500, message);
    });
  });
  // A dropped image of a disk may take longer than the default five minutes to arrive.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  access.setPort(taken);
  const origin = `http://127.0.0.1:${taken}`;

  return {
    port: taken,
    origin,
    newAddress: () => `${origin}/enter?token=${access.newToken()}`,
    windowCount: () => streams.count(),
    async close() {
      stopListening();
      streams.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      // The goodbye of the event streams leaves before the connections are cut.
      setTimeout(() => server.closeAllConnections(), 200);
      await closed;
    },
  };
}

const ADVICE = 'For a new address press Enter in the terminal where audittrail runs, and copy it into the address bar.';

function refuse(response: ServerResponse, isApi: boolean, status: 401 | 403 | 405, says: string): void {
  if (!isApi) return sendText(response, status, `${says}\n\n${ADVICE}`);
  const code = status === 401 ? 'SHELL_NO_SESSION' : 'SHELL_REFUSED';
  sendReply(response, status, { ok: false, error: errorToValue(new AppError(code, says.replace(/\.$/u, ''))) });
}

/** Plain text: nothing of a request comes back as markup. */
function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Security-Policy': NOTHING_POLICY,
    'Cache-Control': 'no-store',
  });
  response.end(`AuditTrailPro\n\n${text}\n`);
}

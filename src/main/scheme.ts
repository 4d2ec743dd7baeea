/**
 * `app://audittrail/`: the built window out of a table of its files, with a content security policy and a nonce for each load.
 *
 * A standard, secure scheme of its own in place of `file://`, which may read the whole disk.
 * Trust: request paths may come from a page that evidence got into; none of them reaches the disk (renderer-files.ts).
 */
import type { Protocol } from 'electron';
import { openRendererFiles } from '../host/http/renderer-files.ts';
import { COMMON_HEADERS, contentSecurityPolicy, NOTHING_POLICY } from '../host/http/security-headers.ts';
import { APP_ORIGIN, isOwnUrl, SCHEME } from './origin.ts';

/** Must be called before Electron is ready. */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true } as const;
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

export function serveScheme(protocol: Pick<Protocol, 'handle'>, rendererDir: string): void {
  const files = openRendererFiles(rendererDir);
  const answer = (body: string | Uint8Array<ArrayBuffer>, status: number, type: string, policy: string): Response =>
    new Response(body, {
      status,
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': type,
        'Content-Security-Policy': policy,
        'Cache-Control': 'no-store',
      },
    });
  const says = (text: string, status: number): Response =>
    answer(text, status, 'text/plain; charset=utf-8', NOTHING_POLICY);

  protocol.handle(SCHEME, async ({ method, url }) => {
    if (!isOwnUrl(url)) return says('Not here.', 404);
    if (method !== 'GET' && method !== 'HEAD') return says('Pages can only be read.', 405);
    const [path = '/'] = url.slice(APP_ORIGIN.length).split(/[?#]/u, 1);
    try {
      if (path === '/') {
        const { html, nonce } = await files.page();
        return answer(html, 200, 'text/html; charset=utf-8', contentSecurityPolicy(nonce));
      }
      const file = await files.find(path);
      return file === undefined
        ? says('There is no such file.', 404)
        : answer(new Uint8Array(file.body), 200, file.type, NOTHING_POLICY);
    } catch (error) {
      return says(error instanceof Error ? error.message : String(error), 500);
    }
  });
}

/** The browser shell as a browser and as an attacker meet it: real server, real host, real case. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost, type Host } from '../../host/create-host.ts';
import { openShellServer, type ShellServer } from '../../host/http/shell-server.ts';
import type { ShellMessage } from '../../shared/transport.ts';
import { PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const folder = temporaryFolder();
const rendererDir = join(folder.path, 'renderer');
let host: Host;
let server: ShellServer;
let cookie = '';

beforeAll(async () => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(
    join(rendererDir, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src="./assets/a.js"></script>',
  );
  writeFileSync(join(rendererDir, 'assets/a.js'), 'export {};\n');
  writeFileSync(join(folder.path, 'secret.txt'), 'not for the network');
  host = createHost({
    checkOutput: true,
    workstation: { shell: 'browser', configDir: join(folder.path, 'config'), dataDir: folder.path },
  });
  server = await openShellServer({ host, rendererDir });
});

afterAll(async () => {
  await server.close();
  await host.close();
  folder.remove();
});

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** As sent: node:http, unlike fetch, lets a test lie about Host, Origin and the path. */
async function send(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: server.port, path, method, headers: { host: `127.0.0.1:${server.port}`, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const enterPath = (): string => server.newAddress().slice(server.origin.length);
const own = (): Record<string, string> => ({ cookie, origin: server.origin, 'sec-fetch-site': 'same-origin' });

async function enter(): Promise<string> {
  const { headers } = await send(enterPath());
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function call<T>(name: string, input: unknown): Promise<T> {
  const { status, text } = await send(`/api/call/${name}`, {
    method: 'POST',
    headers: { ...own(), 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const reply = JSON.parse(text) as { ok: boolean; value: T };
  if (status !== 200 || !reply.ok) throw new Error(text);
  return reply.value;
}

/** Listens like an EventSource until `stop`. */
function listen(): {
  messages: ShellMessage[];
  until: (isIt: (m: ShellMessage) => boolean) => Promise<void>;
  stop: () => void;
} {
  const messages: ShellMessage[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  const request = httpRequest(
    {
      host: '127.0.0.1',
      port: server.port,
      path: '/api/events',
      headers: { host: `127.0.0.1:${server.port}`, ...own() },
    },
    (response) => {
      response.setEncoding('utf8');
      response.on('error', () => undefined);
      response.on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks)
          if (block.startsWith('data: ')) messages.push(JSON.parse(block.slice(6)) as ShellMessage);
        for (const look of waiting) look();
      });
    },
  );
  request.on('error', () => undefined);
  request.end();
  return {
    messages,
    until: async (isIt) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (messages.some(isIt)) resolve();
        };
        waiting.add(look);
        look();
      }),
    stop: () => request.destroy(),
  };
}

describe('the way in', () => {
  it('opens once with the token, as a cookie that no script reads and no other site sends', async () => {
    const path = enterPath();
    const first = await send(path);
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^audittrail_${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`, 'u'),
    );
    cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const again = await send(path);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.text).toMatch(/press Enter in the terminal/u);
  });

  it('refuses a wrong token and spends nothing by it; a new address voids the one before', async () => {
    const older = enterPath();
    const path = enterPath();
    expect((await send('/enter?token=wrong')).status).toBe(401);
    expect((await send('/enter')).status).toBe(401);
    expect((await send(older)).status).toBe(401);
    expect((await send(path)).status).toBe(303);
  });

  it('is not spent by a prefetch, nor by a link on another page', async () => {
    const path = enterPath();
    expect((await send(path, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(403);
    expect((await send(path, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await send(path, { method: 'HEAD' })).status).toBe(401);
    expect((await send(path)).status).toBe(303);
  });

  it('shows nothing, page, file or answer, to whoever has no session', async () => {
    for (const path of ['/', '/assets/a.js', '/index.html']) expect((await send(path)).status).toBe(401);
    const forged = { ...own(), cookie: `audittrail_${server.port}=${'A'.repeat(43)}` };
    const answer = await send('/api/call/workstation.info', { method: 'POST', headers: forged, body: '{}' });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'SHELL_NO_SESSION' } });
    expect((await send('/api/events', { headers: forged })).status).toBe(401);
  });

  it('lets an own cookie through beside one of the same name that somebody planted', async () => {
    const planted = { ...own(), cookie: `audittrail_${server.port}=planted; ${cookie}` };
    expect((await send('/', { headers: planted })).status).toBe(200);
  });
});

describe('every request', () => {
  const asCall = (headers: Record<string, string>): Sent => ({
    method: 'POST',
    headers: { ...own(), 'content-type': 'application/json', ...headers },
    body: '{}',
  });

  it('must name this host: a name that was made to lead here is refused', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port + 1}`,
      '[::1]',
    ]) {
      expect((await send('/', { headers: { ...own(), host: name } })).status).toBe(403);
      expect((await send('/api/call/workstation.info', asCall({ host: name }))).status).toBe(403);
    }
    const local = `localhost:${server.port}`;
    const answer = await send('/api/call/workstation.info', asCall({ host: local, origin: `http://${local}` }));
    expect(answer.status).toBe(200);
  });

  it('must come from the own page', async () => {
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of foreign) {
      const { status, text } = await send('/api/call/workstation.info', asCall(headers as Record<string, string>));
      expect([status, JSON.parse(text)]).toMatchObject([403, { ok: false, error: { code: 'SHELL_REFUSED' } }]);
    }
    const { 'sec-fetch-site': _, ...without } = own();
    expect((await send('/api/events', { headers: without })).status).toBe(403);
  });

  it('of another method, type or address is refused, and none is answered as a form or a script could use it', async () => {
    expect((await send('/', { method: 'POST', headers: own(), body: 'x' })).status).toBe(405);
    expect((await send('/api/call/workstation.info', { headers: own() })).status).toBe(403);
    const asForm = asCall({ 'content-type': 'text/plain' });
    expect((await send('/api/call/workstation.info', asForm)).status).toBe(403);
    expect((await send('/api/nothing', { headers: own() })).status).toBe(403);
  });
});

describe('the page', () => {
  it('has a strict policy with a nonce of its own at every load, and is never kept', async () => {
    const [one, two] = [await send('/', { headers: own() }), await send('/', { headers: own() })];
    const nonceOf = ({ headers }: Answer): string =>
      /'nonce-([\w-]+)'/u.exec(String(headers['content-security-policy']))?.[1] ?? '';
    const nonce = nonceOf(one);
    expect(nonce).toMatch(/^[\w-]{24}$/u);
    expect(nonceOf(two)).not.toBe(nonce);
    expect(one.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(one.text).toBe(
      `<meta property="csp-nonce" nonce="${nonce}"><script nonce="${nonce}" src="./assets/a.js"></script>`,
    );
  });

  it('comes with its files, and with no other file of the machine', async () => {
    expect(await send('/assets/a.js', { headers: own() })).toMatchObject({
      status: 200,
      text: 'export {};\n',
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    const astray = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..\\..\\secret.txt',
      '//secret.txt',
      '/assets',
      '/assets/',
      '/index.html',
      '/etc/passwd',
    ];
    for (const path of astray) {
      const { status, text } = await send(path, { headers: own() });
      expect([path, status, text.includes('not for the network')]).toEqual([path, 404, false]);
    }
  });
});

describe('calls', () => {
  it('answer with a reply, also where they fail', async () => {
    expect(await call('workstation.info', {})).toMatchObject({ shell: 'browser', airGap: true, canDropPaths: false });
    const { status, text } = await send('/api/call/no.such', {
      method: 'POST',
      headers: { ...own(), 'content-type': 'application/json' },
      body: '{}',
    });
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { ok: false, error: { code: 'CONTRACT_UNKNOWN_OPERATION' } },
    ]);
    const broken = await send('/api/call/workstation.info', {
      method: 'POST',
      headers: { ...own(), 'content-type': 'application/json' },
      body: '{',
    });
    expect(JSON.parse(broken.text)).toMatchObject({ ok: false, error: { code: 'CONTRACT_BAD_INPUT' } });
  });

  it('may be 2 MiB, announced or not', async () => {
    const body = JSON.stringify({ pad: 'x'.repeat(2 * 1024 * 1024) });
    const json = { ...own(), 'content-type': 'application/json' };
    for (const headers of [json, { ...json, 'transfer-encoding': 'chunked' }]) {
      const { status, text } = await send('/api/call/workstation.info', { method: 'POST', headers, body });
      expect([status, JSON.parse(text)]).toMatchObject([413, { ok: false, error: { code: 'REQUEST_TOO_LARGE' } }]);
    }
  });
});

describe('a drop', () => {
  const newDrop = (): string => randomBytes(16).toString('hex');
  const put = async (dropId: string, path: string, body: string): Promise<{ status: number; reply: unknown }> => {
    const headers = { ...own(), 'x-modified-ms': '1700000000000' };
    const { status, text } = await send(`/api/drop/${dropId}/${path}`, { method: 'PUT', headers, body });
    return { status, reply: JSON.parse(text) };
  };
  const dropFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('audittrail-drop-'));

  it('is taken into a case under its own names, with progress, and its copy is gone afterwards', async () => {
    const opened = await call<{ handle: string }>('case.create', {
      dir: join(folder.path, 'case'),
      name: 'Dropped',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
    });
    const before = new Set(dropFolders());
    const dropId = newDrop();
    const lines = Array.from({ length: 200 }, (_, i) => `{"time":"2026-03-01T11:00:00Z","user":"u${i}"}`).join('\n');
    const sent = await put(dropId, `logs/${encodeURIComponent('a b:<i>ü.jsonl')}`, `${lines}\n`);
    expect(sent).toEqual({ status: 200, reply: { ok: true, value: { path: 'logs/a b:<i>ü.jsonl' } } });
    const [copy = ''] = dropFolders().filter((name) => !before.has(name));
    expect(existsSync(join(tmpdir(), copy, dropId))).toBe(true);

    const events = listen();
    await events.until(({ type }) => type === 'shell.connection');
    const { jobId } = await call<{ jobId: string }>('ingest.start', { handle: opened.handle, dropId, paths: ['logs'] });
    await events.until((message) => message.type === 'job.finished' && message.jobId === jobId);
    events.stop();
    expect(events.messages[0]).toEqual({ type: 'shell.connection', state: 'connected' });
    expect(events.messages).toContainEqual(expect.objectContaining({ type: 'job.progress', jobId, unit: 'bytes' }));

    const [source] = await call<Record<string, unknown>[]>('ingest.sources', { handle: opened.handle });
    expect(source).toMatchObject({
      path: 'logs/a b:<i>ü.jsonl',
      arrival: 'drop',
      mtime: '2023-11-14T22:13:20.000Z',
      eventCount: 200,
      findings: [{ kind: 'dropped', level: 'info' }],
    });
    expect(source).not.toHaveProperty('location');
    expect(existsSync(join(tmpdir(), copy, dropId))).toBe(false);
    expect(await call('workstation.recent', {})).toMatchObject({ cases: [{ name: 'Dropped', exists: true }] });
    await call('case.close', { handle: opened.handle });
  });

  it('can not lead out of its folder, whatever its names say', async () => {
    const dropId = newDrop();
    const hostile = [
      '..%2f..%2fescaped',
      '../escaped',
      'a/../../escaped',
      '.',
      '%2e%2e/escaped',
      'a//b',
      'a%00b',
      '%ff',
    ];
    for (const path of hostile) {
      const { status, reply } = await put(dropId, path, 'x');
      expect([path, status, reply]).toMatchObject([path, 200, { ok: false, error: { code: 'CONTRACT_BAD_INPUT' } }]);
    }
    expect(readdirSync(tmpdir())).not.toContain('escaped');
    expect(await put('not-an-id', 'a', 'x')).toMatchObject({ reply: { error: { code: 'CONTRACT_BAD_INPUT' } } });
  });

  it('never replaces a file that was sent before', async () => {
    const dropId = newDrop();
    expect(await put(dropId, 'a.log', 'one')).toMatchObject({ reply: { ok: true } });
    expect(await put(dropId, 'a.log', 'two')).toMatchObject({ reply: { error: { code: 'FILE_EXISTS' } } });
  });

  it('that was given up can not be taken in', async () => {
    const dropId = newDrop();
    await put(dropId, 'a.log', 'one');
    await send(`/api/drop/${dropId}`, { method: 'DELETE', headers: own() });
    expect(await put(dropId, 'b.log', 'two')).toMatchObject({ reply: { error: { code: 'DROP_UNKNOWN' } } });
  });
});

describe('several windows', () => {
  it('each have their own session, and all hear the host', async () => {
    cookie = await enter();
    const one = listen();
    const two = listen();
    await Promise.all([one, two].map(async ({ until }) => until(({ type }) => type === 'shell.connection')));
    expect(server.windowCount()).toBe(2);
    one.stop();
    two.stop();
  });
});

/** `audittrail open` as a person starts it: a process, an address, a real browser where one is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserArgs } from '../../cli/choose-window.ts';
import { createHost } from '../../host/create-host.ts';
import { openShellServer } from '../../host/http/shell-server.ts';
import { audittrail } from '../helpers/program.ts';
import { makeCase, PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

const program = fileURLToPath(new URL('../../cli/audittrail.js', import.meta.url));
const folder = temporaryFolder();
const windowDir = join(folder.path, 'window');
const caseDir = join(folder.path, 'case');
const at = (name: string): string => join(folder.path, name);
const XVFB = ['/usr/bin/Xvfb'].find(existsSync);
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

/** Tells the host about itself through the contract: that it ran at all shows that policy, nonce and session fit. */
const PAGE = `<!doctype html><title>window</title><script type="module" nonce="__CSP_NONCE__">
addEventListener('securitypolicyviolation', (event) => report('violation ' + event.violatedDirective));
const report = (text) => fetch('/api/call/workstation.changeSettings', {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ changes: { layout: { seen: text + ' ' + location.pathname + location.hash } } }),
});
new EventSource('/api/events').onmessage = ({ data }) => report(data);
</script>`;

beforeAll(async () => {
  mkdirSync(windowDir);
  writeFileSync(join(windowDir, 'index.html'), PAGE);
  await makeCase(caseDir);
});
afterAll(() => folder.remove());

interface Opened {
  child: ChildProcess;
  lines: string[];
  notes: () => string;
  /** The next line of standard output that was not yet read. */
  nextLine: () => Promise<string>;
  ended: Promise<number | null>;
}

function open(args: readonly string[], env: Record<string, string> = {}): Opened {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      XDG_CONFIG_HOME: join(folder.path, 'config'),
      XDG_DATA_HOME: join(folder.path, 'data'),
      AUDITTRAIL_WINDOW_DIR: windowDir,
      ...env,
    },
  });
  const lines: string[] = [];
  let out = '';
  let err = '';
  let read = 0;
  let look = (): void => undefined;
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString('utf8')));
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString('utf8');
    lines.splice(0, lines.length, ...out.split('\n').slice(0, -1));
    look();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return {
    child,
    lines,
    notes: () => err,
    ended,
    nextLine: async () =>
      new Promise((resolve, reject) => {
        look = () => {
          const line = lines[read];
          if (line === undefined) return;
          read += 1;
          resolve(line);
        };
        look();
        void ended.then((code) => reject(new Error(`ended with ${code}: ${err}`)));
      }),
  };
}

const enter = async (url: string): Promise<string> => {
  const response = await fetch(url, { redirect: 'manual' });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
};

async function call(url: string, cookie: string, name: string, input: unknown): Promise<{ ok: boolean; value: never }> {
  const { origin } = new URL(url);
  const response = await fetch(`${origin}/api/call/${name}`, {
    method: 'POST',
    headers: { cookie, origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return (await response.json()) as { ok: boolean; value: never };
}

describe('open --headless', () => {
  it('prints an address that works once, a new one at Enter, and closes its cases at Ctrl-C', async () => {
    const { child, nextLine, ended, notes } = open(['open', caseDir, '--headless', '--json']);
    const first = JSON.parse(await nextLine()) as { url: string; port: number; pid: number };
    expect(first).toMatchObject({ pid: child.pid });
    expect(first.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${first.port}/enter\\?token=[\\w-]{43}#case=`, 'u'));
    expect(decodeURIComponent(new URL(first.url).hash)).toBe(`#case=${caseDir}`);

    const cookie = await enter(first.url);
    expect(cookie).not.toBe('');
    expect(await enter(first.url)).toBe('');
    child.stdin?.write('\n');
    const second = JSON.parse(await nextLine()) as { url: string };
    expect(await enter(second.url)).not.toBe('');

    expect(await call(first.url, cookie, 'case.open', { dir: caseDir, passphrase: PASSPHRASE })).toMatchObject({
      ok: true,
    });
    const busy = await audittrail(['case', 'show', '--case', caseDir]);
    expect([busy.exitCode, busy.err]).toEqual([2, expect.stringContaining('[CASE_BUSY]')]);

    child.kill('SIGINT');
    expect([await ended, notes()]).toEqual([0, expect.not.stringContaining('[')]);
    const custody = await audittrail(['custody', '--case', caseDir, '--json']);
    const { records } = JSON.parse(custody.out) as { records: { kind: string }[] };
    expect(records.map(({ kind }) => kind)).toContain('lock');
    const recent = readFileSync(join(folder.path, 'config/audittrailpro/recent.json'), 'utf8');
    expect(JSON.parse(recent)).toMatchObject({ cases: [{ dir: caseDir, name: 'Test' }] });
  });

  it('builds the window itself where it is missing or old, and serves it with a nonce', async () => {
    const { child, nextLine, ended } = open(['start', '--headless'], { AUDITTRAIL_WINDOW_DIR: '' });
    const url = await nextLine();
    const cookie = await enter(url);
    const page = await fetch(new URL('/', url), { headers: { cookie } });
    const nonce = /'nonce-([\w-]+)'/u.exec(page.headers.get('content-security-policy') ?? '')?.[1];
    const html = await page.text();
    expect(html).toContain('<div id="root"></div>');
    const nonces = [...html.matchAll(/nonce="([^"]*)"/gu)].map(([, each]) => each);
    expect(nonces.length).toBeGreaterThan(1);
    expect(new Set(nonces)).toEqual(new Set([nonce]));
    const [, script = ''] = /src="\.(\/assets\/[^"]+\.js)"/u.exec(html) ?? [];
    expect((await fetch(new URL(script, url), { headers: { cookie } })).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('says without --json what to do, and why there is no window', async () => {
    const { child, nextLine, ended, notes } = open(['open']);
    expect(await nextLine()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]{43}$/u);
    expect(notes()).toMatch(/no window: there is no display here[^]*works once[^]*Ctrl-C ends/u);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('names a folder that is no case, and a port that is taken, before anything is shown', async () => {
    const noCase = open(['open', windowDir, '--headless']);
    expect([await noCase.ended, noCase.notes()]).toEqual([2, expect.stringContaining('[CASE_NOT_A_CASE]')]);
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const taken = open(['open', '--headless', '--port', String(port)]);
    expect([await taken.ended, taken.notes()]).toEqual([2, expect.stringMatching(/Port \d+ is taken.*\[CLI_USAGE\]/u)]);
    other.close();
  });
});

describe.skipIf(CHROMIUM === undefined)('open, where there is a browser', () => {
  it('falls back to an address where the browser can not open its window', async () => {
    const { child, nextLine, ended, notes } = open(['open', '--json'], { DISPLAY: ':987' });
    const first = JSON.parse(await nextLine()) as { url: string; port: number };
    // The token is the browser's alone.
    expect(first.url).toBe(`http://127.0.0.1:${first.port}`);
    const second = JSON.parse(await nextLine()) as { url: string };
    expect(notes()).toMatch(/opens in \S+\.[^]*did not open the window/u);
    expect(await enter(second.url)).not.toBe('');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe.skipIf(CHROMIUM === undefined || XVFB === undefined)('open, on a screen', () => {
  it('shows the window in app mode, and ends with it, cases closed and nothing left of its profile', async () => {
    const screen = spawn(XVFB ?? '', [':97', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
    const profiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('audittrail-browser-'));
    const before = profiles();
    const { child, nextLine, ended } = open(['open', caseDir, '--json'], {
      DISPLAY: ':97',
      XDG_CONFIG_HOME: at('screen'),
    });
    try {
      await nextLine();
      const file = at('screen/audittrailpro/settings.json');
      await expect
        .poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : ''), { timeout: 60_000 })
        .toContain('#case=');
      const { layout } = JSON.parse(readFileSync(file, 'utf8')) as { layout: { seen: string } };
      expect(layout.seen).toBe(`{"type":"shell.connection","state":"connected"} /#case=${encodeURIComponent(caseDir)}`);
      const [profile = ''] = profiles().filter((name) => !before.includes(name));
      expect(endBrowser(join(tmpdir(), profile))).toBe(true);
      expect(await ended).toBe(0);
      expect(profiles()).toEqual(before);
    } finally {
      child.kill('SIGKILL');
      screen.kill();
    }
  });
});

/** As when its last window is closed: the browser of this profile ends; nobody else's. */
function endBrowser(profile: string): boolean {
  const own = readdirSync('/proc').filter((pid) => {
    try {
      const args = /^\d+$/u.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') : [];
      return args.includes(`--user-data-dir=${profile}`) && !args.some((arg) => arg.startsWith('--type='));
    } catch {
      return false;
    }
  });
  for (const pid of own) process.kill(Number(pid), 'SIGTERM');
  return own.length > 0;
}

describe.skipIf(CHROMIUM === undefined)('a real browser, started as the program starts it', () => {
  it('gets in by the address, runs the page under its policy, and hears the host', async () => {
    const configDir = join(folder.path, 'browser-config');
    const host = createHost({ workstation: { shell: 'browser', configDir, dataDir: folder.path } });
    let onWindow = (): void => undefined;
    const listening = new Promise<void>((resolve) => {
      onWindow = resolve;
    });
    const server = await openShellServer({
      host,
      rendererDir: windowDir,
      onWindows: (count) => count > 0 && onWindow(),
    });
    const address = `${server.newAddress()}#case=%2Fa%20b`;
    const profile = join(folder.path, 'profile');
    const args = browserArgs(address, profile, { isRoot: process.getuid?.() === 0 });
    const browser = spawn(CHROMIUM ?? '', [...args, '--headless=new'], { stdio: 'ignore' });
    const gone = new Promise((resolve) => {
      browser.once('exit', resolve);
    });
    try {
      await listening;
      const file = join(configDir, 'settings.json');
      await expect
        .poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : ''), { timeout: 20_000 })
        .toContain('seen');
      const { layout } = JSON.parse(readFileSync(file, 'utf8')) as { layout: { seen: string } };
      expect(layout.seen).toBe('{"type":"shell.connection","state":"connected"} /#case=%2Fa%20b');
    } finally {
      browser.kill();
      await gone;
      await server.close();
      await host.close();
    }
  });
});

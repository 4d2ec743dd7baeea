/** The checklist of electron.md, item by item, against a stand-in for Electron: what our own code decides and asks for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import type { Session, WebContents } from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHost, type Host } from '../host/create-host.ts';
import { BRIDGE_NAME, type Bridge, IPC_CALL, IPC_MESSAGE, type ShellMessage } from '../shared/transport.ts';
import * as electron from '../test/helpers/electron-stand-in.ts';
import { FUSES } from './fuses.ts';
import { answerWindow, tellWindow } from './ipc-host.ts';
import { menuTemplate } from './menu.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { cutOffFromNetworks, lockContents, lockSession, openLink } from './security.ts';
import { openWindow } from './window.ts';

vi.mock('electron', async () => import('../test/helpers/electron-stand-in.ts'));

const { argsOf, handlers, StandInContents } = electron;
const contentsOf = (contents: InstanceType<typeof StandInContents>): WebContents => contents as unknown as WebContents;
const session = (): Session => electron.standInSession() as unknown as Session;

let dir: string;
let host: Host;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'audittrail-electron-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(dir, 'assets/a.js'), 'export {};');
  host = createHost({ checkOutput: true, workstation: { shell: 'electron', dataDir: dir } });
});
afterAll(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => electron.forget());

describe('1: the window', () => {
  it('is isolated, sandboxed, without Node, without webviews, and shows the own page only', () => {
    openWindow({ session: session(), preload: '/x/preload.cjs', caseDir: '/cases/a b', isPackaged: true });
    const { options, window } = electron.BrowserWindow.made.at(-1) ?? {};
    expect(options?.['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      preload: '/x/preload.cjs',
    });
    expect(window?.url).toBe('app://audittrail/#case=%2Fcases%2Fa%20b');
    window?.emit('ready-to-show');
    expect(window?.isShown).toBe(true);
  });
});

describe('2: the preload and the one door for messages', () => {
  it('hands over three functions, and nothing of Electron', async () => {
    await import('../preload/preload.ts');
    const bridge = electron.exposed.get(BRIDGE_NAME) as Bridge<{ name: string }>;
    expect([...electron.exposed.keys()]).toEqual([BRIDGE_NAME]);
    expect(Object.keys(bridge).toSorted()).toEqual(['call', 'on', 'pathOf']);
    await bridge.call('case.info', { handle: 'x' });
    expect(argsOf('invoke')).toEqual([[IPC_CALL, 'case.info', { handle: 'x' }]]);
    expect(bridge.pathOf({ name: 'a.log' })).toBe('/dropped/a.log');

    const heard: unknown[][] = [];
    const stop = bridge.on((...args: unknown[]) => void heard.push(args));
    const message: ShellMessage = { type: 'shell.command', commandId: 'case.open' };
    electron.ipcRenderer.emit(IPC_MESSAGE, { sender: 'never handed on' }, message);
    stop();
    electron.ipcRenderer.emit(IPC_MESSAGE, {}, message);
    expect(heard).toEqual([[{ type: 'shell.connection', state: 'connected' }], [message]]);
  });

  it('answers the top frame of the own page, and no other sender', async () => {
    answerWindow(host);
    const handle = handlers.get('ipcMain.handle') as unknown as (
      event: unknown,
      name: unknown,
      input: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string } }>;
    const top = { url: 'app://audittrail/#case=x', parent: null };
    const from = (senderFrame: unknown, mainFrame: unknown = senderFrame) => ({ senderFrame, sender: { mainFrame } });
    expect(await handle(from(top), 'workstation.info', {})).toMatchObject({ ok: true, value: { shell: 'electron' } });
    expect(await handle(from(top), 'workstation.info', { more: 1 })).toMatchObject({
      error: { code: 'CONTRACT_BAD_INPUT' },
    });
    const refused = [
      from(null),
      from({ url: 'app://audittrail/', parent: top }, top),
      from({ ...top }, top),
      ...[
        'https://evil.example/',
        'app://audittrail.evil.example/',
        'app://audittrail@evil.example/',
        'app://other/',
        'file:///etc/passwd',
        'data:text/html,x',
        '',
      ].map((url) => from({ url, parent: null })),
    ];
    for (const event of refused) {
      expect(await handle(event, 'workstation.info', {})).toMatchObject({ error: { code: 'SHELL_REFUSED' } });
    }
    expect(await handle(from(top), { toString: () => 'workstation.info' }, {})).toMatchObject({
      error: { code: 'SHELL_REFUSED' },
    });
  });

  it('tells a window what the host says, until it is gone', () => {
    const contents = new StandInContents();
    let emit: (event: unknown) => void = () => undefined;
    let isListening = true;
    const stand = {
      on: (listener: (event: never) => void) => ((emit = listener as never), () => void (isListening = false)),
    };
    tellWindow(stand, contentsOf(contents));
    emit({ type: 'job.finished', jobId: 'j', operation: 'o', ok: true });
    contents.isGone = true;
    emit({ type: 'job.finished', jobId: 'k', operation: 'o', ok: true });
    contents.emit('destroyed');
    expect(contents.sent).toEqual([[IPC_MESSAGE, { type: 'job.finished', jobId: 'j', operation: 'o', ok: true }]]);
    expect(isListening).toBe(false);
  });
});

describe('3 and 4: the scheme and its policy', () => {
  const ask = async (url: string, method = 'GET'): Promise<Response> => {
    serveScheme(electron.protocol as never, dir);
    const handle = handlers.get('handle') as unknown as (request: { method: string; url: string }) => Promise<Response>;
    return handle({ method, url });
  };

  it('is standard and secure, and knows no policy to be bypassed', () => {
    registerScheme(electron.protocol as never);
    expect(argsOf('registerSchemesAsPrivileged')).toEqual([
      [[{ scheme: 'app', privileges: expect.not.objectContaining({ bypassCSP: true, allowServiceWorkers: true }) }]],
    ]);
    expect(argsOf('registerSchemesAsPrivileged')[0]?.[0]).toMatchObject([
      { privileges: { standard: true, secure: true } },
    ]);
  });

  it('serves the page with a policy of nothing but its own, and a nonce of its own at every load', async () => {
    const [one, two] = [await ask('app://audittrail/'), await ask('app://audittrail/#case=x')];
    const policy = one.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]{24})'/u.exec(policy)?.[1];
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/u);
    expect(policy).not.toMatch(/unsafe|https?:|\*/u);
    expect(await one.text()).toBe(`<script nonce="${nonce}"></script>`);
    expect(two.headers.get('content-security-policy')).not.toBe(policy);
    expect(one.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves its files, and no other file of the machine', async () => {
    const file = await ask('app://audittrail/assets/a.js?v=1');
    expect([file.status, await file.text()]).toEqual([200, 'export {};']);
    const astray = ['../secret', '..%2fsecret', 'assets/../../secret', 'assets', '/etc/passwd', 'index.html'];
    for (const path of astray) expect((await ask(`app://audittrail/${path}`)).status).toBe(404);
    for (const url of ['app://other/', 'app://audittrail:1/', 'app://a@audittrail/'])
      expect((await ask(url)).status).toBe(404);
    expect((await ask('app://audittrail/', 'POST')).status).toBe(405);
  });
});

describe('5: navigation and links', () => {
  const rules = (isOn: boolean) => ({ isAirGapped: async () => isOn });

  it('stays on the own page, opens no window and attaches no webview', () => {
    const contents = new StandInContents();
    lockContents(contentsOf(contents), rules(true));
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      const tried = (url: string): boolean => {
        const event = { url, isStopped: false, preventDefault: () => void (event.isStopped = true) };
        contents.emit(name, event);
        return event.isStopped;
      };
      expect(
        ['https://evil.example/', 'file:///etc/passwd', 'app://audittrail.evil/', 'javascript:1'].map(tried),
      ).toEqual([true, true, true, true]);
      expect(tried('app://audittrail/#x')).toBe(false);
    }
    let isStopped = false;
    contents.emit('will-attach-webview', { preventDefault: () => void (isStopped = true) });
    expect(isStopped).toBe(true);
    const open = handlers.get('setWindowOpenHandler') as unknown as (details: { url: string }) => unknown;
    expect(open({ url: 'app://audittrail/' })).toEqual({ action: 'deny' });
  });

  it('hands a link on only where it is listed and the air gap is off', async () => {
    expect(await openLink('https://attack.mitre.org/techniques/T1110/', rules(true))).toBe(false);
    expect(await openLink('https://attack.mitre.org/techniques/T1110/', rules(false))).toBe(true);
    const unlisted = [
      'https://evil.example/',
      'https://attack.mitre.org.evil.example/',
      'https://attack.mitre.org@evil.example/',
      'http://attack.mitre.org/',
      'https://attack.mitre.org/\\..\\x',
      'https://attack.mitre.org/\u202e',
      'file:///bin/sh',
      'smb://x/',
    ];
    for (const url of unlisted) expect([url, await openLink(url, rules(false))]).toEqual([url, false]);
    expect(argsOf('openExternal')).toEqual([['https://attack.mitre.org/techniques/T1110/']]);
  });
});

describe('6: powers of a page', () => {
  it('are denied, each of them', () => {
    lockSession(session());
    const answers: unknown[] = [];
    const answer = (value: unknown): void => void answers.push(value);
    (handlers.get('setPermissionRequestHandler') as Function)(null, 'media', answer);
    (handlers.get('setDisplayMediaRequestHandler') as Function)(null, answer);
    expect(answers).toEqual([false, {}]);
    expect((handlers.get('setPermissionCheckHandler') as Function)(null, 'clipboard-read')).toBe(false);
    expect((handlers.get('setDevicePermissionHandler') as Function)({})).toBe(false);
    expect(argsOf('on').map(([name]) => name)).toEqual(['will-download']);
  });
});

describe('7: fuses', () => {
  it('are decided, all that there are, with every way into another program shut', () => {
    const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
    expect(Object.keys(FUSES)).toEqual(known);
    expect(FUSES).toMatchObject({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      GrantFileProtocolExtraPrivileges: false,
      EnableCookieEncryption: true,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
    });
  });
});

describe('8: the air gap', () => {
  it('is asked of Electron before it is ready, and no name leads anywhere', () => {
    cutOffFromNetworks(electron.app as never);
    expect(argsOf('enableSandbox')).toHaveLength(1);
    expect(argsOf('appendSwitch')).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
    expect(argsOf('appendSwitch').map(([name]) => name)).toEqual(
      expect.arrayContaining(['disable-background-networking', 'disable-component-update', 'no-pings']),
    );
  });

  it('cancels every request but those of the own page, and fetches no dictionary', () => {
    lockSession(session());
    expect(argsOf('setSpellCheckerEnabled')).toEqual([[false]]);
    expect(argsOf('setSpellCheckerDictionaryDownloadURL')).toEqual([['https://dictionary.invalid/']]);
    const before = handlers.get('onBeforeRequest') as unknown as (d: { url: string }, a: (r: unknown) => void) => void;
    const isCancelled = (url: string): unknown => {
      let result: unknown;
      before({ url }, (answer) => void (result = (answer as { cancel: boolean }).cancel));
      return result;
    };
    const refused = [
      'https://evil.example/',
      'http://127.0.0.1:9/',
      'ws://x/',
      'file:///etc/passwd',
      'data:text/html,x',
      'app://x/',
    ];
    expect(refused.map(isCancelled)).toEqual(refused.map(() => true));
    expect(['app://audittrail/', 'app://audittrail/assets/a.js', 'data:image/png;base64,AA'].map(isCancelled)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the menu', () => {
  it('sends the ids of commands to the window, and does nothing itself', () => {
    const contents = new StandInContents();
    const items = menuTemplate(contentsOf(contents), 'linux').flatMap(({ submenu }) =>
      Array.isArray(submenu) ? submenu : [],
    );
    const open = items.find(({ id }) => id === 'case.open');
    const click = open?.click as unknown as () => void;
    click();
    expect(contents.sent).toEqual([[IPC_MESSAGE, { type: 'shell.command', commandId: 'case.open' }]]);
    const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

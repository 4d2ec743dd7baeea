/** `open`, `start`: the workstation in a window, until the window is closed or Ctrl-C. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openShellServer, type ShellServer } from '../host/http/shell-server.ts';
import { SOFTWARE } from '../host/software.ts';
import { AppError } from '../shared/errors.ts';
import { ensureElectron, ensureWindow } from './build-window.ts';
import { browserArgs, chooseWindow, type Surroundings } from './choose-window.ts';
import {
  type Answer,
  type Command,
  type CommandArgs,
  type CommandContext,
  EXIT_FINE,
  type OptionSpec,
} from './command.ts';
import { escapeText } from './escape-text.ts';
import { launchProgram } from './launch-program.ts';
import { callHost } from './use-host.ts';

const at = (path: URL): string => fileURLToPath(path);
const WINDOW = {
  sourceDirs: [at(new URL('../renderer', import.meta.url)), at(new URL('../shared', import.meta.url))],
  configFile: at(new URL('../renderer/vite.config.ts', import.meta.url)),
  product: at(new URL('../../out/renderer/index.html', import.meta.url)),
};
const ELECTRON = {
  dir: at(new URL('../../node_modules/electron/dist', import.meta.url)),
  app: at(new URL('../../package.json', import.meta.url)).replace(/[\\/]package\.json$/u, ''),
  build: {
    sourceDirs: [at(new URL('../shared', import.meta.url)).replace(/[\\/]shared$/u, '')],
    configFile: at(new URL('../../electron.vite.config.ts', import.meta.url)),
    product: at(new URL('../../out/main/main/main.js', import.meta.url)),
  },
};
const LINUX_PROGRAMS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'];
/** After the browser has ended: how long another window may take to show up. */
const LINGER_MS = 5000;

const PROFILE_ATTEMPTS = 20;
const PROFILE_WAIT_MS = 250;

const OPTIONS = {
  headless: { type: 'boolean', doc: 'Start no browser; print the address and wait.' },
  port: { type: 'string', value: 'N', doc: 'Listen on this port of 127.0.0.1. Default: any that is free.' },
} as const satisfies Record<string, OptionSpec>;

const DETAILS = [
  'The workstation listens on 127.0.0.1 only, and its address lets one browser in, once. Enter prints a new one.',
  'Ctrl-C, or closing the last window, seals and closes all cases.',
].join('\n');

export const open: Command = {
  name: 'open',
  summary: 'Open the workstation in a window.',
  positionals: [{ name: 'DIR', required: false, doc: 'a case to open first' }],
  options: OPTIONS,
  details: DETAILS,
  isWindow: true,
  run: async (args, context) => {
    const dir = args.first === '' ? undefined : resolve(args.first);
    // A wrong folder is named here, and not in a window somebody has to find first.
    if (dir !== undefined) await callHost(context, 'case.describe', { dir });
    return runWindow(args, context, dir);
  },
};

export const start: Command = {
  name: 'start',
  summary: 'Begin here: build the window where it is missing, and open it.',
  positionals: [],
  options: OPTIONS,
  details: DETAILS,
  isWindow: true,
  run: async (args, context) => runWindow(args, context, undefined),
};

async function runWindow(args: CommandArgs, context: CommandContext, caseDir: string | undefined): Promise<Answer> {
  const { terminal, signal, config, host } = context;
  const port = args.integer('port', { min: 1, max: 65_535 }) ?? 0;
  const around = surroundings(context, args.flag('headless'));
  const choice = chooseWindow(around);
  if (choice.kind === 'electron') return runElectron(choice.path, caseDir, context);

  if (config.windowDir === undefined) await ensureWindow(WINDOW, (line) => terminal.note(line));
  const rendererDir = config.windowDir ?? dirname(WINDOW.product);
  const windows = watchWindows();
  const server = await listen({ host, rendererDir, port, onWindows: windows.changed });
  const address = (): string =>
    server.newAddress() + (caseDir === undefined ? '' : `#case=${encodeURIComponent(caseDir)}`);
  const say = (line: string): void => terminal.note(line);
  const asJson = args.flag('json');
  const printJson = (url: string): void =>
    terminal.print(`${JSON.stringify({ url, port: server.port, pid: process.pid })}\n`);
  const printAddress = (): void => (asJson ? printJson(address()) : terminal.print(`${address()}\n`));
  const stopAsking = terminal.onEnter(printAddress);
  const ended = waitFor(signal);
  let profileDir: string | undefined;
  let stopBrowser = async (): Promise<void> => undefined;
  try {
    if (choice.kind === 'browser') {
      profileDir = await mkdtemp(join(tmpdir(), 'audittrail-browser-'));
      // Only the browser that is started here gets the token.
      if (asJson) printJson(server.origin);
      say(`AuditTrailPro ${SOFTWARE.version} opens in ${choice.name}. Enter prints an address, Ctrl-C ends.`);
      if (around.isRoot)
        say('Running as root, the browser can not use its sandbox (--no-sandbox). Better: another user.');
      const browser = launchProgram(choice.path, browserArgs(address(), profileDir, around));
      stopBrowser = async () => {
        browser.stop();
        await browser.ended;
      };
      void browser.ended.then(async (outcome) => {
        if (signal.aborted) return undefined;
        if (windows.hadAny()) return (await windows.stayEmpty(LINGER_MS)) ? ended.resolve() : undefined;
        say(
          `${choice.name} did not open the window${'problem' in outcome ? `: ${outcome.problem}` : ''}. Open this address, once:`,
        );
        return printAddress();
      });
    } else {
      say(`AuditTrailPro ${SOFTWARE.version}, no window: ${choice.why}.`);
      say('Open this address in a browser on this machine; it works once. Enter prints a new one, Ctrl-C ends.');
      printAddress();
    }
    await ended.promise;
  } finally {
    stopAsking();
    await stopBrowser();
    await server.close();
    if (profileDir !== undefined) await removeProfile(profileDir, say);
  }
  return nothingMore;
}

const nothingMore: Answer = { exitCode: EXIT_FINE, json: undefined, lines: () => [] };

async function listen(options: Parameters<typeof openShellServer>[0]): Promise<ShellServer> {
  try {
    return await openShellServer(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be used by this user';
    throw new AppError('CLI_USAGE', `Port ${options.port} ${why}; choose another with --port`, { cause: error });
  }
}

function surroundings({ config }: CommandContext, isHeadless: boolean): Surroundings {
  return {
    platform: process.platform,
    hasDisplay: config.hasDisplay && !isHeadless,
    isRoot: process.platform === 'linux' && process.getuid?.() === 0,
    programFolders: LINUX_PROGRAMS,
    ...(config.localAppData === undefined ? {} : { localAppData: config.localAppData }),
    electronDir: ELECTRON.dir,
    exists: existsSync,
  };
}

/** Electron runs a host of its own; this process only waits for it. */
async function runElectron(path: string, caseDir: string | undefined, { terminal, signal }: CommandContext) {
  await ensureElectron(ELECTRON.build, (line) => terminal.note(line));
  terminal.note(`AuditTrailPro ${SOFTWARE.version} opens in Electron. Ctrl-C ends.`);
  const electron = launchProgram(path, [ELECTRON.app, ...(caseDir === undefined ? [] : [`--case=${caseDir}`])]);
  signal.addEventListener('abort', electron.stop, { once: true });
  const outcome = await electron.ended;
  if ('problem' in outcome) throw new AppError('SHELL_UNREACHABLE', `Electron did not start: ${outcome.problem}`);
  return nothingMore;
}

function waitFor(signal: AbortSignal): { promise: Promise<void>; resolve: () => void } {
  const { promise, resolve: done } = Promise.withResolvers<void>();
  if (signal.aborted) done();
  signal.addEventListener('abort', () => done(), { once: true });
  return { promise, resolve: done };
}

/** Counts listening windows over time: a reload is no goodbye. */
function watchWindows() {
  let count = 0;
  let hadAny = false;
  const watchers = new Set<() => void>();
  return {
    changed(now: number): void {
      count = now;
      hadAny ||= now > 0;
      for (const watcher of watchers) watcher();
    },
    hadAny: () => hadAny,
    /** Resolves to true once none has listened for `quietMs`. */
    async stayEmpty(quietMs: number): Promise<boolean> {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const look = (): void => {
          clearTimeout(timer);
          if (count === 0) timer = setTimeout(() => resolve(true), quietMs);
        };
        watchers.add(look);
        look();
      });
    },
  };
}

/**
 * The profile may hold pieces of evidence, so it is removed, or the person is told that it was not. A browser that ends writes
 * its last words for a moment, which makes single attempts fail.
 */
async function removeProfile(dir: string, say: (line: string) => void): Promise<void> {
  for (let attempt = 0; attempt < PROFILE_ATTEMPTS; attempt += 1) {
    await rm(dir, { recursive: true, force: true }).catch(() => undefined);
    await wait(PROFILE_WAIT_MS);
    // Looked at again after a while: the browser may have made it anew.
    if (!existsSync(dir)) return;
  }
  say(`The profile of the browser could not be removed; it may hold pieces of evidence: ${escapeText(dir)}`);
}

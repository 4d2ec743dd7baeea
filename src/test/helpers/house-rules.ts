/**
 * Who may import whom, which globals a layer may use, and which one file may open each dangerous door.
 *
 * Pure: a path and a text in, complaints out. Default deny: a folder, a package or an edge that is not in the tables is
 * wrong. The tables are the ones of src/README.md.
 */
import { findImports, type ImportSite, type Token, tokenize } from './source-tokens.ts';

interface Layer {
  /** Layers whose files may be imported; its own always. */
  imports: readonly string[];
  /** Layers whose files may be named by `new URL('...', import.meta.url)`: started as threads, or read as data. */
  urls: readonly string[];
  /** Packages; a trailing `*` stands for any ending. */
  packages: readonly string[];
  /** Pure ECMAScript: nothing of Node, of the DOM, no clock, no chance. */
  isPure: boolean;
}

const NODE = 'node:*';

export const LAYERS: Readonly<Record<string, Layer>> = {
  shared: { imports: [], urls: [], packages: ['zod'], isPure: true },
  engines: { imports: ['shared'], urls: [], packages: ['zod', '@noble/*', '@lezer/*'], isPure: true },
  // AssemblyScript: compiled apart, linked by the host; `urls` below name its binaries.
  wasm: { imports: [], urls: [], packages: [], isPure: true },
  host: {
    // Of the verifier one file, by one door: see FILE_DOORS.
    imports: ['shared', 'engines', 'verifier'],
    urls: ['.', 'workers', 'wasm', 'verifier'],
    packages: [NODE, 'zod', 'better-sqlite3-multiple-ciphers', 'hash-wasm', 'yauzl', 'tar-stream', 'pdfkit'],
    isPure: false,
  },
  workers: { imports: ['shared', 'engines', 'host'], urls: [], packages: [NODE], isPure: false },
  cli: {
    imports: ['shared', 'engines', 'host'],
    urls: ['.', 'renderer', 'shared'],
    packages: [NODE, 'vite', 'electron-vite'],
    isPure: false,
  },
  // Shares no code with the program it checks: its second opinion is its worth. See VERIFIER_ROOMS.
  verifier: { imports: [], urls: ['.'], packages: ['@noble/*', NODE], isPure: false },
  main: { imports: ['shared', 'host'], urls: ['.'], packages: ['electron', NODE], isPure: false },
  preload: { imports: ['shared'], urls: [], packages: ['electron'], isPure: false },
  // Of the engines only what is pure text and time: the query language and the event's times.
  renderer: {
    imports: ['shared', 'engines'],
    urls: ['.'],
    packages: [
      'react',
      'react/*',
      'react-dom',
      'react-dom/*',
      'zustand',
      'react-aria-components',
      'react-resizable-panels',
      '@tanstack/react-query',
      'zod',
      '@codemirror/*',
      '@lezer/*',
      'ag-grid-community',
      'vis-timeline/*',
      'vis-data/*',
      'moment',
      'lucide-react',
      'vite',
      '@vitejs/*',
    ],
    isPure: false,
  },
  bench: {
    imports: ['shared', 'engines', 'host', 'workers', 'cli', 'main', 'preload', 'renderer', 'test'],
    urls: ['.', 'cli', 'workers', 'wasm'],
    packages: [NODE, '*'],
    isPure: false,
  },
  // Attacks real cases and bundles, with whatever hands an attacker could have; what makes them is shared with the tests.
  tamper: {
    imports: ['shared', 'engines', 'host', 'verifier', 'test'],
    urls: ['.', 'cli'],
    packages: [NODE],
    isPure: false,
  },
  test: {
    imports: [
      'shared',
      'engines',
      'host',
      'workers',
      'cli',
      'verifier',
      'main',
      'preload',
      'renderer',
      'bench',
      'tamper',
    ],
    urls: [
      '.',
      'shared',
      'engines',
      'wasm',
      'host',
      'workers',
      'cli',
      'verifier',
      'main',
      'preload',
      'renderer',
      'bench',
    ],
    packages: ['*'],
    isPure: false,
  },
  // Beside src: drives the program from outside, as a person does, and looks into it through the helpers of tests alone.
  e2e: {
    imports: ['shared', 'test'],
    urls: ['.', 'cli'],
    packages: [NODE, 'vitest', 'vitest/*', '@playwright/test', '@axe-core/playwright'],
    isPure: false,
  },
};

/** They start programs and read the environment, as the program itself may only through its doors. */
const DRIVERS: readonly string[] = ['test', 'bench', 'tamper', 'e2e'];

/** Inside `engines`: what every room may import, beside its own files. */
const HUBS: readonly string[] = ['kernel', 'event'];

/** Rooms of `engines` that the window may use: the query language, so that editor and host read one grammar. */
const RENDERER_ENGINES: readonly string[] = ['search', ...HUBS];

/** In `verifier`: what runs in Node and in a browser alike names neither; only these rooms know where they run. */
const VERIFIER_ROOMS: readonly { room: RegExp; words: readonly (readonly string[])[]; door: string }[] = [
  {
    room: /^src\/verifier\/(?:node|testing)\//u,
    words: [['process', '.'], ['Buffer']],
    door: 'Node is known only in verifier/node',
  },
  {
    room: /^src\/verifier\/page\//u,
    words: [
      ['document', '.'],
      ['window', '.'],
      ['navigator', '.'],
    ],
    door: 'the page is known only in verifier/page',
  },
  {
    room: /^$/u,
    words: [['fetch', '('], ['Math', '.', 'random'], ['XMLHttpRequest'], ['WebSocket'], ['localStorage']],
    door: 'a verifier asks nobody, and gives one answer',
  },
];

/** Packages that only some files may touch, and where to go instead. */
const PACKAGE_DOORS: readonly { packages: readonly string[]; allowed: RegExp; door: string }[] = [
  {
    packages: ['better-sqlite3-multiple-ciphers'],
    allowed: /^src\/host\/vault\/(?:sqlite|plain-database|case-lock)\.ts$/u,
    door: 'open databases through host/vault/sqlite.ts, which pins the cipher',
  },
  {
    packages: ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram', 'node:dns', 'node:dns/*'],
    allowed: /^src\/host\/http\//u,
    door: 'the network is reached only from host/http; this program works without one',
  },
  {
    packages: ['node:child_process'],
    allowed: /^src\/cli\/launch-program\.ts$/u,
    door: 'only the program that shows the window is started, by cli/launch-program.ts; use worker threads',
  },
  {
    packages: ['pdfkit'],
    allowed: /^src\/host\/paper\//u,
    door: 'pages are written by host/paper/paper-pdf.ts, which shows hostile text as it is',
  },
  {
    packages: ['node:cluster', 'node:vm', 'node:inspector'],
    allowed: /^$/u,
    door: 'no other program is started; use worker threads',
  },
  {
    packages: ['vite', 'electron-vite'],
    allowed: /^src\/(?:cli\/build-window|renderer\/vite\.config)\.ts$/u,
    door: 'the window is built by cli/build-window.ts',
  },
];

/** Layers of which others may use one file, from one file, and where to go instead. */
const FILE_DOORS: readonly { layer: string; targets: RegExp; allowed: RegExp; door: string }[] = [
  {
    layer: 'verifier',
    targets: /^src\/verifier\/node\/(?:run|main)\.ts$/u,
    allowed: /^src\/host\/bundle-session\/check-bundle\.ts$/u,
    door: 'the verifier is started by host/bundle-session/check-bundle.ts and shares nothing else with this program',
  },
];

/** Words in a row that only some files may use, and where to go instead. */
const CODE_DOORS: readonly { words: readonly string[]; allowed: RegExp; door: string }[] = [
  {
    words: ['process', '.', 'env'],
    // The second runs before any TypeScript, and so before the first.
    allowed: /^src\/(?:host\/config\.ts|cli\/code-cache\.js)$/u,
    door: 'read settings through host/config.ts',
  },
  {
    words: ['process', '.', 'argv'],
    // The verifier is a program of its own.
    allowed: /^src\/(?:host\/config|verifier\/node\/main)\.ts$/u,
    door: 'read arguments through host/config.ts',
  },
  { words: ['process', '.', 'exit', '('], allowed: /^src\/cli\/main\.ts$/u, door: 'set an exit code in cli/main.ts' },
  {
    words: ['.', 'prepare', '('],
    // A format reader is prepared, too; nothing in the ingest, or in the checks of event logs, holds a database.
    allowed: /^src\/(?:host\/vault|host\/ingest|host\/source-proof|engines\/ingest)\//u,
    door: 'SQL lives in host/vault',
  },
  {
    words: ['WebAssembly', '.'],
    allowed: /^src\/host\/adapters\/wasm-module\.ts$/u,
    door: 'link modules through host/adapters/wasm-module.ts',
  },
  {
    words: ['ipcMain', '.'],
    allowed: /^src\/main\/ipc-host\.ts$/u,
    door: 'messages of a window come in through main/ipc-host.ts, which checks their sender',
  },
  {
    words: ['ipcRenderer', '.'],
    allowed: /^src\/preload\//u,
    door: 'the window speaks through its transport; only the preload knows Electron',
  },
  {
    words: ['new', 'BrowserWindow', '('],
    allowed: /^src\/main\/window\.ts$/u,
    door: 'windows are made by main/window.ts, which locks them',
  },
  {
    words: ['openExternal'],
    allowed: /^src\/main\/security\.ts$/u,
    door: 'links leave the program through main/security.ts, never in air-gap mode',
  },
  { words: ['console', '.'], allowed: /^$/u, door: 'return an answer; cli/main.ts prints it' },
  { words: ['eval', '('], allowed: /^$/u, door: 'no code is made from text' },
  { words: ['new', 'Function', '('], allowed: /^$/u, door: 'no code is made from text' },
];

/** What a pure layer may not name; each with the port that gives it. */
const IMPURE: readonly { words: readonly string[]; port: string }[] = [
  ...['env', 'argv', 'cwd', 'exit', 'stdout', 'stderr', 'stdin', 'platform', 'versions', 'nextTick', 'hrtime'].map(
    (member) => ({ words: ['process', '.', member], port: 'give it as a parameter' }),
  ),
  { words: ['Buffer'], port: 'use Uint8Array and the TextCodec port' },
  { words: ['WebAssembly', '.'], port: 'give what the module does as a port' },
  { words: ['console', '.'], port: 'report through the sink' },
  { words: ['Date', '.', 'now'], port: 'use the Clock port' },
  { words: ['new', 'Date', '(', ')'], port: 'use the Clock port' },
  { words: ['performance', '.'], port: 'use the Clock port' },
  { words: ['Math', '.', 'random'], port: 'use the Rng port' },
  { words: ['crypto', '.'], port: 'use the Hasher and Rng ports' },
  { words: ['new', 'TextDecoder'], port: 'use the TextCodec port' },
  { words: ['new', 'TextEncoder'], port: 'use the TextCodec port' },
  { words: ['setTimeout', '('], port: 'an engine does not wait' },
  { words: ['setInterval', '('], port: 'an engine does not wait' },
  { words: ['setImmediate', '('], port: 'an engine does not wait' },
  { words: ['queueMicrotask', '('], port: 'an engine does not wait' },
  { words: ['fetch', '('], port: 'an engine does no input or output' },
  { words: ['require', '('], port: 'import it' },
  { words: ['globalThis'], port: 'give it as a parameter' },
];

/** Everything wrong with one file, as `path:line: what, and what to do instead`. */
export function complaintsAbout(path: string, source: string): string[] {
  const tokens = tokenize(source);
  const complaints: string[] = [];
  const complain = (line: number, says: string): void => void complaints.push(`${path}:${line}: ${says}`);
  const layerName = layerOf(path);
  const layer = Object.hasOwn(LAYERS, layerName) ? LAYERS[layerName] : undefined;
  if (layer === undefined) return [`${path}:1: no layer is called "${layerName}"; the table is in house-rules.ts`];

  checkName(path, complain);
  for (const site of findImports(tokens)) checkImport(path, layerName, layer, site, complain);
  if (!DRIVERS.includes(layerName)) {
    for (const { words, allowed, door } of CODE_DOORS) {
      if (!allowed.test(path)) findWords(tokens, words).forEach((line) => complain(line, `${words.join('')}: ${door}`));
    }
  }
  if (layerName === 'verifier') {
    for (const { room, words, door } of VERIFIER_ROOMS) {
      if (room.test(path)) continue;
      for (const row of words) findWords(tokens, row).forEach((line) => complain(line, `${row.join('')}: ${door}`));
    }
  }
  if (layer.isPure) {
    for (const { words, port } of IMPURE) {
      findWords(tokens, words).forEach((line) => complain(line, `${words.join(' ')} in a pure layer: ${port}`));
    }
  }
  return complaints;
}

type Complain = (line: number, says: string) => void;

/** A test lies beside the code, but lives in the layer `test`. */
const isTest = (path: string): boolean => /\.test\.tsx?$/u.test(path);
const isEndToEnd = (path: string): boolean => path.startsWith('e2e/');
const folderOf = (path: string): string => (isEndToEnd(path) ? 'e2e' : (path.split('/')[1] ?? ''));
const layerOf = (path: string): string => (isTest(path) ? 'test' : folderOf(path));
const roomOf = (path: string): string => path.split('/')[2] ?? '';

function checkName(path: string, complain: Complain): void {
  const name = path.split('/').at(-1) ?? '';
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.[jt]sx?$/u.test(name)) complain(1, 'file names are kebab-case');
  if (name === 'index.ts' && path !== 'src/shared/contract/index.ts') complain(1, 'no barrel files: import the module');
}

function checkImport(path: string, layerName: string, layer: Layer, site: ImportSite, complain: Complain): void {
  const { specifier, form, line } = site;
  const isLoose = DRIVERS.includes(layerName);
  if (specifier === null)
    return isLoose ? undefined : complain(line, 'a computed import can not be checked: name the module');
  if (form === 'require') return complain(line, 'use import');
  const isRelative = specifier.startsWith('.') || (form === 'url' && !/^(?:[a-z][a-z0-9+.-]*:|\/)/iu.test(specifier));
  if (isRelative) return checkFile(path, layerName, layer, resolve(path, specifier), site, complain);
  if (form === 'url') return complain(line, `${specifier}: only files of this tree`);
  if (!layer.packages.some((pattern) => matches(specifier, pattern))) {
    return complain(line, `${layerName} may not use the package ${specifier}`);
  }
  if (layerName === 'verifier' && matches(specifier, NODE) && !/^src\/verifier\/(?:node|testing)\//u.test(path)) {
    return complain(line, `${specifier}: Node is known only in verifier/node`);
  }
  if (isLoose) return;
  for (const { packages, allowed, door } of PACKAGE_DOORS) {
    if (packages.some((pattern) => matches(specifier, pattern)) && !allowed.test(path)) {
      complain(line, `${specifier}: ${door}`);
    }
  }
}

function checkFile(
  path: string,
  layerName: string,
  layer: Layer,
  target: string,
  { form, line }: ImportSite,
  complain: Complain,
): void {
  const behindDoor = FILE_DOORS.find(({ layer: room }) => target.startsWith(`src/${room}/`) && layerName !== room);
  const isAtDoor = behindDoor?.allowed.test(path) === true && behindDoor.targets.test(target);
  if (
    behindDoor !== undefined &&
    !isAtDoor &&
    !DRIVERS.includes(layerName) &&
    layer.imports.includes(behindDoor.layer)
  ) {
    return complain(line, `${target}: ${behindDoor.door}`);
  }
  const isInside = target.startsWith('src/') || (layerName === 'e2e' && isEndToEnd(target));
  const targetLayer = isInside ? layerOf(target) : '.';
  if (form === 'url') {
    if (targetLayer !== layerName && !layer.urls.includes(targetLayer)) complain(line, `may not name ${target} by URL`);
    return;
  }
  if (!isInside) return complain(line, `${target} lies outside src`);
  if (!layer.imports.includes(targetLayer) && targetLayer !== layerName) {
    return complain(line, `${layerName} may not import ${targetLayer} (${target})`);
  }
  if (layerName === 'renderer' && targetLayer === 'engines' && !RENDERER_ENGINES.includes(roomOf(target))) {
    return complain(line, `the window may not import engines/${roomOf(target)}: ask the host`);
  }
  if (layerName !== 'engines' || targetLayer !== 'engines') return;
  const room = roomOf(path);
  const targetRoom = roomOf(target);
  if (targetRoom !== room && !HUBS.includes(targetRoom))
    complain(line, `engines/${room} may not import engines/${targetRoom}`);
}

function resolve(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

const matches = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Lines where the words stand in a row; a first word that is a member, a key or a declaration does not count. */
function findWords(tokens: readonly Token[], words: readonly string[]): number[] {
  const isCode = (token: Token | undefined, text: string): boolean =>
    token !== undefined && (token.kind === 'word' || token.kind === 'punct') && token.text === text;
  return tokens.flatMap((token, index) => {
    if (!words.every((word, step) => isCode(tokens[index + step], word))) return [];
    const startsWithSign = token.kind === 'punct';
    const isMember = !startsWithSign && isCode(tokens[index - 1], '.');
    const isKey = words.length === 1 && isCode(tokens[index + 1], ':');
    return isMember || isKey ? [] : [token.line];
  });
}

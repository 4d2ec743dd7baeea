/** The house rules, over every file of the tree; and proof that each of them can fail. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaintsAbout, LAYERS } from './helpers/house-rules.ts';
import { findImports, tokenize } from './helpers/source-tokens.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const sourceFiles = ['src', 'e2e']
  .flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  )
  .filter((path) => /\.[jt]sx?$/u.test(path) && !path.endsWith('.d.ts'));

describe('the tree', () => {
  it('keeps every house rule', () => {
    const complaints = sourceFiles.flatMap((path) => complaintsAbout(path, readFileSync(root + path, 'utf8')));
    expect(complaints).toEqual([]);
  });

  it('is read whole: the check is not blind', () => {
    const imports = sourceFiles.flatMap((path) => findImports(tokenize(readFileSync(root + path, 'utf8'))));
    expect(sourceFiles.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(sourceFiles.length * 2);
    expect(imports.filter(({ form }) => form === 'url').length).toBeGreaterThan(0);
  });

  it('has no layer without a row in the table', () => {
    const layers = new Set(sourceFiles.map((path) => (path.startsWith('e2e/') ? 'e2e' : (path.split('/')[1] ?? ''))));
    expect([...layers].filter((layer) => !Object.hasOwn(LAYERS, layer))).toEqual([]);
  });
});

const PLANTED: readonly (readonly [what: string, path: string, code: string])[] = [
  ['a layer above', 'src/engines/chain/x.ts', `import { a } from '../../host/router.ts';`],
  ['a layer above, for its types only', 'src/shared/x.ts', `import type { A } from '../engines/event/audit-event.ts';`],
  ['an import over several lines', 'src/shared/x.ts', `import {\n  a,\n  b as c,\n} from\n  '../host/config.ts';`],
  ['a re-export', 'src/shared/x.ts', `export { a } from '../host/config.ts';`],
  ['a re-export of everything', 'src/shared/x.ts', `export * as all from '../host/config.ts';`],
  ['a re-export of a type', 'src/shared/x.ts', `export type { A } from '../host/config.ts';`],
  ['an import for its effect', 'src/shared/x.ts', `import '../host/config.ts';`],
  ['a dynamic import', 'src/engines/ingest/x.ts', `const a = await import('../../host/config.ts');`],
  ['an import type', 'src/engines/ingest/x.ts', `let a: import('../../host/config.ts').Config;`],
  ['a computed import', 'src/host/x.ts', 'await import(`./${name}.ts`);'],
  ['a sibling engine', 'src/engines/ingest/x.ts', `import { a } from '../chain/record.ts';`],
  ['an engine from a hub', 'src/engines/kernel/x.ts', `import { a } from '../chain/record.ts';`],
  ['a package that is not on the list', 'src/engines/ingest/x.ts', `import { a } from 'csv-parse';`],
  ['a package of Node in an engine', 'src/engines/ingest/x.ts', `import { a } from 'node:crypto';`],
  ['a server in the host', 'src/host/x.ts', `import { connect } from 'node:net';`],
  ['another program', 'src/host/x.ts', `import { spawn } from 'node:child_process';`],
  ['the database driver past its door', 'src/host/services/x.ts', `import D from 'better-sqlite3-multiple-ciphers';`],
  ['a worker from the command line', 'src/cli/x.ts', `new Worker(new URL('../workers/x.worker.ts', import.meta.url));`],
  ['a worker from an engine', 'src/engines/ingest/x.ts', `new URL(\n'../../workers/x.ts',\nimport.meta.url)`],
  ['a worker with a computed name', 'src/engines/ingest/x.ts', 'new URL(`../../workers/${name}.ts`, import.meta.url)'],
  ['a file with a computed folder', 'src/host/x.ts', 'new URL(`${folder}/x.ts`, import.meta.url)'],
  ['a URL of the network', 'src/host/x.ts', `new URL('https://example.org/x.ts', import.meta.url)`],
  [
    'a file by its name alone, in a layer that names none',
    'src/shared/x.ts',
    `new URL('../host/x.ts', import.meta.url)`,
  ],
  ['the build tool past its door', 'src/cli/x.ts', `const { build } = await import('vite');`],
  ['a package of the window that is not on the list', 'src/renderer/x.tsx', `import { toast } from 'sonner';`],
  ['Electron in the host', 'src/host/x.ts', `import { app } from 'electron';`],
  ['the host in the preload', 'src/preload/x.ts', `import { createHost } from '../host/create-host.ts';`],
  ['messages of a window past their door', 'src/main/x.ts', `ipcMain.handle('x', () => 1);`],
  ['messages to Electron past their door', 'src/renderer/x.ts', `ipcRenderer.invoke('x');`],
  ['a window past its door', 'src/main/x.ts', 'const w = new BrowserWindow({});'],
  ['a link that leaves the program', 'src/main/x.ts', `const { openExternal } = shell;`],
  [
    'an engine that the window has no business with',
    'src/renderer/x.tsx',
    `import { a } from '../engines/chain/record.ts';`,
  ],
  ['the host in the window', 'src/renderer/x.tsx', `import { a } from '../host/router.ts';`],
  ['a package of Node in the window', 'src/renderer/x.tsx', `import { a } from 'node:fs';`],
  ['the program in its verifier', 'src/verifier/bag/x.ts', `import { a } from '../../engines/chain/merkle.ts';`],
  ['words of the program in its verifier', 'src/verifier/x.ts', `import type { A } from '../shared/verdict.ts';`],
  ['the verifier in the program', 'src/host/x.ts', `import { a } from '../verifier/tlog/merkle.ts';`],
  ['the verifier past its door', 'src/cli/x.ts', `import { run } from '../verifier/node/run.ts';`],
  [
    'more of the verifier than its door',
    'src/host/bundle-session/check-bundle.ts',
    `import { a } from '../../verifier/base/bytes.ts';`,
  ],
  ['the verifier in the host', 'src/host/x.ts', `import { run } from '../verifier/node/run.ts';`],
  ['a thread of the verifier past its door', 'src/cli/x.ts', `new URL('../verifier/node/main.ts', import.meta.url);`],
  ['Node where the verifier also runs in a browser', 'src/verifier/bag/x.ts', `import { a } from 'node:fs';`],
  ['a package that others made in the verifier', 'src/verifier/x.ts', `import { a } from 'zod';`],
  ['a buffer where the verifier also runs in a browser', 'src/verifier/bag/x.ts', 'const a: Buffer = b;'],
  ['the page where the verifier also runs in Node', 'src/verifier/bag/x.ts', `document.querySelector('x');`],
  ['the network in the verifier', 'src/verifier/page/x.ts', `fetch('https://example.org');`],
  ['require', 'src/host/x.ts', `const a = require('node:fs');`],
  ['a test helper in the program', 'src/host/x.ts', `import { a } from '../test/helpers/memory-case.ts';`],
  ['a file outside the tree', 'src/host/x.ts', `import { a } from '../../package.json';`],
  ['the host in a journey', 'e2e/x.e2e.ts', `import { a } from '../src/host/create-host.ts';`],
  ['the runner of Playwright in a journey', 'e2e/x.e2e.ts', `import { a } from 'playwright-core';`],
  ['a layer that nobody planned', 'src/utils/x.ts', ''],
  ['a name with capitals', 'src/host/MyFile.ts', ''],
  ['a barrel file', 'src/host/index.ts', ''],
  ['the environment', 'src/cli/x.ts', 'const a = process.env.HOME;'],
  ['the arguments', 'src/cli/x.ts', 'const [a] = process\n  .argv;'],
  ['the end of the process', 'src/host/x.ts', 'process.exit(1);'],
  ['SQL outside the vault', 'src/host/services/x.ts', `db.prepare('SELECT 1');`],
  ['WebAssembly past its door', 'src/host/x.ts', 'new WebAssembly.Module(bytes);'],
  ['the console', 'src/cli/x.ts', `console.log('x');`],
  ['code from text', 'src/host/x.ts', `new Function('return 1')();`],
  ['the clock in an engine', 'src/engines/chain/x.ts', 'const a = Date.now();'],
  ['the clock by another name', 'src/engines/chain/x.ts', 'const a = new Date();'],
  ['chance in an engine', 'src/engines/chain/x.ts', 'const a = Math.random();'],
  ['chance inside a template', 'src/engines/chain/x.ts', 'const a = `x${`y${Math.random()}`}`;'],
  ['a buffer in an engine', 'src/engines/chain/x.ts', 'const a: Buffer = b;'],
  ['waiting in an engine', 'src/engines/chain/x.ts', 'setTimeout(() => {}, 1);'],
  ['a global by its back door', 'src/shared/x.ts', `globalThis['process']`],
];

const INNOCENT: readonly (readonly [what: string, path: string, code: string])[] = [
  [
    'comments and strings',
    'src/engines/chain/x.ts',
    `// import 'node:fs'\n/* Date.now() */ const a = "import x from 'node:fs'";`,
  ],
  ['a regular expression with quotes', 'src/engines/chain/x.ts', `const a = /['"\`]/u; const b = "Math.random()";`],
  ['division', 'src/engines/chain/x.ts', `const a = (b / c) / d; const e = 'Date.now()'; const f = g / 2;`],
  ['text of a template', 'src/engines/chain/x.ts', 'const a = `Date.now() ${b} setTimeout(`;'],
  ['members with these names', 'src/engines/chain/x.ts', 'event.process.name; clock.performance; a.require(b);'],
  ['keys with these names', 'src/engines/chain/x.ts', '({ Buffer: 1, process: 2, globalThis: 3 });'],
  ['a date from a number', 'src/engines/chain/x.ts', 'const a = new Date(ms); const b = Date.UTC(2026, 0);'],
  ['a hub', 'src/engines/ingest/x.ts', `import type { A } from '../event/audit-event.ts';`],
  ['a file beside it, without a dot', 'src/host/x.ts', `new URL('y.ts', import.meta.url)`],
  ['a worker started by the host', 'src/host/x.ts', `new URL('../workers/x.worker.ts', import.meta.url)`],
  [
    'the verifier by its door',
    'src/host/bundle-session/check-bundle.ts',
    `import { run } from '../../verifier/node/run.ts';`,
  ],
  ['Node in the room of the verifier that knows it', 'src/verifier/node/x.ts', `import { a } from 'node:fs';`],
  ['a helper of tests in a journey', 'e2e/x.e2e.ts', `import { a } from '../src/test/helpers/shared-data.ts';`],
  [
    'anything in a test',
    'src/engines/chain/x.test.ts',
    `import { a } from '../../host/router.ts'; console.log(Date.now());`,
  ],
];

describe('the rules', () => {
  it.each(PLANTED)('find %s', (_, path, code) => {
    expect(complaintsAbout(path, code)).toHaveLength(1);
  });

  it.each(INNOCENT)('let %s pass', (_, path, code) => {
    expect(complaintsAbout(path, code)).toEqual([]);
  });

  it('name the file, the line and the door', () => {
    const code = `\n/* one\ntwo */ const a = \`\n\`;\nprocess.env.HOME;`;
    expect(complaintsAbout('src/cli/x.ts', code)).toEqual([
      'src/cli/x.ts:5: process.env: read settings through host/config.ts',
    ]);
  });
});

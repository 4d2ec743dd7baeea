/**
 * How Electron's three parts are built: main and its threads file by file, the preload as one file, the window as it always is.
 *
 * `npx electron-vite build` needs no Electron binary. Files stay apart since the host starts threads and reads data by
 * `new URL('...', import.meta.url)`; a plugin brings along what they name so.
 */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import renderer from './src/renderer/vite.config.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const src = join(root, 'src');
const outMain = join(root, 'out/main');
const NAMED_BY_URL = /new URL\(\s*(['"`])([^'"`]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/gu;

/** The files that a name stands for: itself, or with `${...}` in it all that fit. */
function filesOf(folder: string, specifier: string): string[] {
  const pattern = basename(specifier).split(/\$\{[^}]*\}/u);
  const dir = join(folder, dirname(specifier));
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter(({ name }) => name.startsWith(pattern[0] ?? '') && name.endsWith(pattern.at(-1) ?? ''))
    .filter((each) => each.isFile() && (pattern.length > 1 || each.name === pattern[0]))
    .map(({ name }) => join(dir, name));
}

/** Threads are built as files of their own, data is copied, both to the place that the URL names. */
function filesNamedByUrl(): Plugin {
  const data = new Set<string>();
  return {
    name: 'files-named-by-url',
    transform(code, id) {
      if (!id.startsWith(src)) return null;
      return code.replace(NAMED_BY_URL, (whole, _quote, specifier: string) => {
        const files = filesOf(dirname(id), specifier);
        for (const file of files.filter((each) => !each.endsWith('.ts'))) data.add(file);
        const threads = files.filter((each) => each.endsWith('.ts'));
        for (const id of threads) {
          this.emitFile({ type: 'chunk', id, fileName: relative(src, id).replace(/\.ts$/u, '.js') });
        }
        return threads.length === 0 ? whole : whole.replace(/\.ts(['"`])/u, '.js$1');
      });
    },
    writeBundle() {
      for (const file of data) {
        const copy = join(outMain, relative(src, file));
        mkdirSync(dirname(copy), { recursive: true });
        cpSync(file, copy);
      }
    },
  };
}

export default defineConfig({
  main: {
    plugins: [filesNamedByUrl()],
    build: {
      outDir: outMain,
      emptyOutDir: true,
      externalizeDeps: true,
      minify: false,
      rollupOptions: {
        input: join(src, 'main/main.ts'),
        output: {
          format: 'es',
          preserveModules: true,
          preserveModulesRoot: src,
          entryFileNames: '[name].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: join(root, 'out/preload'),
      externalizeDeps: false,
      minify: false,
      rollupOptions: {
        input: join(src, 'preload/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    ...renderer,
    build: { ...renderer.build, rollupOptions: { input: join(src, 'renderer/index.html') } },
  },
});

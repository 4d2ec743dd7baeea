/**
 * Builds the stand-alone verifier: one file for Node, one page for browsers, and their hashes.
 *
 * Started by `npm run verifier`, and by tests into a folder of their own. The same source gives the same bytes: nothing of
 * this machine, no time and no path gets in. Neither file is made small: an expert may want to read what runs.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const room = join(root, 'src/verifier');
export const VERIFIER_FILES = ['audittrail-verifier.mjs', 'audittrail-verifier.html'] as const;

/** The one file that an entry and all it needs become. */
async function bundle(entry: string, forNode: boolean): Promise<string> {
  const config: InlineConfig = {
    configFile: false,
    root: room,
    logLevel: 'error',
    mode: 'production',
    ssr: { noExternal: true, target: 'node' },
    build: {
      write: false,
      minify: false,
      sourcemap: false,
      target: forNode ? 'node20' : ['chrome120', 'firefox121', 'safari17'],
      modulePreload: false,
      ...(forNode ? { ssr: true } : {}),
      rolldownOptions: {
        input: join(room, entry),
        output: { format: forNode ? 'es' : 'iife', codeSplitting: false },
      },
    },
  };
  const built = await build(config);
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const [chunk, ...more] = outputs;
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error(`${entry} did not become one file`);
  // Comments name the file each part comes from, by a path that depends on where packages lie on this machine.
  return chunk.code.replaceAll(/^\s*\/\/#(?:end)?region.*\n/gmu, '').replaceAll(/^(\s*\/\/ ).*node_modules\//gmu, '$1');
}

const sha256 = (text: string, form: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(form);

async function page(): Promise<string> {
  const style = readFileSync(join(room, 'page/page.css'), 'utf8');
  // The text of a script ends at this sign, wherever it stands.
  const script = (await bundle('page/main.ts', false)).replaceAll('</script', '<\\/script');
  // Only this very script and this very style may run, and nothing may be fetched or sent.
  const csp = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script, 'base64')}'`,
    `style-src 'sha256-${sha256(style, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: Record<string, string> = { csp, style, script };
  return readFileSync(join(room, 'page/page.html'), 'utf8').replaceAll(
    /\{\{(\w+)\}\}/gu,
    (_, name: string) => parts[name] ?? '',
  );
}

/** @returns the lines of SHA256SUMS */
export async function buildVerifier(folder: string): Promise<string> {
  const head =
    '#!/usr/bin/env node\n// AuditTrailPro stand-alone verifier. MIT License. Source: src/verifier. Contains @noble/curves and @noble/hashes (MIT).\n';
  const texts = [head + (await bundle('node/main.ts', true)), await page()];
  mkdirSync(folder, { recursive: true });
  const sums = VERIFIER_FILES.map((name, index) => {
    writeFileSync(join(folder, name), texts[index] as string);
    return `${sha256(texts[index] as string, 'hex')}  ${name}\n`;
  }).join('');
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  return sums;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(await buildVerifier(join(root, 'out/verifier')));
}

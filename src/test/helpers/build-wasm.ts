/**
 * `npm run wasm`: compiles the modules of src/wasm from AssemblyScript to WebAssembly.
 *
 * The binaries are committed, so that the program runs from a checkout without a compiler; a test compiles them again and
 * compares every byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const wasmFolder = fileURLToPath(new URL('../../wasm/', import.meta.url));

/** Each module is compiled from `<name>/<name>-module.ts` to `<name>.wasm`. */
export const WASM_MODULES: readonly string[] = ['evtx', 'hash', 'json', 'segment'];

/** Where the binary of a module is committed. */
export const wasmPath = (name: string): string => `${wasmFolder}${name}.wasm`;

const OPTIONS = '--outFile out.wasm -O3 --converge --noAssert --runtime stub --enable simd --enable bulk-memory'.split(
  ' ',
);

/** @throws Error with the compiler's own words */
export async function compileWasm(name: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  let said = '';
  const { error } = await main([`${name}/${name}-module.ts`, ...OPTIONS], {
    stderr: { write: (text: string) => void (said += text) },
    readFile: (path: string) => readIfThere(`${wasmFolder}${path}`),
    listFiles: () => [],
    writeFile: (_, contents) => void (binary = contents as Uint8Array),
  });
  if (error !== null || binary === undefined) throw new Error(`${name}: ${error?.message ?? 'no binary'}\n${said}`);
  return binary;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of WASM_MODULES) writeFileSync(wasmPath(name), await compileWasm(name));
}

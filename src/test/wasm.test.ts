/** The committed binaries are what the sources compile to. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileWasm, WASM_MODULES, wasmPath } from './helpers/build-wasm.ts';

it.each(WASM_MODULES)('holds of src/wasm/%s exactly what it compiles to (else: npm run wasm)', async (name) => {
  const binary = await compileWasm(name);
  expect(Buffer.compare(readFileSync(wasmPath(name)), binary)).toBe(0);
});

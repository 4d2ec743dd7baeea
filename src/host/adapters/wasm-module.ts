/**
 * The door to WebAssembly: compiles a module of src/wasm once a process thread, and makes instances of it.
 *
 * The binaries ship with the program and are compared with their source by a test; nothing else is ever compiled.
 */
import { readFileSync } from 'node:fs';

/** As much of the JavaScript interface (WebAssembly JS-API §5) as is used here; ECMAScript's own types leave it out. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: Readonly<Record<string, object>>,
  ) => {
    readonly exports: unknown;
  };
}

declare const WebAssembly: WebAssemblyApi;

/** What every module exports beside its functions. */
export interface WasmMemory {
  /** Another buffer each time the module took more memory. */
  readonly memory: { readonly buffer: ArrayBuffer };
}

const compiled = new Map<string, object>();

/**
 * A new instance, with a memory of its own.
 *
 * @param binary of the module, e.g. `new URL('../../wasm/segment.wasm', import.meta.url)`
 * @param imports functions by name, as the module's `imports.ts` declares them
 * @returns its exports
 */
export function newInstance<Exports extends WasmMemory>(binary: URL, imports: object = {}): Exports {
  let module = compiled.get(binary.href);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(binary));
    compiled.set(binary.href, module);
  }
  return new WebAssembly.Instance(module, { imports }).exports as Exports;
}

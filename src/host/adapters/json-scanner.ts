/**
 * The JSON scanner on WebAssembly: plain records of our own shape become canonical bodies without passing through JavaScript.
 *
 * About 1.5 us a record of 900 bytes, half of it for the hash. One instance a thread, memory fixed at about 2 MB; records
 * are copied into a window of 256 KiB, longer ones are declined.
 * Source: decision 0021; src/wasm/json.
 * Trust: the bytes are hostile; the module sees its own memory only, and every offset given to it is checked here.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JsonScanner, Piece, ScannedEvent } from '../../engines/ingest/format.ts';

/** What the module gives (src/wasm/json/json-module.ts). */
interface JsonModule {
  memory: { buffer: ArrayBuffer };
  windowAt(): number;
  windowBytes(): number;
  sourceHashAt(): number;
  bodyAt(): number;
  resultAt(): number;
  scan(start: number, end: number, offset: number): number;
}

// Node has it, its types do not.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** Behind what the window holds: the module reads blocks of 16 bytes, and a zero ends whatever was not closed. */
const PADDING_BYTES = 64;
// Of the result, in bytes from its start.
const HASH_AT = 8;
const TIME_AT = 12;
const TIME_LENGTH = 16;

let compiled: object | undefined;

/** A scanner of its own memory. Compiles the module once a thread. */
export function createJsonScanner(): JsonScanner {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../../wasm/json.wasm', import.meta.url)));
  const { exports } = new WebAssembly.Instance(compiled);
  return new WasmJsonScanner(exports as JsonModule);
}

class WasmJsonScanner implements JsonScanner, ScannedEvent {
  readonly memory: Buffer;
  readonly start: number;
  end = 0;
  timeUs = Number.NaN;
  readonly isAmbiguous = false;

  readonly #module: JsonModule;
  readonly #result: DataView;
  readonly #windowAt: number;
  readonly #windowBytes: number;
  readonly #sourceHashAt: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  /** The range of the piece that the window holds. */
  #from = 0;
  #to = 0;

  constructor(module: JsonModule) {
    this.#module = module;
    this.memory = Buffer.from(module.memory.buffer);
    this.start = module.bodyAt();
    this.#result = new DataView(module.memory.buffer, module.resultAt());
    this.#windowAt = module.windowAt();
    this.#windowBytes = module.windowBytes();
    this.#sourceHashAt = module.sourceHashAt();
  }

  open(piece: Piece, sourceHash: string): void {
    this.memory.write(sourceHash, this.#sourceHashAt, 64, 'latin1');
    this.#bytes = piece.bytes;
    this.#offset = piece.offset;
    this.#from = 0;
    this.#to = 0;
  }

  scan(start: number, end: number): ScannedEvent | undefined {
    if (start < this.#from || end > this.#to) {
      if (!(start >= 0 && start < end && end <= this.#bytes.length) || end - start > this.#windowBytes)
        return undefined;
      this.#load(start);
    }
    const { memory } = this;
    const at = this.#windowAt + start - this.#from;
    const length = end - start;
    const bodyEnd = this.#module.scan(at, at + length, this.#offset + start);
    if (bodyEnd === 0) return undefined;
    // The bytes that are hashed are the ones that were scanned.
    const rawHash = hash('sha256', memory.subarray(at, at + length), 'hex');
    memory.write(rawHash, this.#result.getUint32(HASH_AT, true), 64, 'latin1');
    this.end = bodyEnd;
    this.timeUs = this.#result.getFloat64(0, true);
    return this;
  }

  /** Bound: sinks take the parts of an event apart. */
  readonly timestamp = (): string | null => {
    const at = this.#result.getUint32(TIME_AT, true);
    const length = this.#result.getUint32(TIME_LENGTH, true);
    return length === 0 ? null : this.memory.toString('latin1', at, at + length);
  };

  #load(start: number): void {
    const to = Math.min(this.#bytes.length, start + this.#windowBytes);
    this.memory.set(this.#bytes.subarray(start, to), this.#windowAt);
    const padding = this.#windowAt + to - start;
    this.memory.fill(0, padding, padding + PADDING_BYTES);
    this.#from = start;
    this.#to = to;
  }
}

/**
 * The JSON scanner on WebAssembly: plain records of our own shape become canonical bodies without passing through JavaScript.
 *
 * About 1.5 us a record of 900 bytes, half of it for the hash. One instance a thread, memory fixed at about 2 MB; records
 * are copied into a window of 256 KiB, longer ones are declined.
 * Source: decision 0021; src/wasm/json.
 * Trust: the bytes are hostile; the module sees its own memory only, and every offset given to it is checked here.
 */
import { hash } from 'node:crypto';
import { newInstance, type WasmMemory } from './wasm-module.ts';
import type { Piece, ScannedEvent } from '../../engines/ingest/format.ts';
import type { JsonScanner, ScannedLine } from '../../engines/ingest/parsers/json/json-scanner.ts';

/** What the module gives (src/wasm/json/json-module.ts). */
interface JsonModule extends WasmMemory {
  windowAt(): number;
  windowBytes(): number;
  sourceHashAt(): number;
  bodyAt(): number;
  resultAt(): number;
  bodyBytes(): number;
  recordAt(): number;
  scan(start: number, limit: number, offset: number): number;
  record(start: number, limit: number): number;
}

/** Behind what the window holds: the module reads blocks of 16 bytes, and a zero ends whatever was not closed. */
const PADDING_BYTES = 64;
// Of the result, in bytes from its start.
const HASH_AT = 8;
const TIME_AT = 12;
const TIME_LENGTH = 16;
const RECORD_END = 20;
const NEXT = 24;

const NOTHING: Uint8Array = new Uint8Array(0);

/** A scanner of its own memory. */
export const createJsonScanner = (): JsonScanner =>
  new WasmJsonScanner(newInstance<JsonModule>(new URL('../../wasm/json.wasm', import.meta.url)));

class WasmJsonScanner implements JsonScanner, ScannedEvent, ScannedLine {
  readonly memory: Buffer;
  readonly start: number;
  end = 0;
  timeUs = Number.NaN;
  readonly isAmbiguous = false;
  recordEnd = 0;
  next = 0;

  readonly #module: JsonModule;
  readonly #result: DataView;
  readonly #windowAt: number;
  readonly #windowBytes: number;
  readonly #sourceHashAt: number;
  readonly #bodyBytes: number;
  readonly #recordAt: number;
  #bytes = NOTHING;
  #offset = 0;
  /** The range of the piece that the window holds: whole lines. */
  #from = 0;
  #to = 0;
  /** The end of the text that `record` wrote; 0 where there is none. */
  #recordEnd = 0;
  /** The time of an enclosed record; undefined where the module knows it. */
  #enclosedTime: string | null | undefined;

  constructor(module: JsonModule) {
    this.#module = module;
    this.memory = Buffer.from(module.memory.buffer);
    this.start = module.bodyAt();
    this.#result = new DataView(module.memory.buffer, module.resultAt());
    this.#windowAt = module.windowAt();
    this.#windowBytes = module.windowBytes();
    this.#sourceHashAt = module.sourceHashAt();
    this.#bodyBytes = module.bodyBytes();
    this.#recordAt = module.recordAt();
  }

  open({ bytes, offset }: Piece, sourceHash: string): void {
    this.memory.write(sourceHash, this.#sourceHashAt, 64, 'latin1');
    this.#bytes = bytes;
    this.#offset = offset;
    this.#from = 0;
    this.#to = 0;
  }

  scan(start: number): (ScannedEvent & ScannedLine) | undefined {
    if (!this.#holds(start)) return undefined;
    const { memory } = this;
    const result = this.#result;
    const shift = this.#windowAt - this.#from;
    const end = this.#module.scan(start + shift, this.#to + shift, this.#offset + start);
    if (end === 0) return undefined;
    this.#placeLine(shift);
    // The bytes that are hashed are the ones that were scanned.
    const rawHash = hash('sha256', memory.subarray(start + shift, this.recordEnd + shift), 'hex');
    memory.write(rawHash, result.getUint32(HASH_AT, true), 64, 'latin1');
    this.end = end;
    this.timeUs = result.getFloat64(0, true);
    this.#enclosedTime = undefined;
    return this;
  }

  record(start: number): ScannedLine | undefined {
    this.#recordEnd = 0;
    if (!this.#holds(start)) return undefined;
    const shift = this.#windowAt - this.#from;
    const end = this.#module.record(start + shift, this.#to + shift);
    if (end === 0) return undefined;
    this.#recordEnd = end;
    this.#placeLine(shift);
    return this;
  }

  enclose(before: string, after: string, timestamp: string | null, timeUs: number): ScannedEvent | undefined {
    const { memory, start } = this;
    const recordBytes = this.#recordEnd - this.#recordAt;
    // UTF-8 takes at most three bytes for a unit of UTF-16.
    if (recordBytes <= 0 || 3 * (before.length + after.length) + recordBytes > this.#bodyBytes) return undefined;
    const recordAt = start + memory.write(before, start, 'utf8');
    memory.copyWithin(recordAt, this.#recordAt, this.#recordEnd);
    const afterAt = recordAt + recordBytes;
    this.end = afterAt + memory.write(after, afterAt, 'utf8');
    this.timeUs = timeUs;
    this.#enclosedTime = timestamp;
    return this;
  }

  /** Bound: sinks take the parts of an event apart. */
  readonly timestamp = (): string | null => {
    if (this.#enclosedTime !== undefined) return this.#enclosedTime;
    const at = this.#result.getUint32(TIME_AT, true);
    const length = this.#result.getUint32(TIME_LENGTH, true);
    return length === 0 ? null : this.memory.toString('latin1', at, at + length);
  };

  /** Where the module found the ends of the record and of its line, as places in the piece. */
  #placeLine(shift: number): void {
    this.recordEnd = this.#result.getUint32(RECORD_END, true) - shift;
    this.next = this.#result.getUint32(NEXT, true) - shift;
  }

  #holds(start: number): boolean {
    return (start >= this.#from && start < this.#to) || this.#load(start);
  }

  /** Fills the window with whole lines from `start` on. False where not even one goes in. */
  #load(start: number): boolean {
    const { memory } = this;
    const bytes = this.#bytes;
    const windowAt = this.#windowAt;
    const isInside = start >= 0 && start < bytes.length;
    let length = isInside ? Math.min(bytes.length - start, this.#windowBytes) : 0;
    memory.set(bytes.subarray(start, start + length), windowAt);
    if (start + length < bytes.length) {
      const lineEnd = memory.lastIndexOf(10, windowAt + length - 1);
      length = Math.max(0, lineEnd + 1 - windowAt);
    }
    memory.fill(0, windowAt + length, windowAt + length + PADDING_BYTES);
    this.#from = start;
    this.#to = start + length;
    // Lines are asked for in order: a piece that was copied to its end is not held on to.
    if (this.#to === bytes.length) this.#bytes = NOTHING;
    return length > 0;
  }
}

/**
 * Builds small EVTX files for tests, so that the tests need no file from outside.
 *
 * Pure. Written from the specification only; shares nothing with the reader.
 * Source: libevtx "Windows XML Event Log (EVTX)" §2-4.
 */
import { crc32 } from './crc32.ts';

/** Bytes of a value; a function gets the chunk and the offset where the value will lie. */
export interface Value {
  type: number;
  bytes: Uint8Array | ((chunk: ChunkBuilder, at: number) => Uint8Array);
}

export type Part =
  | { kind: 'text'; text: string }
  | { kind: 'value'; index: number; isOptional: boolean }
  | { kind: 'cdata'; text: string }
  | { kind: 'character'; code: number }
  | { kind: 'entity'; name: string }
  | { kind: 'instruction'; target: string; text: string }
  | ElementSpec;

export interface ElementSpec {
  kind: 'element';
  name: string;
  attributes: [name: string, parts: Part[]][];
  content: Part[];
}

export interface TemplateSpec {
  /** First four bytes of the GUID; the rest is zero. */
  id: number;
  root: ElementSpec;
}

export const text = (value: string): Part => ({ kind: 'text', text: value });
export const value = (index: number): Part => ({ kind: 'value', index, isOptional: false });
export const optional = (index: number): Part => ({ kind: 'value', index, isOptional: true });
/** @param attributes texts, or parts */
export function element(
  name: string,
  attributes: Record<string, string | Part[]> = {},
  content: (Part | string)[] = [],
): ElementSpec {
  return {
    kind: 'element',
    name,
    attributes: Object.entries(attributes).map(([key, parts]) => [
      key,
      typeof parts === 'string' ? [text(parts)] : parts,
    ]),
    content: content.map((part) => (typeof part === 'string' ? text(part) : part)),
  };
}

const numberBytes = (size: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
};
export const utf16 = (chars: string): Uint8Array =>
  numberBytes(chars.length * 2, (view) => {
    for (let i = 0; i < chars.length; i += 1) view.setUint16(i * 2, chars.charCodeAt(i), true);
  });
export const nothing: Value = { type: 0, bytes: new Uint8Array(0) };
export const string = (chars: string): Value => ({ type: 0x01, bytes: utf16(chars) });
export const u8 = (n: number): Value => ({ type: 0x04, bytes: new Uint8Array([n]) });
export const u16 = (n: number): Value => ({ type: 0x06, bytes: numberBytes(2, (view) => view.setUint16(0, n, true)) });
export const u32 = (n: number): Value => ({ type: 0x08, bytes: numberBytes(4, (view) => view.setUint32(0, n, true)) });
export const u64 = (n: bigint, type = 0x0a): Value => ({
  type,
  bytes: numberBytes(8, (view) => view.setBigUint64(0, n, true)),
});
export const fileTime = (n: bigint): Value => u64(n, 0x11);
export const hex64 = (n: bigint): Value => u64(n, 0x15);
/** Any type with these bytes. */
export const raw = (type: number, ...bytes: number[]): Value => ({ type, bytes: new Uint8Array(bytes) });
/** A template instance as the value of a substitution. */
export const embedded = (template: TemplateSpec, values: Value[]): Value => ({
  type: 0x21,
  bytes: (chunk, at) => {
    const writer = new Writer(chunk, at);
    writer.push(0x0f, 1, 1, 0);
    writer.instance(template, values);
    writer.push(0);
    return writer.bytes();
  },
});

const MAX_BYTES = 65_536;

/** Bytes that will lie at `base` of the chunk. */
class Writer {
  readonly #out: number[] = [];
  readonly #chunk: ChunkBuilder;
  readonly #base: number;

  constructor(chunk: ChunkBuilder, base: number) {
    this.#chunk = chunk;
    this.#base = base;
  }

  get at(): number {
    return this.#base + this.#out.length;
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#out);
  }

  push(...bytes: number[]): void {
    for (const byte of bytes) this.#out.push(byte & 0xff);
  }

  append(bytes: Uint8Array): void {
    for (const byte of bytes) this.#out.push(byte);
  }

  u16(n: number): void {
    this.push(n, n >> 8);
  }

  u32(n: number): void {
    this.push(n, n >> 8, n >> 16, n >> 24);
  }

  setU32(at: number, n: number): void {
    for (let i = 0; i < 4; i += 1) this.#out[at - this.#base + i] = (n >>> (8 * i)) & 0xff;
  }

  name(name: string): void {
    const known = this.#chunk.names.get(name);
    if (known !== undefined) {
      this.u32(known);
      return;
    }
    this.u32(this.at + 4);
    this.#chunk.names.set(name, this.at);
    this.u32(0);
    this.u16(0x1234);
    this.u16(name.length);
    this.append(utf16(name));
    this.u16(0);
  }

  parts(parts: readonly Part[], hasDependencyIds: boolean): void {
    for (const part of parts) {
      switch (part.kind) {
        case 'text':
          this.push(0x05, 0x01);
          this.u16(part.text.length);
          this.append(utf16(part.text));
          break;
        case 'cdata':
          this.push(0x07);
          this.u16(part.text.length);
          this.append(utf16(part.text));
          break;
        case 'value':
          this.push(part.isOptional ? 0x0e : 0x0d);
          this.u16(part.index);
          this.push(0x01);
          break;
        case 'character':
          this.push(0x08);
          this.u16(part.code);
          break;
        case 'entity':
          this.push(0x09);
          this.name(part.name);
          break;
        case 'instruction':
          this.push(0x0a);
          this.name(part.target);
          this.push(0x0b);
          this.u16(part.text.length);
          this.append(utf16(part.text));
          break;
        case 'element':
          this.element(part, hasDependencyIds);
          break;
      }
    }
  }

  element(spec: ElementSpec, hasDependencyIds: boolean): void {
    const { attributes, content } = spec;
    this.push(attributes.length > 0 ? 0x41 : 0x01);
    if (hasDependencyIds) this.u16(0xffff);
    const sizeAt = this.at;
    this.u32(0);
    this.name(spec.name);
    if (attributes.length > 0) {
      const listAt = this.at;
      this.u32(0);
      attributes.forEach(([key, parts], index) => {
        this.push(index < attributes.length - 1 ? 0x46 : 0x06);
        this.name(key);
        this.parts(parts, hasDependencyIds);
      });
      this.setU32(listAt, this.at - listAt - 4);
    }
    if (content.length === 0) this.push(0x03);
    else {
      this.push(0x02);
      this.parts(content, hasDependencyIds);
      this.push(0x04);
    }
    this.setU32(sizeAt, this.at - sizeAt - 4);
  }

  instance(template: TemplateSpec, values: readonly Value[]): void {
    this.push(0x0c, 0x01);
    this.u32(template.id);
    const known = this.#chunk.templates.get(template);
    if (known === undefined) {
      const at = this.at + 4;
      this.#chunk.templates.set(template, at);
      this.u32(at);
      this.u32(0);
      this.u32(template.id);
      for (let i = 0; i < 12; i += 1) this.push(0);
      const sizeAt = this.at;
      this.u32(0);
      this.push(0x0f, 1, 1, 0);
      this.element(template.root, true);
      this.push(0);
      this.setU32(sizeAt, this.at - sizeAt - 4);
    } else this.u32(known);
    this.u32(values.length);
    const descriptorsAt = this.at;
    for (const { type } of values) this.push(0, 0, type, 0);
    values.forEach(({ type, bytes }, index) => {
      const from = this.at;
      this.append(typeof bytes === 'function' ? bytes(this.#chunk, from) : bytes);
      this.setU32(descriptorsAt + index * 4, (this.at - from) | (type << 16));
    });
  }
}

export interface RecordOptions {
  /** Written time of the record header; 0 where none. */
  written?: bigint;
}

/** One chunk. Records are added in order; `bytes()` closes it with header and checksums. */
export class ChunkBuilder {
  readonly names = new Map<string, number>();
  readonly templates = new Map<TemplateSpec, number>();
  readonly #bytes = new Uint8Array(MAX_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #offsets: number[] = [];
  readonly #ids: number[] = [];
  #free = 512;

  /** Offset of each record in the chunk, and behind the last one. */
  get offsets(): readonly number[] {
    return [...this.#offsets, this.#free];
  }

  /** Adds a record whose content is a template instance. */
  add(id: number, template: TemplateSpec, values: readonly Value[], options: RecordOptions = {}): this {
    const writer = new Writer(this, this.#free + 24);
    writer.push(0x0f, 1, 1, 0);
    writer.instance(template, values);
    writer.push(0);
    return this.#close(id, writer, options);
  }

  /** Adds a record whose content is an element written out. */
  addDirect(id: number, root: ElementSpec, hasDependencyIds = true): this {
    const writer = new Writer(this, this.#free + 24);
    writer.push(0x0f, 1, 1, 0);
    writer.element(root, hasDependencyIds);
    writer.push(0);
    return this.#close(id, writer, {});
  }

  #close(id: number, writer: Writer, options: RecordOptions): this {
    while ((writer.at + 4) % 8 !== 0) writer.push(0);
    const at = this.#free;
    const size = writer.at + 4 - at;
    this.#view.setUint32(at, 0x2a2a, true);
    this.#view.setUint32(at + 4, size, true);
    this.#view.setBigUint64(at + 8, BigInt(id), true);
    this.#view.setBigUint64(at + 16, options.written ?? 0n, true);
    this.#bytes.set(writer.bytes(), at + 24);
    this.#view.setUint32(at + size - 4, size, true);
    this.#offsets.push(at);
    this.#ids.push(id);
    this.#free = at + size;
    return this;
  }

  /** @param flags 4: without checksums */
  bytes(flags = 0): Uint8Array {
    const view = this.#view;
    this.#bytes.set([0x45, 0x6c, 0x66, 0x43, 0x68, 0x6e, 0x6b, 0]);
    const first = BigInt(this.#ids[0] ?? 0);
    const last = BigInt(this.#ids.at(-1) ?? 0);
    for (const at of [8, 24]) {
      view.setBigUint64(at, first, true);
      view.setBigUint64(at + 8, last, true);
    }
    view.setUint32(40, 128, true);
    view.setUint32(44, this.#offsets.at(-1) ?? 0, true);
    view.setUint32(48, this.#free, true);
    view.setUint32(120, flags, true);
    if ((flags & 4) === 0) sealChunk(this.#bytes);
    return this.#bytes.slice();
  }
}

/** Writes both checksums of a chunk anew. */
export function sealChunk(chunk: Uint8Array): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  view.setUint32(52, crc32(chunk.subarray(512, view.getUint32(48, true))), true);
  view.setUint32(124, crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), true);
}

/** The whole file. @param flags 1 dirty, 2 full, 4 without checksums */
export function buildFile(chunks: readonly Uint8Array[], flags = 0): Uint8Array {
  const file = new Uint8Array(4_096 + chunks.length * MAX_BYTES);
  const view = new DataView(file.buffer);
  file.set([0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0]);
  view.setBigUint64(16, BigInt(Math.max(0, chunks.length - 1)), true);
  view.setUint32(32, 128, true);
  view.setUint16(36, 1, true);
  view.setUint16(38, 3, true);
  view.setUint16(40, 4_096, true);
  view.setUint16(42, chunks.length, true);
  view.setUint32(120, flags, true);
  view.setUint32(124, crc32(file.subarray(0, 120)), true);
  chunks.forEach((chunk, index) => file.set(chunk, 4_096 + index * MAX_BYTES));
  return file;
}

/** System as every provider writes it: 0 event id, 1 time, 2 record id, 3 computer, 4 event data as binary XML. */
export const EVENT_TEMPLATE: TemplateSpec = {
  id: 0x1b2c3d4e,
  root: element('Event', { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' }, [
    element('System', {}, [
      element('Provider', { Name: 'Microsoft-Windows-Security-Auditing' }),
      element('EventID', {}, [optional(0)]),
      element('Level', {}, ['0']),
      element('Keywords', {}, ['0x8020000000000000']),
      element('TimeCreated', { SystemTime: [optional(1)] }),
      element('EventRecordID', {}, [optional(2)]),
      element('Channel', {}, ['Security']),
      element('Computer', {}, [optional(3)]),
      element('Security', { UserID: [optional(5)] }),
    ]),
    optional(4),
  ]),
};

export const LOGON_DATA: TemplateSpec = {
  id: 0x0badcafe,
  root: element('EventData', {}, [
    element('Data', { Name: 'TargetUserName' }, [value(0)]),
    element('Data', { Name: 'TargetDomainName' }, [value(1)]),
    element('Data', { Name: 'LogonType' }, [value(2)]),
    element('Data', { Name: 'IpAddress' }, [value(3)]),
  ]),
};

/** 2024-05-06T07:08:09.1234567Z */
export const SAMPLE_FILETIME = 133_594_528_891_234_567n;

/** A successful logon with this record id. */
export function addLogon(chunk: ChunkBuilder, id: number, user: string): ChunkBuilder {
  return chunk.add(id, EVENT_TEMPLATE, [
    u16(4_624),
    fileTime(SAMPLE_FILETIME),
    u64(BigInt(id)),
    string('WS1.corp.example'),
    embedded(LOGON_DATA, [string(user), string('CORP'), u32(3), string('10.0.0.7')]),
    nothing,
  ]);
}

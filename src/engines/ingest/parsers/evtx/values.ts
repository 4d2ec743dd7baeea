/**
 * Substitution values: from a type and bytes to a JSON value.
 *
 * Pure. Short texts, GUIDs and SIDs repeat in every record: a direct-mapped cache gives the same string back when the
 * bytes are the same, which saves most decoding.
 * Source: MS-EVEN6 §2.2.17 and libevtx §4.2 (value types). Where evtx_dump loses something this keeps it: FILETIME has
 * seven digits, text is not cut at a NUL, integers from 2^53 are decimal text, a value of the wrong size is hex text.
 * Trust: the bytes are the log's. The caller has checked that `at` and `size` lie inside the record.
 */
import type { JsonValue } from '../../../event/audit-event.ts';
import type { TextCodec } from '../../../kernel/ports.ts';
import { fileTimeText, systemTimeText } from './filetime.ts';
import {
  float32Number,
  guidText,
  hex64Text,
  hexText,
  sidBytes,
  sidText,
  signed64,
  unsigned64,
  windows1252,
} from './value-text.ts';

export const TYPE_STRING = 0x01;
export const TYPE_BINXML = 0x21;
export const TYPE_GUID = 0x0f;
export const TYPE_SID = 0x13;
export const TYPE_HEX64 = 0x15;
const ARRAY = 0x80;

/** Bytes of one value; 0 where the size is free. Index: type without the array bit. */
const FIXED_BYTES = new Uint8Array(0x40);
for (const [type, size] of [
  [0x03, 1],
  [0x04, 1],
  [0x05, 2],
  [0x06, 2],
  [0x07, 4],
  [0x08, 4],
  [0x09, 8],
  [0x0a, 8],
  [0x0b, 4],
  [0x0c, 8],
  [0x0d, 4],
  [0x0f, 16],
  [0x11, 8],
  [0x12, 16],
  [0x14, 4],
  [0x15, 8],
] as const) {
  FIXED_BYTES[type] = size;
}

const SLOTS = 8_192;
const MAX_CACHED_BYTES = 512;

/** Why another reader could see another value; goes out with the event. */
export type ValueDoubt = 'ill-formed-text' | 'embedded-nul' | 'value-size' | 'value-type';

export class ValueReader {
  readonly #text: TextCodec;
  /** The whole piece, which the cache refers to. */
  readonly #piece: Uint8Array;
  readonly #slotStart = new Int32Array(SLOTS);
  readonly #slotSize = new Int32Array(SLOTS);
  readonly #slotType = new Uint8Array(SLOTS);
  // oxlint-disable-next-line unicorn/no-new-array -- once a piece, and Array.from goes item by item
  readonly #slotText: string[] = new Array<string>(SLOTS).fill('');
  #bytes: Uint8Array;
  #view: DataView;
  #base = 0;
  /** Doubts about the values read since this was last emptied. */
  readonly doubts: ValueDoubt[] = [];

  constructor(piece: Uint8Array, text: TextCodec) {
    this.#piece = piece;
    this.#text = text;
    this.#bytes = piece;
    this.#view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  }

  /** Goes on with the chunk `bytes`, which begins at `base` of the piece. */
  enterChunk(bytes: Uint8Array, view: DataView, base: number): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#base = base;
  }

  /** The value; undefined for null and for no bytes. A list for an array of two and more. */
  read(type: number, at: number, size: number): JsonValue | undefined {
    if (size === 0 || type === 0) return undefined;
    if (type >= ARRAY) return this.#array(type - ARRAY, at, size);
    const fixed = FIXED_BYTES[type] as number | undefined;
    if (fixed !== undefined && fixed !== 0 && fixed !== size) return this.#oddSize(type, at, size);
    return this.#one(type, at, size);
  }

  /** An element's or attribute's name: text, well-formed, not remembered. */
  readName(at: number, size: number): string {
    return size === 0 ? '' : this.#decode(at, size).toWellFormed();
  }

  #one(type: number, at: number, size: number): JsonValue | undefined {
    const view = this.#view;
    switch (type) {
      case TYPE_STRING:
        return this.#utf16(at, size);
      case 0x02:
        return this.#ansi(at, size);
      case 0x03:
        return view.getInt8(at);
      case 0x04:
        return view.getUint8(at);
      case 0x05:
        return view.getInt16(at, true);
      case 0x06:
        return view.getUint16(at, true);
      case 0x07:
        return view.getInt32(at, true);
      case 0x08:
        return view.getUint32(at, true);
      case 0x09:
        return signed64(view.getUint32(at, true), view.getInt32(at + 4, true));
      case 0x0a:
        return unsigned64(view.getUint32(at, true), view.getUint32(at + 4, true));
      case 0x0b:
        return this.#float(float32Number(view.getFloat32(at, true)));
      case 0x0c:
        return this.#float(view.getFloat64(at, true));
      case 0x0d:
        // Windows writes other numbers than 1 for true.
        return view.getUint32(at, true) !== 0;
      case 0x0e:
        return hexText(this.#bytes, at, size);
      case TYPE_GUID:
        return this.#cached(TYPE_GUID, at, size);
      case 0x10:
        if (size === 4) return hex64Text(view.getUint32(at, true), 0);
        if (size === 8) return hex64Text(view.getUint32(at, true), view.getUint32(at + 4, true));
        return this.#oddSize(type, at, size);
      case 0x11:
        return fileTimeText(view.getUint32(at, true), view.getUint32(at + 4, true));
      case 0x12:
        return systemTimeText(view, at);
      case TYPE_SID:
        return sidBytes(this.#bytes, at, size) === size
          ? this.#cached(TYPE_SID, at, size)
          : this.#oddSize(type, at, size);
      case 0x14:
        return hex64Text(view.getUint32(at, true), 0);
      case TYPE_HEX64:
        return this.#cached(TYPE_HEX64, at, size);
      case 0x20:
        return hexText(this.#bytes, at, size);
      case 0x23:
        return this.#utf16(at, size);
      default:
        this.#doubt('value-type');
        return hexText(this.#bytes, at, size);
    }
  }

  #doubt(doubt: ValueDoubt): void {
    if (!this.doubts.includes(doubt)) this.doubts.push(doubt);
  }

  /** A number that JSON has no form for is text. */
  #float(value: number): number | string {
    return Number.isFinite(value) ? value : String(value);
  }

  /** Bytes that the type has no meaning for: shown as they are. Booleans and integers of other widths occur. */
  #oddSize(type: number, at: number, size: number): JsonValue {
    if (type === 0x0d && size <= 8) {
      for (let i = 0; i < size; i += 1) if (this.#bytes[at + i] !== 0) return true;
      return false;
    }
    this.#doubt('value-size');
    return hexText(this.#bytes, at, size);
  }

  #utf16(at: number, size: number): string | undefined {
    let length = size & ~1;
    const bytes = this.#bytes;
    while (length > 0 && bytes[at + length - 1] === 0 && bytes[at + length - 2] === 0) length -= 2;
    if (length === 0) return undefined;
    return length <= MAX_CACHED_BYTES ? this.#cached(TYPE_STRING, at, length) : this.#checked(this.#decode(at, length));
  }

  #decode(at: number, size: number): string {
    return this.#text.utf16le(this.#bytes, at, at + size);
  }

  #checked(text: string): string {
    if (text.includes('\0')) this.#doubt('embedded-nul');
    if (text.isWellFormed()) return text;
    this.#doubt('ill-formed-text');
    return text.toWellFormed();
  }

  #ansi(at: number, size: number): string | undefined {
    let length = size;
    while (length > 0 && this.#bytes[at + length - 1] === 0) length -= 1;
    if (length === 0) return undefined;
    return this.#checked(windows1252(this.#text.latin1(this.#bytes, at, at + length)));
  }

  /** Text of the bytes, from the cache where the same bytes were read as the same type before. */
  #cached(type: number, at: number, size: number): string {
    const bytes = this.#bytes;
    let hash = size * 31 + type;
    // Every second byte: the high bytes of UTF-16 are mostly zero.
    for (let i = at, end = at + size; i < end; i += 2) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
    if (this.#slotSize[slot] === size && this.#slotType[slot] === type) {
      const piece = this.#piece;
      const start = this.#slotStart[slot] as number;
      let i = 0;
      while (i < size && piece[start + i] === bytes[at + i]) i += 1;
      if (i === size) return this.#slotText[slot] as string;
    }
    let text: string;
    if (type === TYPE_STRING) {
      const raw = this.#decode(at, size);
      text = this.#checked(raw);
      // A doubtful text is read anew each time, so that each of its records carries the doubt.
      if (text !== raw || text.includes('\0')) return text;
    } else if (type === TYPE_GUID) text = guidText(bytes, at);
    else if (type === TYPE_SID) text = sidText(bytes, this.#view, at);
    else text = hex64Text(this.#view.getUint32(at, true), this.#view.getUint32(at + 4, true));
    this.#slotStart[slot] = this.#base + at;
    this.#slotSize[slot] = size;
    this.#slotType[slot] = type;
    this.#slotText[slot] = text;
    return text;
  }

  #array(type: number, at: number, size: number): JsonValue | undefined {
    const items: JsonValue[] = [];
    const end = at + size;
    if (type === TYPE_STRING || type === 0x02) {
      const unit = type === TYPE_STRING ? 2 : 1;
      let start = at;
      for (let i = at; i + unit <= end; i += unit) {
        if (this.#bytes[i] !== 0 || (unit === 2 && this.#bytes[i + 1] !== 0)) continue;
        items.push(this.#one(type, start, i - start) ?? '');
        start = i + unit;
      }
      if (end - start >= unit) items.push(this.#one(type, start, end - start) ?? '');
    } else if (type === TYPE_SID) {
      for (let i = at; i < end; ) {
        const step = sidBytes(this.#bytes, i, end - i);
        if (step === 0) return this.#oddSize(type, at, size);
        items.push(this.#one(type, i, step) as JsonValue);
        i += step;
      }
    } else {
      // SizeT of a 64-bit writer, unless the bytes only divide into 32-bit ones.
      const step = type === 0x10 ? (size % 8 === 0 ? 8 : 4) : ((FIXED_BYTES[type] as number | undefined) ?? 0);
      if (step === 0 || size % step !== 0) return this.#oddSize(type, at, size);
      for (let i = at; i < end; i += step) items.push(this.#one(type, i, step) as JsonValue);
    }
    return items.length > 1 ? items : items[0] === '' ? undefined : items[0];
  }
}

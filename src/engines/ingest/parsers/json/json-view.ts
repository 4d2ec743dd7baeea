/**
 * The bytes of a piece as one code per character position, whatever the encoding: the scanner sees ASCII.
 *
 * Pure. UTF-8 and windows-1252: the bytes themselves, no copy. UTF-16: one byte a unit (units beyond ASCII become 0x80), a copy half as
 * long; offsets are multiplied by `scale`, so they stay byte offsets of the source.
 * Source: RFC 8259 §8.1 (UTF-8), The Unicode Standard §3.10 (UTF-16 and its byte-order marks).
 * Trust: the bytes are the log's; ill-formed text is decoded with U+FFFD and reported by `isDamaged`.
 */
import type { TextEncoding } from '../../encoding.ts';
import type { ReaderPorts } from '../../format.ts';
import { windows1252 } from '../evtx/value-text.ts';

export interface CodeView {
  codes: Uint8Array;
  /** Bytes per code: 1 or 2. */
  scale: 1 | 2;
  /** The characters of codes `[start, end)`; ill-formed ones as U+FFFD. */
  text(start: number, end: number): string;
  /** The same for codes that are all ASCII, and faster. */
  asciiText(start: number, end: number): string;
  /** Whether `[start, end)` holds ill-formed text. Only meaningful for whole records. */
  isDamaged(start: number, end: number): boolean;
}

/**
 * Text is made for this many bytes at once and then sliced: decoding each record on its own costs 0.2 us more. Strings of
 * 128 KiB are large objects to V8, made a hundred times slower than two of half that size.
 */
const BLOCK_BYTES = 65_536;

function asciiBlocks(codes: Uint8Array, ports: ReaderPorts): (start: number, end: number) => string {
  let block = '';
  let from = 0;
  let to = 0;
  return (start, end) => {
    if (start < from || end > to) {
      from = start;
      to = Math.min(codes.length, Math.max(end, start + BLOCK_BYTES));
      block = ports.text.latin1(codes, from, to);
    }
    return block.slice(start - from, end - from);
  };
}

export function openView(bytes: Uint8Array, encoding: TextEncoding, ports: ReaderPorts): CodeView {
  if (isWide(encoding)) return openUtf16(bytes, encoding, ports);
  const { text } = ports;
  const asciiText = asciiBlocks(bytes, ports);
  if (text.isAscii(bytes)) return { codes: bytes, scale: 1, text: asciiText, asciiText, isDamaged: () => false };
  if (encoding === 'windows-1252') {
    const decode = (start: number, end: number) => windows1252(text.latin1(bytes, start, end));
    return { codes: bytes, scale: 1, text: decode, asciiText, isDamaged: () => false };
  }
  const isClean = text.isUtf8(bytes);
  return {
    codes: bytes,
    scale: 1,
    // Most records of a piece are ASCII even where the piece is not, and those are made several times faster.
    text: (start, end) =>
      text.isAscii(bytes.subarray(start, end)) ? asciiText(start, end) : text.utf8(bytes, start, end),
    asciiText,
    isDamaged: (start, end) => !isClean && !text.isUtf8(bytes.subarray(start, end)),
  };
}

/** Whether a code takes two bytes. */
export const isWide = (encoding: TextEncoding): boolean => encoding === 'utf-16le' || encoding === 'utf-16be';

/** One code a UTF-16 unit: itself where it is ASCII, 0x80 otherwise. */
export function projectUtf16(bytes: Uint8Array, encoding: TextEncoding): Uint8Array {
  const low = encoding === 'utf-16le' ? 0 : 1;
  const units = bytes.length >> 1;
  const codes = new Uint8Array(units);
  for (let i = 0; i < units; i += 1) {
    const value = bytes[2 * i + low] as number;
    codes[i] = bytes[2 * i + 1 - low] === 0 && value < 0x80 ? value : 0x80;
  }
  return codes;
}

function openUtf16(bytes: Uint8Array, encoding: TextEncoding, ports: ReaderPorts): CodeView {
  const codes = projectUtf16(bytes, encoding);
  const units = codes.length;
  let little = bytes;
  if (encoding === 'utf-16be') {
    little = new Uint8Array(units * 2);
    for (let i = 0; i < units * 2; i += 2) {
      little[i] = bytes[i + 1] as number;
      little[i + 1] = bytes[i] as number;
    }
  }
  const decode = (start: number, end: number) => ports.text.utf16le(little, start * 2, end * 2);
  return {
    codes,
    scale: 2,
    text: (start, end) => decode(start, end).toWellFormed(),
    asciiText: asciiBlocks(codes, ports),
    isDamaged: (start, end) => !decode(start, end).isWellFormed(),
  };
}

/**
 * Which character encoding a source is in, and whether it is text at all.
 *
 * Pure. One pass over the sample (up to 256 KiB).
 * Source: Unicode 16 §23.8 (byte-order marks), WHATWG Encoding (windows-1252 index).
 * Differences: without a mark, UTF-16 is inferred from NUL bytes on one side of each pair; bytes that are no UTF-8 and
 * look like single-byte text are taken for windows-1252, which the reader must say in its settings.
 * Trust: the bytes are the source's.
 */
import type { TextCodec } from '../kernel/ports.ts';

export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

export interface EncodingGuess {
  encoding: TextEncoding;
  /** Bytes of the byte-order mark, 0, 2 or 3. */
  markLength: number;
  /** Whether the bytes are no text in any encoding known here. */
  isBinary: boolean;
  /** Whether the encoding follows from the bytes (mark, ASCII, well-formed UTF-8) rather than from a guess. */
  isCertain: boolean;
}

/** Share of control characters above which bytes are no text. Random bytes have 11 %, text with NUL padding none. */
const MAX_CONTROL_RATIO = 0.02;

const guess = (encoding: TextEncoding, markLength: number, isCertain: boolean): EncodingGuess => ({
  encoding,
  markLength,
  isBinary: false,
  isCertain,
});

/** Looks at the first bytes of a source. @param isWhole whether nothing follows `head` */
export function detectEncoding(head: Uint8Array, isWhole: boolean, text: TextCodec): EncodingGuess {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return guess('utf-8', 3, true);
  if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) return guess('utf-16le', 2, true);
  if (head[0] === 0xfe && head[1] === 0xff) return guess('utf-16be', 2, true);
  const wide = detectWide(head);
  if (wide !== undefined) return guess(wide, 0, false);
  const isBinary = controlRatio(head) > MAX_CONTROL_RATIO;
  if (text.isUtf8(isWhole ? head : head.subarray(0, lastCharacterStart(head)))) {
    return { encoding: 'utf-8', markLength: 0, isBinary, isCertain: true };
  }
  const { valid, invalid } = countSequences(head);
  // Text in UTF-8 with some damage keeps its other sequences well-formed; single-byte text has nearly none by chance.
  if (valid > 0 && valid * 2 >= invalid) return { encoding: 'utf-8', markLength: 0, isBinary, isCertain: false };
  const isMostlyHigh = invalid > head.length * 0.4;
  return { encoding: 'windows-1252', markLength: 0, isBinary: isBinary || isMostlyHigh, isCertain: false };
}

/** UTF-16 without a mark: in Latin-script logs one byte of nearly every pair is NUL, always on the same side. */
function detectWide(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const end = Math.min(head.length, 4_096) & ~1;
  if (end < 8) return undefined;
  let evenNul = 0;
  let oddNul = 0;
  let plainLow = 0;
  let plainHigh = 0;
  for (let i = 0; i < end; i += 2) {
    const first = head[i] ?? 0;
    const second = head[i + 1] ?? 0;
    if (first === 0) evenNul += 1;
    else if (isPlain(first)) plainLow += 1;
    if (second === 0) oddNul += 1;
    else if (isPlain(second)) plainHigh += 1;
  }
  const pairs = end / 2;
  if (oddNul > pairs * 0.6 && evenNul < pairs * 0.02 && plainLow > oddNul * 0.95) return 'utf-16le';
  if (evenNul > pairs * 0.6 && oddNul < pairs * 0.02 && plainHigh > evenNul * 0.95) return 'utf-16be';
  return undefined;
}

const isPlain = (byte: number): boolean => (byte >= 0x20 && byte !== 0x7f) || (byte >= 8 && byte <= 13) || byte === 27;

/** Share of control characters, a run of NULs counting as one (logs are padded with NULs after a crash). */
function controlRatio(head: Uint8Array): number {
  let controls = 0;
  let counted = 0;
  let previous = 1;
  for (const byte of head) {
    if (byte !== 0 || previous !== 0) {
      counted += 1;
      if (!isPlain(byte)) controls += 1;
    }
    previous = byte;
  }
  return counted === 0 ? 0 : controls / counted;
}

/** Start of the last character, so that a sample cut inside one is not called malformed. */
function lastCharacterStart(head: Uint8Array): number {
  for (let back = 1; back <= 3 && back < head.length; back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte >= 0xc0) return head.length - back;
    if (byte < 0x80) return head.length;
  }
  return head.length;
}

/** Well-formed multi-byte sequences, and high bytes that belong to none. */
function countSequences(head: Uint8Array): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < head.length; i += 1) {
    const lead = head[i] ?? 0;
    if (lead < 0x80) continue;
    const more =
      lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    let found = 0;
    while (found < more && ((head[i + found + 1] ?? 0) & 0xc0) === 0x80) found += 1;
    if (more > 0 && found === more) {
      valid += 1;
      i += more;
    } else invalid += 1;
  }
  return { valid, invalid };
}
